"""Which published initiatives answer what the strategy says: how many, and a few to look at."""

from collections import defaultdict
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from initiatives.models import Initiative, Phase

FEW = 3


def with_examples(rows: list[Any], link: str) -> list[Any]:
    """The rows with `examples`, at most FEW published initiatives each, those going on first, and with `ongoing_count`
    and `initiative_count`. `link` is the initiatives' field that names them; two queries, however many initiatives."""
    field = Initiative._meta.get_field(link)
    column = field.m2m_reverse_field_name()
    links = field.remote_field.through.objects.filter(
        initiative__state=Initiative.State.PUBLISHED, **{f"{column}__in": rows}
    )
    counts = {
        row[column]: row
        for row in links.values(column)
        .order_by()
        .annotate(total=Count("pk"), ongoing=Count("pk", filter=Q(initiative__phase=Phase.ONGOING)))
    }
    first = Case(When(initiative__phase=Phase.ONGOING, then=Value(0)), default=Value(1))
    place = Window(RowNumber(), partition_by=F(column), order_by=[first, F("initiative__title"), F("pk")])
    few = links.annotate(place=place).filter(place__lte=FEW).select_related("initiative").order_by(column, "place")
    examples = defaultdict(list)
    for one in few:
        examples[getattr(one, f"{column}_id")].append(one.initiative)
    for row in rows:
        counted = counts.get(row.pk, {"total": 0, "ongoing": 0})
        row.examples = examples[row.pk]
        row.initiative_count, row.ongoing_count = counted["total"], counted["ongoing"]
    return rows
