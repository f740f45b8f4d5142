"""Compiles the Swedish catalogues, and says what is not translated."""

import sys
from pathlib import Path

import polib

CATALOGUES = sorted(Path(__file__).resolve().parents[2].glob("locale*/sv/LC_MESSAGES/django.po"))

if __name__ == "__main__":
    missing = []
    for path in CATALOGUES:
        catalogue = polib.pofile(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        missing += [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    for entry in missing:
        print(f"Not translated: {entry.msgid}")
    sys.exit(bool(missing))
