"""What coordinators do with the queue beyond one decision: many at once, taking back, and looking afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import content
from initiatives.models import Decision, Initiative, Revision
from initiatives.moderation import StepRefused, publish, publish_content, send_back, take_away
from rus.accounts.models import User
from rus.accounts.notices import call_back
from rus.history.models import Change
from rus.history.recording import record

State = Revision.State


@dataclass
class Outcome:
    """What became of many decisions: how many were made, and why others were not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def decide(
    revision: Revision, *, by: User, publishes: bool, comment: str = "", field_comments: dict[str, str] | None = None
) -> Revision:
    """Publish, but for the fields with comments of their own, or return all of it. The child, where there is one."""
    if not publishes:
        return send_back(revision, by=by, comment=comment, field_comments=field_comments)
    publish(revision, by=by, comment=comment, field_comments=field_comments)
    return revision


def decide_many(revisions: Iterable[Revision], *, by: User, publishes: bool, comment: str = "") -> Outcome:
    """Each in a transaction of its own, so that one that cannot be decided holds up no other."""
    outcome = Outcome()
    for revision in revisions:
        try:
            decide(revision, by=by, publishes=publishes, comment=comment)
        except (StepRefused, content.UnknownKey) as refused:
            outcome.refused.append(str(refused))
        else:
            outcome.done += 1
    return outcome


def open_for_reading(revision: Revision, *, by: User) -> User | None:
    """Tell others that it is being read; somebody else who reads it just now, if any."""
    other = revision.being_read_by(by)
    if other is None and revision.state == State.SUBMITTED:
        Revision.objects.filter(pk=revision.pk).update(looked_at=timezone.now(), looked_at_by=by)
    return other


@transaction.atomic
def mark_looked_at(revision: Revision, *, by: User) -> None:
    """A trusted organisation's content has been looked at, after it was published."""
    if Revision.objects.filter(pk=revision.pk, awaits_look=True).update(awaits_look=False):
        record(revision, Change.Verb.CHANGED, by, {"awaits_look": [True, False]})


@transaction.atomic
def undo(decision: Decision, *, by: User) -> Revision:
    """Take a decision back within half an hour, where nothing later touched the same fields; its letter is not sent."""
    decision = Decision.objects.select_for_update(of=["self"]).select_related("revision").get(pk=decision.pk)
    if not decision.can_be_undone_until:
        raise StepRefused(
            _("More than half an hour has passed, so the author has been told. Propose a change instead.")
        )
    revision = (
        Revision.objects.select_for_update(of=["self"]).select_related("base_version").get(pk=decision.revision_id)
    )
    _take_back_children(revision)
    if decision.verdict == Decision.Verdict.PUBLISHED:
        _take_back_publication(revision, decision, by)
    revision.state, revision.awaits_look = State.SUBMITTED, False
    revision.save(update_fields=["state", "awaits_look"])
    record(revision, Change.Verb.UNDID, by, {"verdict": [decision.verdict, None]}, decision.comment)
    call_back(f"decision:{decision.pk}")
    decision.delete()
    return revision


def _take_back_children(revision: Revision) -> None:
    for child in revision.children.select_for_update():
        rest = content.changed_fields(revision.payload, content.take(child.payload, revision.decision.accepted_fields,
                                                                     revision.payload))  # fmt: skip
        if child.state != State.DRAFT or rest:
            raise StepRefused(_("The author has gone on with it already. Decide on what comes instead."))
        child.delete()


def _take_back_publication(revision: Revision, decision: Decision, by: User) -> None:
    initiative = Initiative.objects.select_for_update().get(revisions=revision)
    made, now = revision.versions.get(), initiative.versions.get(held_to=None)
    touched = set(content.changed_fields(made.content, now.content)) & set(decision.accepted_fields)
    if touched:
        raise StepRefused(
            _("Somebody has changed it since: %(fields)s. Propose a change instead.")
            % {"fields": ", ".join(str(content.LABELS[one]) for one in sorted(touched))}
        )
    before = initiative.versions.filter(number__lt=made.number).order_by("-number").first()
    if before is None:
        take_away(initiative)
        return
    payload = content.take(now.content, decision.accepted_fields, before.content)
    publish_content(payload, initiative=initiative, by=by, comment=_("The decision was taken back."))
    if revision.takes_over:
        initiative.by_editors = True
        initiative.save(update_fields=["by_editors"])
