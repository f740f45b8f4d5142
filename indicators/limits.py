"""Providers' call limits, kept across processes and machines: the source's row counts, and a lock on it is the gate."""

import time
from datetime import timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone

from indicators.models import Source


def wait_for_turn(source_id: int) -> None:
    """Return when one more call may be made, having counted it."""
    while pause := _take_turn(source_id):
        time.sleep(pause)


@transaction.atomic
def _take_turn(source_id: int) -> float:
    """Seconds until a call may be made; 0 when this one has been counted.

    The window begins with its first call and holds so many; the next begins when it has passed. The lock is held for a
    moment only, never while a source is asked.
    """
    source = Source.objects.select_for_update().get(pk=source_id)
    now = timezone.now()
    length = timedelta(seconds=source.per_seconds)
    if source.window_started_at is None or now >= source.window_started_at + length:
        source.window_started_at, source.window_calls = now, 0
    if source.window_calls >= source.calls:
        left = (source.window_started_at + length - now).total_seconds()
        return max(0.05, ceil(left * 100) / 100)
    source.window_calls += 1
    source.save(update_fields=["window_started_at", "window_calls"])
    return 0.0
