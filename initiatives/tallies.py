"""Counts over the whole register, kept as rows that follow it, so that no page counts thousands of initiatives.

Whatever changes who takes part in a published initiative, where, in what or towards what does it inside `followed`;
what was written past that is counted anew by `recount`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from indicators.models import Indicator
from initiatives.models import Initiative, Tally

Cell = tuple[str, int, int, int]  # kind, subject, within, year: see Tally

# Every combination of each of the chosen initiatives, written once for one of them and for all. The year in which an
# effect could show is the latest that an initiative says of an indicator.
CELLS = """
WITH published AS (
    SELECT id, phase, reach, CAST(substr(CAST("start" AS varchar(10)), 1, 4) AS integer) AS first_year
    FROM initiatives_initiative WHERE state = 'published' {chosen}
),
ongoing AS (SELECT id, reach FROM published WHERE phase = 'ongoing'),
part AS (
    SELECT DISTINCT published.id, published.phase, partnership.actor_id
    FROM published JOIN initiatives_partnership AS partnership ON partnership.initiative_id = published.id
    WHERE partnership.role IN ('lead', 'partner') AND partnership.actor_id IS NOT NULL
),
belongs AS (
    SELECT ongoing.id, link.kraftsamling_id
    FROM ongoing JOIN initiatives_initiative_kraftsamlingar AS link ON link.initiative_id = ongoing.id
),
aim AS (
    SELECT published.id, published.phase, contribution.indicator_id, contribution.origin,
           max(published.first_year + contribution.lag_years) AS visible_from
    FROM published JOIN initiatives_contribution AS contribution ON contribution.initiative_id = published.id
    GROUP BY published.id, published.phase, contribution.indicator_id, contribution.origin
)
SELECT 'ongoing', 0, 0, 0, count(*) FROM ongoing HAVING count(*) > 0
UNION ALL
SELECT 'ongoing', 0, kraftsamling_id, 0, count(*) FROM belongs GROUP BY kraftsamling_id
UNION ALL
SELECT 'taking_part', actor_id, 0, 0, count(*) FROM part WHERE phase = 'ongoing' GROUP BY actor_id
UNION ALL
SELECT 'taking_part', actor_id, kraftsamling_id, 0, count(*)
FROM part JOIN belongs ON belongs.id = part.id GROUP BY actor_id, kraftsamling_id
UNION ALL
SELECT 'place', link.geography_id, 0, 0, count(*)
FROM ongoing JOIN initiatives_initiative_municipalities AS link ON link.initiative_id = ongoing.id
WHERE ongoing.reach = 'municipalities' GROUP BY link.geography_id
UNION ALL
SELECT reach, 0, 0, 0, count(*) FROM ongoing WHERE reach IN ('county', 'unknown') GROUP BY reach
UNION ALL
SELECT 'shift', link.shift_id, 0, 0, count(*)
FROM ongoing JOIN initiatives_initiative_shifts AS link ON link.initiative_id = ongoing.id GROUP BY link.shift_id
UNION ALL
SELECT 'principle', link.principle_id, 0, 0, count(*)
FROM ongoing JOIN initiatives_initiative_principles AS link ON link.initiative_id = ongoing.id
GROUP BY link.principle_id
UNION ALL
SELECT 'perspective', link.perspective_id, belongs.kraftsamling_id, 0, count(*)
FROM belongs JOIN initiatives_initiativeperspective AS link ON link.initiative_id = belongs.id
GROUP BY link.perspective_id, belongs.kraftsamling_id
UNION ALL
SELECT CASE WHEN origin = 'editors' THEN 'suggested' ELSE 'said' END, indicator_id, 0, coalesce(visible_from, 0),
       count(*)
FROM aim WHERE phase = 'ongoing' GROUP BY 1, 2, 4
UNION ALL
SELECT 'aiming', part.actor_id, aim.indicator_id, 0, count(DISTINCT part.id)
FROM part JOIN aim ON aim.id = part.id GROUP BY part.actor_id, aim.indicator_id
"""

ADD = """
INSERT INTO initiatives_tally (kind, subject, within, year, count) VALUES {rows}
ON CONFLICT (kind, subject, within, year) DO UPDATE SET count = initiatives_tally.count + excluded.count
"""


def _cells(chosen: list[int] | None = None) -> Counter[Cell]:
    """What the initiatives count for; all of them without `chosen`. Archived ones count for nothing."""
    if chosen == []:
        return Counter()
    only = f"AND id IN ({', '.join(['%s'] * len(chosen))})" if chosen else ""
    with connection.cursor() as cursor:
        cursor.execute(CELLS.format(chosen=only), chosen or [])
        return Counter({(kind, *where): count for kind, *where, count in cursor.fetchall()})


@contextmanager
def followed(*initiatives: Initiative) -> Iterator[None]:
    """The counts follow what is done to these initiatives inside; one that is not saved yet counts from then on."""
    before = _cells([one.pk for one in initiatives if one.pk])
    yield
    after = _cells([one.pk for one in initiatives if one.pk])
    after.subtract(before)
    _add(after)


def _add(moved: Counter[Cell]) -> None:
    # In one order, so that two publications at once wait for each other rather than lock each other out.
    rows = sorted((*cell, count) for cell, count in moved.items() if count)
    if not rows:
        return
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(rows=values), [value for row in rows for value in row])


def forget(sender: type, instance: Initiative, **_signal: object) -> None:
    """An initiative that is about to be deleted counts no longer."""
    moved: Counter[Cell] = Counter()
    moved.subtract(_cells([instance.pk]))
    _add(moved)


def forget_indicator(sender: type, instance: Indicator, **_signal: object) -> None:
    """Nobody has an indicator that is gone in common with anybody; its contributions went with it."""
    Tally.objects.filter(kind=Tally.Kind.AIMING, within=instance.pk).delete()


@transaction.atomic
def recount() -> int:
    """All of it anew, for what was written past `followed`; returns how many counts."""
    if connection.vendor == "postgresql":
        # Whoever publishes meanwhile adds to the new counts when they stand.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE initiatives_tally IN EXCLUSIVE MODE")
    Tally.objects.all().delete()
    made = Tally.objects.bulk_create(
        (
            Tally(kind=kind, subject=subject, within=within, year=year, count=count)
            for (kind, subject, within, year), count in _cells().items()
        ),
        batch_size=2_000,
    )
    return len(made)


def recount_if_empty(**_signal: object) -> None:
    if not Tally.objects.exists():
        recount()
