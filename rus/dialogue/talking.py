"""Answers, replies, support, and the step from an answer to an initiative. Each is one function."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from indicators.models import Indicator
from initiatives import content, moderation
from initiatives.following import Happening
from initiatives.models import Actor, Initiative, LogEntry, Partnership, Revision
from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.accounts.notices import notify
from rus.dialogue.models import Answer, Question, Support
from rus.history.models import Change
from rus.history.recording import record
from rus.strategy.models import Strategy


@transaction.atomic
def answer(question: Question, *, text: str, actor: Actor, by: User, replies_to: Answer | None = None) -> Answer:
    """Answer an open question on behalf of an organisation, or reply to an answer to it."""
    moderation.refuse_flood(by)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not question.is_open:
        raise StepRefused(_("The question is closed, so no more answers are taken."))
    # A reply to a reply stands under the same answer: two levels are enough to follow.
    parent = replies_to.replies_to or replies_to if replies_to else None
    found = Answer.objects.create(question=question, replies_to=parent, actor=actor, by=by, text=text)
    record(question, Change.Verb.TOLD, by, {"text": ["", text]})
    return found


def replies_to(user: User, since: datetime) -> list[Happening]:
    """What others have said since then in reply to the person's answers, newest first, for the weekly letter."""
    found = Answer.objects.public().filter(replies_to__by=user, replies_to__hidden_at=None, written_at__gt=since)
    found = found.exclude(by=user).select_related("actor", "question").order_by("-written_at", "-pk")
    return [
        Happening(one.written_at, f"{one.actor}: {one.question}", one.text, one.get_absolute_url(), f"answer-{one.pk}")
        for one in found
    ]


@transaction.atomic
def who_takes(indicator: Indicator, *, by: User) -> Question:
    """The open question of who takes an indicator that needs more; the one that is open already, if any."""
    strategy = Strategy.objects.get(is_current=True)
    open_one = Question.objects.filter(strategy=strategy, indicator=indicator, is_open=True).first()
    if open_one:
        return open_one
    said = {}
    for language in ("sv", "en"):
        with override(language):
            said[f"name_{language}"] = _("Who wants to take on “%(indicator)s”, and how?") % {
                "indicator": indicator.name
            }
    count = Question.objects.filter(strategy=strategy, indicator=indicator).count()
    found = Question.objects.create(
        strategy=strategy, indicator=indicator, kraftsamling=indicator.kraftsamling,
        slug=f"vem-tar-{indicator.slug}"[:75] + (f"-{count + 1}" if count else ""), **said,
    )  # fmt: skip
    record(found, Change.Verb.ADDED, by)
    return found


@transaction.atomic
def support(found: Answer, *, actor: Actor, by: User) -> None:
    if found.actor_id == actor.pk:
        raise StepRefused(_("It is your own answer."))
    Support.objects.get_or_create(answer=found, actor=actor, defaults={"by": by})


def count_support(instance: Support, **_signal: object) -> None:
    """Keep the number that answers are ordered by."""
    Answer.objects.filter(pk=instance.answer_id).update(
        support_count=Support.objects.filter(answer=instance.answer_id).count()
    )


def withdraw_support(found: Answer, *, actor: Actor) -> None:
    Support.objects.filter(answer=found, actor=actor).delete()


@transaction.atomic
def hide(found: Answer, *, by: User) -> None:
    found.hidden_at = timezone.now()
    found.save(update_fields=["hidden_at"])
    record(found.question, Change.Verb.HID, by, {"text": [found.text, ""]})


@transaction.atomic
def make_initiative(found: Answer, *, actor: Actor, by: User) -> Revision:
    """From word to action: a draft of an initiative out of an answer, with those who stood behind it as partners.

    The people who wrote the answer, replied or supported it are told and invited. An answer becomes one draft.
    """
    found = Answer.objects.select_for_update(of=["self"]).select_related("question").get(pk=found.pk)
    if found.revision_id:
        raise StepRefused(_("It has become an initiative already."))
    question = found.question
    behind = Actor.objects.filter(pk__in=_actors_behind(found)).exclude(pk=actor.pk)
    payload = content.complete({"title": _title(found.text), "challenge": found.text})
    payload["partnerships"] = [
        {"actor": one.slug, "named_as": "", "role": Partnership.Role.PARTNER.value} for one in behind
    ]
    if question.kraftsamling:
        payload["kraftsamlingar"] = [question.kraftsamling.slug]
    if question.indicator and question.indicator.desired:
        payload["contributions"] = [content.aim_at(question.indicator)]
    revision = moderation.start(actor=actor, by=by, payload=payload)
    found.revision = revision
    found.save(update_fields=["revision"])
    _invite(found, revision, by)
    return revision


def _title(text: str) -> str:
    """The first sentence, as far as a title goes; the author changes it in the first step."""
    first = text.strip().splitlines()[0].partition(". ")[0].rstrip(".")
    return first if len(first) <= 200 else first[:199].rsplit(" ", 1)[0] + "…"


def _actors_behind(found: Answer) -> set[int]:
    replies = found.replies.filter(hidden_at=None).values_list("actor_id", flat=True)
    return {found.actor_id, *replies, *found.supports.values_list("actor_id", flat=True)}


def _invite(found: Answer, revision: Revision, by: User) -> None:
    people = {
        found.by_id,
        *found.replies.filter(hidden_at=None).values_list("by_id", flat=True),
        *found.supports.values_list("by_id", flat=True),
    }
    with override("sv"):
        subject = _("An answer becomes an initiative: %(question)s") % {"question": found.question}
        body = _(
            "%(actor)s makes an initiative of an answer that you stand behind:\n\n%(text)s\n\n"
            "Your organisation is named as a partner, and is asked when it is published. Follow it here:\n%(address)s\n"
        ) % {
            "actor": revision.actor,
            "text": found.text,
            "address": settings.SITE_URL + found.get_absolute_url(),
        }
    notify(User.objects.filter(pk__in=people - {None, by.pk}, is_active=True), subject, body)


@dataclass(frozen=True)
class Became:
    """What came of an answer: who writes on it, or the published initiative and its latest result."""

    actor: Actor
    initiative: Initiative | None
    result: LogEntry | None


def what_became_of(answers: Iterable[Answer]) -> dict[int, Became]:
    """By answer, for those that became something. A title is told only when it is published."""
    latest = {one.pk: one.revision for one in answers if one.revision}
    origin = {revision.pk: pk for pk, revision in latest.items()}
    children = list(latest.values())
    while children:
        found = Revision.objects.filter(parent__in=[one.pk for one in children]).select_related("initiative", "actor")
        children = list(found)
        for child in children:
            origin[child.pk] = origin[child.parent_id]
            latest[origin[child.pk]] = child
    initiatives = {pk: one.initiative for pk, one in latest.items() if one.initiative and one.initiative.is_published}
    results: dict[int, LogEntry] = {}
    entries = LogEntry.objects.public().filter(initiative__in=initiatives.values(), kind=LogEntry.Kind.RESULT)
    for entry in entries.order_by("on", "pk"):
        results[entry.initiative_id] = entry
    actors = Actor.objects.in_bulk({one.actor_id for one in latest.values()})
    return {
        pk: Became(actors[one.actor_id], there := initiatives.get(pk), results.get(there.pk) if there else None)
        for pk, one in latest.items()
        if there_is_something(one)
    }


def there_is_something(revision: Revision) -> bool:
    return revision.state != Revision.State.WITHDRAWN
