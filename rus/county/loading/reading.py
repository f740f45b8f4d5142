"""Reads a folder's tables row by row, and keeps what each row says by its key."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from rus.county.tables import CellError, CountyError, Row, read_table
from rus.strategy.models import Strategy

NAMES = ["slug", "name_sv", "name_en"]


class Reader:
    """What has been read so far, by key, with how many rows of each table."""

    current: Strategy

    def __init__(self, folder: Path):
        self.folder = folder
        self.known: dict[str, dict[str, Any]] = defaultdict(dict)
        self.counts: dict[str, int] = {}

    def table(
        self,
        name: str,
        columns: list[str],
        take: Callable[[Row], object],
        *,
        optional: bool = False,
        writes: bool = True,
    ) -> None:
        """Hand every row to `take`; all faults of one table are told at once, and nothing after it is read.

        A row that `writes` has a savepoint of its own, so that a refusal by the database spoils that row alone.
        """
        problems: list[str] = []
        count = 0
        try:
            for row in read_table(self.folder, name, columns, optional=optional):
                count += 1
                try:
                    with transaction.atomic() if writes else nullcontext():
                        take(row)
                except CellError as error:
                    problems.append(str(error))
                except IntegrityError as error:
                    problems.append(
                        f"{row.file}, line {row.line}, column {columns[0]}: refused by the database ({error})."
                    )
        except CellError as error:
            problems.append(str(error))
        if problems:
            raise CountyError(problems)
        self.counts[name] = count

    def keep(self, kind: str, key: str, model: type[Model], where: dict, values: dict) -> Any:
        obj, _created = model._default_manager.update_or_create(**where, defaults=values)
        self.known[kind][key] = obj
        return obj

    def named(self, kind: str, model: type[Model], row: Row, texts: list[str], **values: Any) -> Any:
        slug = row.text("slug", required=True)
        values |= {"position": row.line, "name_sv": row.text("name_sv", required=True), "name_en": row.text("name_en")}
        values |= {name: row.text(name) for name in texts}
        return self.keep(kind, slug, model, {"strategy": self.current, "slug": slug}, values)
