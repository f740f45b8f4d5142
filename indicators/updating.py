"""Stores fetched or imported values: compares with what is there, keeps what changed with its dates, counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from indicators.models import Observation, ObservationVersion, Series, Status
from indicators.periods import parse_period


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
    unchanged: int = 0

    @property
    def touched(self) -> bool:
        return bool(self.new or self.changed)


@transaction.atomic
def store(series: Series, incoming: Iterable[Incoming], known_from: datetime | None = None) -> Counts:
    """Insert and revise values of one series; what is not mentioned stays as it is. ValueError on a bad period."""
    now = known_from or timezone.now()
    counts = Counts()
    standing = {
        (row.geography_id, row.breakdown, row.period): row
        for row in series.observations.all().iterator(chunk_size=5000)
    }
    fresh: dict[tuple, Observation] = {}
    revised: list[Observation] = []
    versions: list[ObservationVersion] = []
    for one in incoming:
        key = (one.place_id, one.breakdown, one.period)
        old = standing.get(key)
        if old is None:
            fresh[key] = _observation(series, one, now)
            continue
        if (old.value, old.status) == (one.value, one.status) or _only_marked_revised(old, one):
            counts.unchanged += 1
            continue
        versions.append(
            ObservationVersion(
                observation=old,
                value=old.value,
                status=old.status,
                known_from=old.known_from,
                known_to=max(now, old.known_from),
            )
        )
        old.status = _status_after(old, one)
        old.value, old.source, old.known_from, old.withdrawn_at = one.value, one.source, now, None
        revised.append(old)
    Observation.objects.bulk_create(fresh.values(), batch_size=1000)
    ObservationVersion.objects.bulk_create(versions, batch_size=1000)
    Observation.objects.bulk_update(
        revised, ["value", "status", "source", "known_from", "withdrawn_at"], batch_size=500
    )
    counts.new, counts.changed = len(fresh), len(revised)
    return counts


def _only_marked_revised(old: Observation, one: Incoming) -> bool:
    return old.value == one.value and old.status == Status.REVISED and one.status == Status.FINAL


def _status_after(old: Observation, one: Incoming) -> str:
    """A final value that its producer changes is a revised one; a preliminary one that becomes final is just final."""
    if one.status == Status.FINAL and old.status in (Status.FINAL, Status.REVISED) and old.value != one.value:
        return Status.REVISED
    return one.status


def _observation(series: Series, one: Incoming, now: datetime) -> Observation:
    period = parse_period(one.period)
    return Observation(
        series=series,
        geography_id=one.place_id,
        breakdown=one.breakdown,
        period=one.period,
        first_day=period.first_day,
        last_day=period.last_day,
        year=period.year,
        value=one.value,
        status=one.status,
        source=one.source,
        known_from=now,
    )
