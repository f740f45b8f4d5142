"""An indicator's values and pictures as files: CSV, XLSX, JSON, SVG and PNG, each with its source."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, override
from openpyxl import Workbook

from indicators.models import Assessment, Indicator, Observation
from indicators.sentences import describe, gap_sentences
from indicators.storing import as_of
from rus.places.models import Geography

COLUMNS = [
    "serie", "producent", "publicering", "platskod", "plats", "uppdelning", "period", "varde", "enhet", "status",
    "kand_fran",
]  # fmt: skip


def value_rows(indicator: Indicator, moment: datetime | None = None) -> Iterator[list[Any]]:
    """Every value of all series as rows of COLUMNS, the withdrawn ones marked; at a `moment`, as they were known then.

    Names are the register's own, in Swedish.
    """
    if moment is not None:
        yield from _rows_as_of(indicator, moment)
        return
    rows = (
        Observation.objects.filter(series__indicator=indicator)
        .order_by("-series__is_primary", "series__slug", "geography__code", "breakdown", "first_day")
        .values_list(
            "series__name_sv", "series__provider", "series__publication", "geography__code", "geography__name",
            "breakdown", "period", "value", "series__unit_sv", "status", "is_questioned", "withdrawn_at", "known_from",
        )
    )  # fmt: skip
    for *plain, status, is_questioned, withdrawn_at, known_from in rows.iterator(chunk_size=5000):
        shown = "withdrawn" if withdrawn_at else "preliminary" if is_questioned else status
        yield [*plain, shown, known_from.date().isoformat()]


def _rows_as_of(indicator: Indicator, moment: datetime) -> Iterator[list[Any]]:
    places = dict(Geography.objects.values_list("pk", "code"))
    names = dict(Geography.objects.values_list("code", "name"))
    for one in indicator.series.order_by("-is_primary", "slug"):
        keyed = as_of(one, moment).items()
        rows = sorted((places[place], breakdown, period, known) for (place, breakdown, period), known in keyed)
        for code, breakdown, period, (value, status, known_from) in rows:
            series = [one.name_sv, one.provider, one.publication]
            yield [
                *series,
                code,
                names[code],
                breakdown,
                period,
                value,
                one.unit_sv,
                status,
                known_from.date().isoformat(),
            ]


class _Line:
    """A file that hands back what is written to it, so that a long table streams."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[list[Any]]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, so that spreadsheets read å, ä and ö."""
    writer = csv.writer(_Line())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow(["" if cell is None else cell for cell in row])


def workbook(rows: Iterable[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("värden")
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_json(
    indicator: Indicator, assessment: Assessment | None, credit: str, address: str, rows: Iterable[list[Any]]
) -> dict[str, Any]:
    """The indicator with its judgement in both languages, and values as rows of COLUMNS."""
    return {
        "key": indicator.slug,
        "address": address,
        "name": {"sv": indicator.name_sv, "en": indicator.name_en or indicator.name_sv},
        "definition": {"sv": indicator.definition_sv, "en": indicator.definition_en or indicator.definition_sv},
        "unit": {"sv": indicator.unit_sv, "en": indicator.unit_en or indicator.unit_sv},
        "desired": indicator.desired or None,
        "source": credit,
        "judgement": _judgement(assessment, indicator) if assessment else None,
        "columns": COLUMNS,
        "values": list(rows),
    }


def _judgement(assessment: Assessment, indicator: Indicator) -> dict[str, Any]:
    return {
        "place": assessment.geography.code,
        "direction": assessment.direction,
        "outcome": assessment.outcome or None,
        "year": assessment.year,
        "value": assessment.value,
        "pace_per_year": assessment.pace,
        "rank": assessment.rank,
        "ranked_among": assessment.ranked,
        "stands_on": assessment.inputs.get("window", []),
        "held_from": assessment.held_from.isoformat(),
        "sentence": {language: _sentence(assessment, indicator, language) for language in ("sv", "en")},
    }


def _sentence(assessment: Assessment, indicator: Indicator, language: str) -> str:
    if language == get_language():
        return " ".join([str(describe(assessment, indicator)), *gap_sentences(assessment, indicator)])
    with override(language):
        return _sentence(assessment, indicator, language)
