"""Stores fetched or imported values: compares with what is there, keeps what changed with its dates, counts.

Rows are staged in a temporary table and merged by the database, a part at a time, so that a million rows take seconds
and little memory. One transaction holds it all: afterwards everything is stored, or nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from indicators.models import ObservationVersion, Series, Status
from indicators.periods import Period, parse_period
from indicators.sources.errors import SourceRejected

PART = 50_000
# A source that lacks more than this share of the values known before is held until somebody has looked.
MOST_LOST = 0.2
UNCHANGED, NEW, CHANGED, LOST, RETURNED, STILL_MISSING = range(6)


class Incoming(NamedTuple):
    """One value as a source gives it: place by primary key, breakdown as a canonical key, period as written."""

    place_id: int
    breakdown: str
    period: str
    value: float | None
    status: str = Status.FINAL.value
    source: str = ""


@dataclass
class Counts:
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0

    @property
    def fetched(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def touched(self) -> bool:
        return bool(self.new or self.changed or self.withdrawn)


class TooMuchLost(Exception):
    """More values than MOST_LOST are gone at the source; nothing has been stored."""

    def __init__(self, lost: int, known: int):
        self.lost, self.known = lost, known
        super().__init__(f"{lost} of {known}")


@transaction.atomic
def store(
    series: Series,
    incoming: Iterable[Incoming],
    known_from: datetime | None = None,
    *,
    complete_for: Collection[int] = (),
    accept_losses: bool = True,
) -> Counts:
    """Insert and revise values of one series. ValueError on a bad period; what is not mentioned stays as it is.

    Where the answer is complete for some places, their values that it does not mention are marked as withdrawn, and
    TooMuchLost is raised unless losses are accepted. A known value that the source now calls missing is withdrawn too:
    the value itself stays.
    """
    now = known_from or timezone.now()
    with connection.cursor() as cursor:
        known = _count_known(cursor, series, complete_for)
        staged = _stage(cursor, incoming)
        found = _compare(cursor, series)
        _apply(cursor, series, now, found)
        counts = Counts(
            new=found[NEW],
            changed=found[CHANGED] + found[RETURNED],
            withdrawn=found[LOST],
            unchanged=staged - sum(found.values()) + found[STILL_MISSING],
        )
        met_again = staged - found[NEW] - found[RETURNED] - found[STILL_MISSING]
        if complete_for and met_again < known:
            counts.withdrawn += _withdraw_the_rest(cursor, series, now, complete_for)
    if not accept_losses and counts.withdrawn > known * MOST_LOST:
        raise TooMuchLost(counts.withdrawn, known)
    return counts


# Temporary tables: the answer, its periods, and the rows that are not simply as before.
TABLES = """
DROP TABLE IF EXISTS {temporary}staged_values;
DROP TABLE IF EXISTS {temporary}staged_periods;
DROP TABLE IF EXISTS {temporary}staged_changes;
CREATE TEMPORARY TABLE staged_values (
    n integer NOT NULL {key}, geography_id bigint NOT NULL, breakdown varchar(120) NOT NULL,
    period varchar(12) NOT NULL, value {float} NULL, status varchar(12) NOT NULL, source varchar(500) NOT NULL);
CREATE TEMPORARY TABLE staged_periods (
    period varchar(12) NOT NULL PRIMARY KEY, first_day date NOT NULL, last_day date NOT NULL, year smallint NOT NULL);
CREATE TEMPORARY TABLE staged_changes (n integer NOT NULL, id bigint NULL, kind smallint NOT NULL)
"""
UNIQUE = "CREATE UNIQUE INDEX {index}staged_once ON staged_values (geography_id, breakdown, period)"
COLUMNS = "n, geography_id, breakdown, period, value, status, source"
SAME_KEY = "o.series_id = %s AND o.geography_id = s.geography_id AND o.breakdown = s.breakdown AND o.period = s.period"
# A revised value that comes again as final is the same value; a withdrawn one that comes back has changed.
COMPARE = f"""
INSERT INTO staged_changes (n, id, kind) SELECT n, id, kind FROM (
    SELECT s.n, o.id, CASE
        WHEN o.id IS NULL THEN {NEW}
        WHEN s.value IS NULL AND (o.value IS NULL OR o.withdrawn_at IS NOT NULL) THEN {STILL_MISSING}
        WHEN s.value IS NULL THEN {LOST}
        WHEN o.value IS NULL OR o.withdrawn_at IS NOT NULL THEN {RETURNED}
        WHEN o.value <> s.value OR (o.status <> s.status AND NOT (o.status = 'revised' AND s.status = 'final'))
            THEN {CHANGED}
        ELSE {UNCHANGED} END AS kind
    FROM staged_values s LEFT JOIN indicators_observation o ON {SAME_KEY}) AS compared
WHERE kind <> {UNCHANGED}
"""
KEEP_VERSIONS = f"""
INSERT INTO indicators_observationversion (observation_id, value, status, known_from, known_to)
SELECT o.id, o.value, o.status, o.known_from,
    CASE WHEN COALESCE(o.withdrawn_at, %s) < o.known_from THEN o.known_from ELSE COALESCE(o.withdrawn_at, %s) END
FROM staged_changes c JOIN indicators_observation o ON o.id = c.id WHERE c.kind IN ({CHANGED}, {RETURNED})
"""
# A final value that its producer changes is a revised one; a preliminary one that becomes final is just final.
REVISE = f"""
UPDATE indicators_observation AS o SET
    status = CASE WHEN s.status = 'final' AND o.status IN ('final', 'revised') AND o.value <> s.value
        THEN 'revised' ELSE s.status END,
    value = s.value, source = s.source, known_from = %s, withdrawn_at = NULL, is_questioned = {{false}}
FROM staged_changes c JOIN staged_values s ON s.n = c.n WHERE o.id = c.id AND c.kind IN ({CHANGED}, {RETURNED})
"""
MARK_LOST = f"""
UPDATE indicators_observation SET withdrawn_at = %s
WHERE id IN (SELECT id FROM staged_changes WHERE kind = {LOST})
"""
INSERT = f"""
INSERT INTO indicators_observation (series_id, geography_id, breakdown, period, first_day, last_day, year, value,
    status, source, known_from, is_questioned)
SELECT %s, s.geography_id, s.breakdown, s.period, p.first_day, p.last_day, p.year, s.value, s.status, s.source, %s,
    {{false}}
FROM staged_changes c JOIN staged_values s ON s.n = c.n JOIN staged_periods p ON p.period = s.period
WHERE c.kind = {NEW}
"""
KNOWN = """
FROM indicators_observation o WHERE o.series_id = %s AND o.geography_id IN ({places})
    AND o.withdrawn_at IS NULL AND o.value IS NOT NULL
"""
WITHDRAW = """
UPDATE indicators_observation SET withdrawn_at = %s WHERE id IN (
    SELECT o.id {known} AND o.known_from <> %s AND NOT EXISTS (SELECT 1 FROM staged_values s
        WHERE o.geography_id = s.geography_id AND o.breakdown = s.breakdown AND o.period = s.period))
"""


def _dialect(sql: str) -> str:
    if connection.vendor == "postgresql":
        return sql.format(float="double precision", false="false", key="", temporary="pg_temp.", index="")
    return sql.format(float="real", false="0", key="PRIMARY KEY", temporary="temp.", index="temp.")


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _known_in(places: Collection[int]) -> str:
    return KNOWN.format(places=", ".join(["%s"] * len(places)))


def _count_known(cursor: Any, series: Series, places: Collection[int]) -> int:
    if not places:
        return 0
    cursor.execute(f"SELECT count(*) {_known_in(places)}", [series.pk, *places])
    [known] = cursor.fetchone()
    return known


def _stage(cursor: Any, incoming: Iterable[Incoming]) -> int:
    """Put the answer in the temporary table, a part at a time; returns how many rows it has."""
    for statement in _dialect(TABLES).split(";"):
        cursor.execute(statement)
    periods: set[str] = set()
    rows, count = iter(incoming), 0
    while part := list(islice(rows, PART)):
        periods.update(one.period for one in part)
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY staged_values ({COLUMNS}) FROM STDIN") as copy:
                copy.write("".join(_copy_line(n, one) for n, one in enumerate(part, count)))
        else:
            statement = f"INSERT INTO staged_values ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)"
            cursor.executemany(statement, ((n, *one) for n, one in enumerate(part, count)))
        count += len(part)
    days = [(period, *_days(parse_period(period))) for period in sorted(periods)]
    cursor.executemany("INSERT INTO staged_periods (period, first_day, last_day, year) VALUES (%s, %s, %s, %s)", days)
    with _no_doubles():
        cursor.execute(_dialect(UNIQUE))
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE staged_values")
    return count


def _copy_line(n: int, one: Incoming) -> str:
    value = r"\N" if one.value is None else repr(one.value)
    breakdown, source = one.breakdown, one.source
    if source:
        source = source.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return f"{n}\t{one.place_id}\t{breakdown}\t{one.period}\t{value}\t{one.status}\t{source}\n"


def _days(period: Period) -> tuple[Any, ...]:
    return (period.first_day.isoformat(), period.last_day.isoformat(), period.year)


@contextmanager
def _no_doubles() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise SourceRejected(
            gettext_noop("The source gives two values for the same place, breakdown and period.")
        ) from None


def _compare(cursor: Any, series: Series) -> Counter[int]:
    """Note each row that is not as before, by kind; returns how many there are of each."""
    cursor.execute(COMPARE, [series.pk])
    cursor.execute("SELECT kind, count(*) FROM staged_changes GROUP BY kind")
    return Counter(dict(cursor.fetchall()))


def _apply(cursor: Any, series: Series, now: datetime, found: Counter[int]) -> None:
    moment = _moment(now)
    if found[CHANGED] or found[RETURNED]:
        cursor.execute(KEEP_VERSIONS, [moment, moment])
        cursor.execute(_dialect(REVISE), [moment])
    if found[LOST]:
        cursor.execute(MARK_LOST, [moment])
    if found[NEW]:
        cursor.execute(_dialect(INSERT), [series.pk, moment])


def _withdraw_the_rest(cursor: Any, series: Series, now: datetime, places: Collection[int]) -> int:
    moment = _moment(now)
    statement = WITHDRAW.format(known=_known_in(places))
    cursor.execute(statement, [moment, series.pk, *places, moment])
    return cursor.rowcount


Known = tuple[float | None, str, datetime]


def as_of(series: Series, moment: datetime) -> dict[tuple[int, str, str], Known]:
    """The series as it was known at a moment: value, status and known from, by place, breakdown and period."""
    key = ("geography_id", "breakdown", "period")
    now = series.observations.filter(known_from__lte=moment).exclude(withdrawn_at__lte=moment)
    found: dict[tuple[int, str, str], Known] = {
        row[:3]: row[3:] for row in now.values_list(*key, "value", "status", "known_from").iterator(chunk_size=5000)
    }
    earlier = ObservationVersion.objects.filter(
        observation__series=series, known_from__lte=moment, known_to__gt=moment
    ).values_list(*(f"observation__{name}" for name in key), "value", "status", "known_from")
    found |= {row[:3]: row[3:] for row in earlier.iterator(chunk_size=5000)}
    return found
