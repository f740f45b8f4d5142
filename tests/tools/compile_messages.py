"""Compiles the Swedish catalogue, and says what is not translated."""

import sys
from pathlib import Path

import polib

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "sv" / "LC_MESSAGES" / "django.po"

if __name__ == "__main__":
    catalogue = polib.pofile(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    for entry in missing:
        print(f"Not translated: {entry.msgid}")
    sys.exit(bool(missing))
