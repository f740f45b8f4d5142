"""Keeps series up to date: asks a source, stores what it says, and tells what came of it.

`manage.py update_indicators`, the admin and the schedule all call `ask` and `run`. A run is a row, and the row is the
truth: whoever takes it from waiting to running does the work, and a sweep takes up what a killed worker left. Sources
are asked outside any transaction; storing, judging and closing the run happen in one, so that the database is as before
or complete.
"""

import gzip
import io
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators import judging, limits, quality, spools
from indicators.models import BreakdownCode, Series, UpdateRun
from indicators.sources import open_source
from indicators.sources.door import Door
from indicators.sources.errors import SourceError, SourceRejected
from indicators.sources.values import Answer, Query, Value
from indicators.storing import Counts, Incoming, TooMuchLost, store
from rus.accounts.models import User
from rus.accounts.notices import notify
from rus.jobs import hand_over
from rus.places.models import Geography

logger = logging.getLogger(__name__)

# A run that has not given a sign of life for this long was left by a dead worker.
STALE = timedelta(minutes=5)
MEASURE_CHANGED = gettext_noop("The source now measures “%(now)s”; it was “%(before)s”.")
TOO_MUCH_LOST = gettext_noop("The source lacks %(lost)s of the %(known)s values that were known before.")
WORKER_STOPPED = gettext_noop("The worker stopped three times while fetching. Try again, and look in the worker's log.")
OVERTAKEN = gettext_noop("Another worker took the run over.")


class StepRefused(Exception):
    """The run is no longer in a state that allows it; the sentence says so."""


# Asking


def ask(series: Series, origin: str, *, by: User | None = None, latest: int | None = None) -> UpdateRun:
    """A waiting run for the series, or the one that waits or runs already."""
    unfinished = {"series": series, "state__in": UpdateRun.UNFINISHED}
    run, _created = UpdateRun.objects.get_or_create(
        **unfinished,
        defaults={"state": UpdateRun.State.WAITING, "origin": origin, "asked_by": by, "latest": latest},
    )
    return run


def enqueue(run: UpdateRun) -> None:
    """Hand the run to a worker; a broker that is away costs a minute's wait, until the sweep."""
    from indicators.tasks import update

    hand_over(update, run.pk)


def ask_for_due(now: datetime | None = None) -> int:
    """Ask for every series whose time has come; returns how many."""
    due = list(Series.objects.due(now or timezone.now()))
    for series in due:
        enqueue(ask(series, UpdateRun.Origin.SCHEDULE))
    return len(due)


def sweep(now: datetime | None = None) -> int:
    """Take up runs that a dead worker left or a broker lost; give up after three tries. Returns how many were sent."""
    now = now or timezone.now()
    silent = UpdateRun.objects.filter(state=UpdateRun.State.RUNNING, heartbeat_at__lt=now - STALE)
    for run in silent.filter(attempts__gte=UpdateRun.MAX_ATTEMPTS):
        _fail(run, WORKER_STOPPED)
    left = list(silent.filter(attempts__lt=UpdateRun.MAX_ATTEMPTS).values_list("pk", flat=True))
    silent.filter(pk__in=left).update(state=UpdateRun.State.WAITING)
    lost = Q(asked_at__lt=now - timedelta(minutes=1)) | Q(pk__in=left)
    waiting = list(UpdateRun.objects.filter(lost, state=UpdateRun.State.WAITING))
    for run in waiting:
        enqueue(run)
    return len(waiting)


# Running


def run(run_id: int) -> UpdateRun | None:
    """Do the run if it waits. None when somebody else has it or it is over."""
    claimed = _claim(run_id)
    if claimed is None:
        return None
    try:
        with tempfile.SpooledTemporaryFile(max_size=4_000_000) as file:
            answer = _fetch(claimed)
            spools.write(_counted(answer.values, claimed), file)
            _keep(claimed, answer.measure, file)
    except SourceError as error:
        _fail(claimed, error.message, **error.values)
    return claimed


def _claim(run_id: int) -> UpdateRun | None:
    now = timezone.now()
    waiting = UpdateRun.objects.filter(pk=run_id, state=UpdateRun.State.WAITING)
    started = {"state": UpdateRun.State.RUNNING, "started_at": now, "heartbeat_at": now, "progress": 0}
    if not waiting.update(attempts=F("attempts") + 1, **started):
        return None
    return UpdateRun.objects.select_related("series__source", "series__indicator").get(pk=run_id)


def make_query(series: Series, latest: int | None = None) -> Query:
    """The series as a question to its source."""
    codes = BreakdownCode.objects.filter(source=series.source).select_related("category")
    return Query(
        key=series.source_key,
        places=places_to_fetch(series),
        selection=series.selection,
        codes={(one.variable, one.value): one.category.key if one.category else "" for one in codes},
        latest=latest,
    )


def places_to_fetch(series: Series) -> list[str]:
    places = Geography.objects.order_by("code")
    if series.reach == Series.Reach.HOME:
        home = Q(parent__strategies__is_current=True)
        places = places.filter(home | ~Q(kind=Geography.Kind.MUNICIPALITY)).distinct()
    return list(places.values_list("code", flat=True))


def open_for(series: Series, heard: Callable[[int], None] = lambda size: None, attempts: int = 4) -> Any:
    """The series' provider behind the door, within its source's limits."""
    source = series.source
    if source is None:
        raise SourceRejected(gettext_noop("The series has no source to be fetched from."))
    return open_provider(source, heard, attempts)


def open_provider(source: Any, heard: Callable[[int], None] = lambda size: None, attempts: int = 4) -> Any:
    door = Door(partial(limits.wait_for_turn, source.pk), heard, attempts)
    return open_source(source.kind, door, source.address, source.place_variable, source.max_cells)


def _fetch(run: UpdateRun) -> Answer:
    return open_for(run.series, partial(_heard, run)).fetch(make_query(run.series, run.latest))


def _heard(run: UpdateRun, _size: int) -> None:
    """An answer came: a sign of life. How many are left is not known, so the bar moves by a third of the rest."""
    run.progress += (90 - run.progress) // 3
    _mine(run).update(heartbeat_at=timezone.now(), progress=run.progress)


def _counted(values: Iterable[Value], run: UpdateRun) -> Iterator[Value]:
    for number, one in enumerate(values, 1):
        if number % spools.PART == 0:
            _mine(run).update(heartbeat_at=timezone.now(), fetched=number)
        yield one


def _mine(run: UpdateRun) -> Any:
    """The run while this worker still has it: another that took it over has raised the count of attempts."""
    return UpdateRun.objects.filter(pk=run.pk, state=UpdateRun.State.RUNNING, attempts=run.attempts)


# Storing


def take_in(series: Series, measure: str, values: Iterable[Value]) -> UpdateRun:
    """An answer that was fetched elsewhere, through the same path as one from a source."""
    run = ask(series, UpdateRun.Origin.BUNDLE)
    claimed = _claim(run.pk)
    if claimed is None:
        raise StepRefused(_("%(series)s is being fetched just now.") % {"series": series})
    try:
        with tempfile.SpooledTemporaryFile(max_size=4_000_000) as file:
            spools.write(values, file)
            _keep(claimed, measure, file)
    except SourceError as error:
        _fail(claimed, error.message, **error.values)
    return claimed


def _keep(run: UpdateRun, measure: str, file: IO[bytes], *, confirmed: bool = False) -> None:
    """Store and judge the answer, or hold it where it says something else than it used to."""
    before = run.series.measure
    if before and measure != before and not confirmed:
        _hold(run, measure, file, MEASURE_CHANGED, now=measure, before=before)
        return
    try:
        _store(run, measure, file, confirmed=confirmed)
    except TooMuchLost as lost:
        _hold(run, measure, file, TOO_MUCH_LOST, lost=lost.lost, known=lost.known)


@transaction.atomic
def _store(run: UpdateRun, measure: str, file: IO[bytes], *, confirmed: bool) -> None:
    now = timezone.now()
    series = Series.objects.select_for_update().select_related("indicator").get(pk=run.series_id)
    if not UpdateRun.objects.select_for_update().filter(pk=run.pk, state=run.state, attempts=run.attempts).exists():
        raise SourceRejected(OVERTAKEN)
    places = dict(Geography.objects.values_list("code", "pk"))
    file.seek(0)
    counts = store(
        series,
        _incoming(spools.read(file), places),
        now,
        complete_for=[] if run.latest else [places[code] for code in places_to_fetch(series)],
        accept_losses=confirmed,
    )
    if counts.touched:
        run.questioned = quality.question(series, now)
        judging.judge_indicators([series.indicator])
    series.measure, series.fetched_at = measure, now
    series.next_update_at = _next_time(series, now)
    series.save(update_fields=["measure", "fetched_at", "next_update_at"])
    _close(run, UpdateRun.State.DONE, counts, measure)


def _incoming(values: Iterable[Value], places: dict[str, int]) -> Iterator[Incoming]:
    for one in values:
        if one.place not in places:
            raise SourceRejected(
                gettext_noop("The source speaks of the place %(code)s, which is not known."), code=one.place
            )
        yield Incoming(places[one.place], *one[1:])


def _next_time(series: Series, now: datetime) -> datetime | None:
    return now + timedelta(days=series.every_days) if series.every_days else None


def _close(run: UpdateRun, state: str, counts: Counts, measure: str) -> None:
    run.state, run.ended_at, run.progress, run.measure = state, timezone.now(), 100, measure
    run.fetched, run.new, run.changed = counts.fetched, counts.new, counts.changed
    run.withdrawn, run.unchanged = counts.withdrawn, counts.unchanged
    run.answer = None
    run.message, run.message_values = "", {}
    run.save()


def _hold(run: UpdateRun, measure: str, file: IO[bytes], message: str, **values: object) -> None:
    if run.state == UpdateRun.State.RUNNING and not _mine(run).exists():
        raise SourceRejected(OVERTAKEN)
    run.state, run.ended_at, run.measure = UpdateRun.State.HELD, timezone.now(), measure
    run.answer = spools.squeeze(file)
    run.explain(message, **values)
    run.save()
    _put_off(run.series)


def _fail(run: UpdateRun, message: str, **values: object) -> None:
    """Close the run with its sentence, unless another worker has it; the stored values are as they were."""
    if not _mine(run).update(heartbeat_at=timezone.now()):
        return
    run.state, run.ended_at = UpdateRun.State.FAILED, timezone.now()
    run.explain(message, **values)
    run.save()
    _put_off(run.series)


def _put_off(series: Series) -> None:
    """What failed or is held is tried again the next day, or at its own pace where that is slower."""
    if series.every_days:
        series.next_update_at = timezone.now() + timedelta(days=series.every_days)
        if series.runs.order_by("-pk")[0].state == UpdateRun.State.FAILED:
            series.next_update_at = timezone.now() + timedelta(days=1)
        series.save(update_fields=["next_update_at"])


# Deciding on what is held


def confirm(run: UpdateRun, *, by: User) -> None:
    """Store the held answer after all."""
    held = _held(run)
    if held.answer is None:
        raise StepRefused(_("The answer is no longer kept. Fetch again."))
    held.asked_by = by
    _keep(held, held.measure, io.BytesIO(gzip.decompress(held.answer)), confirmed=True)


def discard(run: UpdateRun, *, by: User) -> None:
    """Keep what was known, and forget the held answer."""
    held = _held(run)
    held.state, held.answer, held.asked_by = UpdateRun.State.DISCARDED, None, by
    held.save()


def _held(run: UpdateRun) -> UpdateRun:
    found = UpdateRun.objects.select_related("series__indicator").filter(pk=run.pk, state=UpdateRun.State.HELD).first()
    if found is None:
        raise StepRefused(_("Somebody has decided on this already."))
    return found


# Telling


def send_digest() -> int:
    """One letter to each coordinator about everything that failed or is held since the last; returns how many runs."""
    with transaction.atomic():
        bad = UpdateRun.objects.select_for_update(of=["self"]).filter(
            state__in=[UpdateRun.State.FAILED, UpdateRun.State.HELD], told_at=None
        )
        runs = list(bad.select_related("series").order_by("series", "-pk"))
        if not runs:
            return 0
        latest = {one.series_id: one for one in reversed(runs)}
        lines = [f"- {one.series.name}: {one.get_state_display()}. {one.sentence}" for one in latest.values()]
        subject = _("Statistics that could not be updated: %(count)s") % {"count": len(latest)}
        intro = _("These series keep their earlier values until it works or you have decided:")
        people = User.objects.filter(Q(is_coordinator=True) | Q(is_superuser=True), is_active=True)
        notify(people, subject, "\n".join([intro, "", *lines, "", _updates_page()]))
        bad.filter(pk__in=[one.pk for one in runs]).update(told_at=timezone.now())
    return len(runs)


def _updates_page() -> str:
    return settings.SITE_URL + reverse("admin:indicators_updaterun_changelist")
