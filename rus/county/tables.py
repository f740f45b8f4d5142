"""Reads the tables of a county folder. Every error names file, line and column, and says what to write instead."""

import csv
import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from indicators.periods import parse_period
from initiatives.dates import Precision, parse_date

TRUE, FALSE = {"ja", "yes", "1"}, {"", "nej", "no", "0"}


class CountyError(Exception):
    """What is wrong with a county folder, one sentence a line."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


class CellError(ValueError):
    """Raised by a Row with the whole sentence."""


class Row:
    """A line of a table. Each reader takes a column name and raises CellError with the place of the fault."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str]):
        self.file, self.line, self.cells = file, line, cells

    def error(self, column: str, message: str) -> CellError:
        return CellError(f"{self.file}, line {self.line}, column {column}: {message}")

    def text(self, column: str, *, required: bool = False) -> str:
        value = self.cells.get(column, "").strip()
        if required and not value:
            raise self.error(column, "is empty, but must be filled in.")
        return value

    def choice(self, column: str, choices: Any, default: str | None = None) -> str:
        value = self.text(column) or default or ""
        if value not in choices.values:
            allowed = ", ".join(repr(one) for one in choices.values)
            raise self.error(column, f"{value!r} is not known; write one of {allowed}.")
        return value

    def flag(self, column: str) -> bool:
        value = self.text(column).lower()
        if value not in TRUE | FALSE:
            raise self.error(column, f"{value!r} is neither 'ja' nor empty.")
        return value in TRUE

    def integer(self, column: str, default: int | None = None) -> int | None:
        value = self.text(column)
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise self.error(column, f"{value!r} is not a whole number.") from None

    def number(self, column: str) -> float | None:
        value = self.text(column)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.error(column, f"{value!r} is not a number; write it with a point, as in 81.9.")
        return number

    def date(self, column: str, *, end: bool = False) -> tuple[date | None, str]:
        value = self.text(column)
        if not value:
            return None, Precision.DAY.value
        try:
            day, precision = parse_date(value, end=end)
        except ValueError:
            raise self.error(column, f"{value!r} is not a date: write 2026, 2026-08 or 2026-08-15.") from None
        return day, precision.value

    def period(self, column: str) -> str:
        value = self.text(column, required=True)
        try:
            parse_period(value)
        except ValueError as error:
            raise self.error(column, str(error)) from None
        return value

    def selection(self, column: str) -> dict[str, list[str]]:
        """Variables with their chosen values, as JSON; empty is none."""
        try:
            found = json.loads(self.text(column) or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict) or not all(isinstance(values, list) for values in found.values()):
            raise self.error(column, 'must be JSON, as in {"Kon": ["1", "2"]}.')
        return found

    def one(self, column: str, known: Mapping[str, Any], *, required: bool = False) -> Any:
        """The object that a key names."""
        value = self.text(column, required=required)
        if not value:
            return None
        if value not in known:
            raise self.error(column, f"{value!r} does not exist.")
        return known[value]

    def many(self, column: str, known: Mapping[str, Any]) -> list[Any]:
        """Objects that keys with | between name, in order."""
        keys = [key.strip() for key in self.text(column).split("|") if key.strip()]
        for key in keys:
            if key not in known:
                raise self.error(column, f"{key!r} does not exist.")
        return [known[key] for key in keys]


def read_table(folder: Path, name: str, columns: list[str], *, optional: bool = False) -> Iterator[Row]:
    """The rows of `<name>.csv` with semicolons, in UTF-8. Columns that are missing or unknown are an error."""
    path = folder / f"{name}.csv"
    file = f"{name}.csv"
    if not path.exists():
        if optional:
            return
        raise CellError(f"{file}: the file is missing.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, delimiter=";", strict=True)
            header = next(reader, [])
            _check_header(file, header, columns)
            for cells in reader:
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    at = header[min(len(cells), len(header)) - 1]
                    raise CellError(
                        f"{file}, line {reader.line_num}, column {at}: "
                        f"the line has {len(cells)} cells, the header {len(header)}."
                    )
                yield Row(file, reader.line_num, dict(zip(header, cells, strict=True)))
    except UnicodeDecodeError as error:
        raise CellError(f"{file}: is not UTF-8 ({error.reason} at byte {error.start}).") from None
    except csv.Error as error:
        raise CellError(f"{file}, line {reader.line_num}: {error}.") from None


def _check_header(file: str, header: list[str], columns: list[str]) -> None:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    if missing:
        raise CellError(f"{file}, line 1, column {missing[0]}: the column is missing.")
    if unknown:
        raise CellError(f"{file}, line 1, column {unknown[0]}: no such column is known.")
