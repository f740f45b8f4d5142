"""An indicator's values and pictures as files: CSV, XLSX, JSON, SVG and PNG, each with its source."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language, override
from openpyxl import Workbook

from indicators.models import Assessment, Indicator, Observation
from indicators.sentences import describe, gap_sentences

COLUMNS = [
    "serie", "producent", "publicering", "platskod", "plats", "uppdelning", "period", "varde", "enhet", "status",
    "kand_fran",
]  # fmt: skip


def value_rows(indicator: Indicator) -> Iterator[list[Any]]:
    """Every value that stands, of all series, as rows of COLUMNS. Names are the register's own, in Swedish."""
    rows = (
        Observation.objects.filter(series__indicator=indicator, withdrawn_at=None)
        .order_by("-series__is_primary", "series__slug", "geography__code", "breakdown", "first_day")
        .values_list(
            "series__name_sv", "series__provider", "series__publication", "geography__code", "geography__name",
            "breakdown", "period", "value", "series__unit_sv", "status", "is_questioned", "known_from",
        )
    )  # fmt: skip
    for *plain, status, is_questioned, known_from in rows.iterator(chunk_size=5000):
        yield [*plain, "preliminary" if is_questioned else status, known_from.date().isoformat()]


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


def as_json(indicator: Indicator, assessment: Assessment | None, credit: str, address: str) -> dict[str, Any]:
    """The indicator with its judgement in both languages and every value."""
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
        "values": list(value_rows(indicator)),
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
