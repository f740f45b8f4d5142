"""The presentation as a job: asked for, made by a worker with its progress on the row, and kept until the next one."""

import logging
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record
from rus.jobs import hand_over
from rus.overview.caching import newest
from rus.reports.models import Deck
from rus.reports.outline import tell
from rus.reports.slides import write
from rus.strategy.models import Strategy

logger = logging.getLogger(__name__)


def latest(language: str) -> Deck | None:
    """The one that is done, without its file."""
    return Deck.objects.filter(language=language, state=Deck.State.DONE).defer("file").first()


def unfinished(language: str) -> Deck | None:
    """The one that waits or is being made. One whose worker has gone silent has failed."""
    found = Deck.objects.filter(language=language, state__in=Deck.UNFINISHED).defer("file")
    found.filter(heard_at__lt=timezone.now() - Deck.SILENCE).update(state=Deck.State.FAILED, ended_at=timezone.now())
    return found.first()


def kept(language: str) -> list[Deck]:
    """Those that coordinators keep under a name, newest first, without their files."""
    return list(Deck.objects.filter(language=language, state=Deck.State.DONE).exclude(name="").defer("file"))


def is_current(deck: Deck) -> bool:
    """Whether nothing that it shows has changed since."""
    return deck.shows == newest()


def ask(language: str) -> Deck:
    """The one being made, or the one done when nothing has changed since; else a new one.

    Many may ask at once; it is made once.
    """
    from rus.reports.tasks import make_deck

    done, begun = latest(language), unfinished(language)
    if begun or (done and is_current(done)):
        return begun or done
    try:
        with transaction.atomic():
            deck = Deck.objects.create(language=language, shows=newest())
    except IntegrityError:
        return Deck.objects.get(language=language, state__in=Deck.UNFINISHED)
    hand_over(make_deck, deck.pk, unheard=partial(_fail, deck.pk))
    return deck


def _fail(pk: int) -> None:
    Deck.objects.filter(pk=pk).update(state=Deck.State.FAILED, ended_at=timezone.now())


def make(pk: int) -> Deck | None:
    """Make it if it waits. None when somebody else has it or it is over."""
    now = timezone.now()
    if not Deck.objects.filter(pk=pk, state=Deck.State.WAITING).update(state=Deck.State.RUNNING, heard_at=now):
        return None
    deck = Deck.objects.get(pk=pk)
    try:
        deck.shows = newest()
        with override(deck.language):
            file = write(tell(Strategy.objects.get(is_current=True), heard=partial(_hear, pk)))
    except Exception:
        # Whoever waits is told on the page; the log holds what happened.
        logger.exception("presentation %s could not be made", pk)
        _fail(pk)
        raise
    with transaction.atomic():
        deck.state, deck.progress, deck.ended_at, deck.file = Deck.State.DONE, 100, timezone.now(), file
        deck.save()
        Deck.objects.filter(language=deck.language, pk__lt=pk, name="").delete()
    return deck


@transaction.atomic
def keep(deck: Deck, *, name: str, by: User) -> None:
    """Under a name, so that the follow-ups of earlier years stay as they were shown."""
    _refuse_others(by)
    stands = is_current(deck)
    record(deck, Change.Verb.CHANGED, by, {"name": [deck.name, name]})
    # To keep it is no news to what it shows.
    deck.name, deck.shows = name, newest() if stands else deck.shows
    deck.save(update_fields=["name", "shows"])


@transaction.atomic
def let_go(deck: Deck, *, by: User) -> None:
    """The newest one only loses its name; an older one is deleted."""
    _refuse_others(by)
    stands = is_current(deck)
    record(deck, Change.Verb.DELETED, by, {"name": [deck.name, ""]})
    if deck.pk == getattr(latest(deck.language), "pk", None):
        deck.name, deck.shows = "", newest() if stands else deck.shows
        deck.save(update_fields=["name", "shows"])
    else:
        deck.delete()


def _refuse_others(by: User) -> None:
    if not by.can_moderate:
        raise StepRefused(_("Only the region's coordinators keep presentations."))


def _hear(pk: int, percent: int) -> None:
    Deck.objects.filter(pk=pk).update(progress=percent, heard_at=timezone.now())
