"""Half a minute instead of a form: asking the lead how an initiative stands, and taking the answer."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import moderation
from initiatives.models import Actor, CheckIn, Initiative, Membership, Phase, Revision
from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record

Answer = CheckIn.Answer


def asked_about(user: User) -> list[Initiative]:
    """What the person is asked about now: led by an organisation of the person's, going on as far as is known, and
    without a word for half a year (CHECK_IN_DAYS). An organisation's administrators are asked, or its members."""
    stale = timezone.now() - timedelta(days=settings.CHECK_IN_DAYS)
    administered = Actor.objects.filter(memberships__user=user, memberships__role=Membership.Role.ADMINISTRATOR)
    headless = Actor.objects.filter(memberships__user=user).exclude(memberships__role=Membership.Role.ADMINISTRATOR)
    mine = Q(partnerships__role="lead") & (
        Q(partnerships__actor__in=administered) | Q(partnerships__actor__in=headless)
    )
    found = (
        Initiative.objects.published()
        .filter(pk__in=Initiative.objects.filter(mine).values("pk"), changed_at__lt=stale)
        .exclude(phase__in=[Phase.ENDED, Phase.STOPPED])
        .filter(Q(confirmed_at=None) | Q(confirmed_at__lt=stale))
    )
    return list(found.order_by("title"))


@transaction.atomic
def ask(user: User) -> list[CheckIn]:
    """The questions of this letter: new ones, and those without an answer that have not been asked too often."""
    since = timezone.now() - timedelta(days=settings.CHECK_IN_DAYS)
    questions = []
    for initiative in asked_about(user):
        one = CheckIn.objects.filter(user=user, initiative=initiative, asked_at__gt=since).first()
        if one is None:
            questions.append(CheckIn.objects.create(user=user, initiative=initiative))
        elif not one.answered_at and one.times < CheckIn.MOST_TIMES and not why_unusable(one):
            CheckIn.objects.filter(pk=one.pk).update(times=F("times") + 1)
            questions.append(one)
    return questions


def why_unusable(one: CheckIn) -> str:
    """Why the link does not work, with the way out; empty when it does."""
    if one.answered_at:
        return _("You have answered already. Thank you! If something has changed, tell it on the initiative's page.")
    if one.expires_at < timezone.now():
        return _("The link is too old. A new one comes in a later letter, or tell it on the initiative's page.")
    if not Initiative.objects.published().led_by(one.user).filter(pk=one.initiative_id).exists():
        return _("Your organisation no longer leads this initiative.")
    return ""


@transaction.atomic
def answer_as_planned(one: CheckIn) -> None:
    """The initiative is as fresh as today; the link alone says who answers."""
    _close(one, Answer.AS_PLANNED)
    Initiative.objects.filter(pk=one.initiative_id).update(confirmed_at=timezone.now())
    record(one.initiative, Change.Verb.CONFIRMED, one.user)


@transaction.atomic
def answer_with_change(one: CheckIn, answer: str) -> Revision:
    """A prepared proposal, for the person signed in: as it stands, or with its end today."""
    _close(one, answer)
    begun = Revision.objects.editable_by(one.user).filter(initiative=one.initiative, author=one.user).first()
    lead = Actor.objects.get(partnerships__initiative=one.initiative, partnerships__role="lead")
    revision = begun or moderation.start(actor=lead, by=one.user, initiative=one.initiative)
    if answer == Answer.ENDED:
        today = timezone.localdate().isoformat()
        end = revision.payload["end"]
        changes = {"phase": Phase.ENDED.value}
        if not end or end > today:
            changes |= {"end": today, "end_precision": "day"}
        moderation.save(revision, changes)
    return revision


def _close(one: CheckIn, answer: str) -> None:
    problem = why_unusable(one)
    if problem:
        raise StepRefused(problem)
    answered = {"answer": answer, "answered_at": timezone.now()}
    if not CheckIn.objects.filter(pk=one.pk, answered_at=None).update(**answered):
        raise StepRefused(_("You have answered already."))
