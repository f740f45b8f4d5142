"""The presentation as a job: asked for, made by a worker with its progress on the row, and kept until the next one."""

import logging
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

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
        Deck.objects.filter(language=deck.language, pk__lt=pk).delete()
    return deck


def _hear(pk: int, percent: int) -> None:
    Deck.objects.filter(pk=pk).update(progress=percent, heard_at=timezone.now())
