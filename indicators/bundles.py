"""Statistics for a server without internet: fetched on a connected machine into one file, taken in by the same path.

The file is a zip: `manifest.json` names each series with what its source says it measures, how many values there are
and their SHA-256; `values/<series>.jsonl` holds the values as a spool does.
"""

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from indicators import spools, updating
from indicators.models import Series, UpdateRun
from indicators.sources.errors import SourceError

FORMAT = 1
MANIFEST = "manifest.json"


class BundleError(Exception):
    """What is wrong with a bundle, in one sentence; nothing of it has been taken in."""


@dataclass
class Outcome:
    """What came of one series: its key, whether it went well, and the sentence."""

    series: str
    went_well: bool
    sentence: str


def export(path: Path, series: Iterable[Series]) -> Iterator[Outcome]:
    """Fetch each series into the file; one that fails is left out and told about."""
    contents = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for one in series:
            try:
                contents.append(_add(bundle, one))
                yield Outcome(one.slug, True, _("%(count)s values") % {"count": contents[-1]["count"]})
            except SourceError as error:
                yield Outcome(one.slug, False, str(error))
        manifest = {"format": FORMAT, "made_at": timezone.now().isoformat(), "series": contents}
        bundle.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def _add(bundle: zipfile.ZipFile, series: Series) -> dict[str, Any]:
    answer = updating.open_for(series).fetch(updating.make_query(series))
    with tempfile.SpooledTemporaryFile(max_size=4_000_000) as file:
        count = spools.write(answer.values, file)
        file.seek(0)
        body = file.read()
    bundle.writestr(f"values/{series.slug}.jsonl", body)
    return {
        "series": series.slug,
        "source_key": series.source_key,
        "measure": answer.measure,
        "count": count,
        "sha256": hashlib.sha256(body).hexdigest(),
    }


def load(path: Path) -> Iterator[Outcome]:
    """Take in every series of the file that is followed here. BundleError before anything if the file is damaged."""
    try:
        with zipfile.ZipFile(path) as bundle:
            manifest = _checked(bundle)
            for entry in manifest:
                yield _take_in(entry, bundle)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError) as error:
        raise BundleError(_("%(path)s is not a whole bundle of statistics.") % {"path": path}) from error


def _checked(bundle: zipfile.ZipFile) -> list[dict[str, Any]]:
    manifest = json.loads(bundle.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise BundleError(_("The bundle was made by another version of Kraftsamla."))
    for entry in manifest["series"]:
        if hashlib.sha256(bundle.read(_name(entry))).hexdigest() != entry["sha256"]:
            raise BundleError(
                _("The values of %(series)s are damaged. Copy the file again.") % {"series": entry["series"]}
            )
    return manifest["series"]


def _name(entry: dict[str, Any]) -> str:
    return f"values/{entry['series']}.jsonl"


def _take_in(entry: dict[str, Any], bundle: zipfile.ZipFile) -> Outcome:
    series = Series.objects.followed().filter(slug=entry["series"], source_key=entry["source_key"]).first()
    if series is None:
        return Outcome(entry["series"], False, _("No series is fetched so here."))
    try:
        run = updating.take_in(series, entry["measure"], spools.read(io.BytesIO(bundle.read(_name(entry)))))
    except updating.StepRefused as refused:
        return Outcome(entry["series"], False, str(refused))
    return Outcome(entry["series"], run.state == UpdateRun.State.DONE, run.sentence)
