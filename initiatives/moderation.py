"""What happens to content: saved, sent, published, returned, archived. Each step is one function that checks the state,
saves, keeps the history and tells the people it concerns. Publishing is the only writer of an initiative's columns.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives import content
from initiatives.content import Payload
from initiatives.models import (
    Actor,
    Decision,
    Initiative,
    LogEntry,
    PartnerRequest,
    Partnership,
    Result,
    Revision,
    Version,
)
from initiatives.tallies import followed
from rus.accounts.models import User
from rus.accounts.notices import notify
from rus.history.models import Change
from rus.history.recording import record

State = Revision.State
Verb = Change.Verb

# Addresses under /initiativ/ that are pages of their own.
MOST_TOLD_AN_HOUR = 60
RESERVED = frozenset({"nytt", "liknande"})

NEXT_STATES = {
    State.DRAFT: {State.DRAFT, State.SUBMITTED, State.WITHDRAWN},
    State.SUBMITTED: {State.PUBLISHED, State.RETURNED, State.WITHDRAWN},
    State.RETURNED: set(),
    State.PUBLISHED: set(),
    State.WITHDRAWN: set(),
}


class StepRefused(Exception):
    """The step is not allowed from the present state; the message says so to the person."""


class ChangedMeanwhile(Exception):
    """Somebody else has saved the draft, which is the argument, since this typing began."""

    def __init__(self, revision: Revision):
        super().__init__(revision.pk)
        self.revision = revision


def start(*, actor: Actor, by: User, initiative: Initiative | None = None, payload: Payload | None = None) -> Revision:
    """A draft for a new initiative, or for a change of a published one."""
    base = initiative.versions.filter(held_to=None).first() if initiative else None
    body = content.complete(payload or (base.content if base else {}))
    if not initiative:
        body["partnerships"] = [{"actor": actor.slug, "named_as": "", "role": "lead"}, *body["partnerships"]]
    return Revision.objects.create(actor=actor, author=by, initiative=initiative, base_version=base, payload=body)


def take_over(initiative: Initiative, *, by: User) -> Revision:
    """The draft in which an organisation makes an initiative that the editors entered its own; the one begun, if any.

    Where no organisation of the register leads, the one that takes over does.
    """
    begun = Revision.objects.editable_by(by).filter(initiative=initiative, author=by, takes_over=True).first()
    if begun:
        return begun
    own = Actor.objects.of(by).filter(partnerships__initiative=initiative)
    actor = own.order_by(Case(When(partnerships__role="lead", then=0), default=1), "name").first()
    if actor is None:
        raise StepRefused(_("Your organisation does not take part in “%(title)s”.") % {"title": initiative.title})
    revision = start(actor=actor, by=by, initiative=initiative)
    parts = revision.payload["partnerships"]
    if not any(part["role"] == Partnership.Role.LEAD and part["actor"] for part in parts):
        others = [part for part in parts if part["actor"] != actor.slug and part["role"] != Partnership.Role.LEAD]
        parts = [{"actor": actor.slug, "named_as": "", "role": Partnership.Role.LEAD.value}, *others]
    revision.takes_over, revision.payload = True, {**revision.payload, "partnerships": parts}
    revision.save(update_fields=["takes_over", "payload"])
    return revision


@transaction.atomic
def save(revision: Revision, changes: Payload, *, seen: str = "") -> Revision:
    """Keep what has been typed so far; only while it is a draft.

    `seen` is the draft's saved_at when the typing began, in ISO 8601: raises ChangedMeanwhile when somebody else has
    saved something that differs since.
    """
    revision = _lock(revision, State.DRAFT)
    payload = content.complete(revision.payload)
    if seen and seen != revision.saved_at.isoformat() and content.changed_fields(payload, payload | changes):
        raise ChangedMeanwhile(revision)
    revision.payload = payload | changes
    revision.save(update_fields=["payload", "saved_at"])
    return revision


@transaction.atomic
def catch_up(revision: Revision, *, theirs: Iterable[str]) -> Revision:
    """Put a draft on what has been published since it was begun; of the fields that both changed, take `theirs`."""
    revision = _lock(revision, State.DRAFT)
    current = current_content(revision.initiative)
    if current is None:
        return revision
    merged = content.merge(revision.base, current, revision.payload)
    revision.payload = content.take(merged, [field for field in theirs if field in content.PARTS], current)
    revision.base_version = revision.initiative.versions.get(held_to=None) if revision.initiative else None
    revision.save(update_fields=["payload", "base_version", "saved_at"])
    return revision


@transaction.atomic
def submit(revision: Revision, *, by: User) -> Revision:
    """Send to the coordinators; a trusted organisation's content is published at once, and a partner's proposal goes to
    the lead first, where the lead has members."""
    revision = _lock(revision, State.SUBMITTED)
    revision.state, revision.submitted_at = State.SUBMITTED, timezone.now()
    leads = [] if by.can_moderate else _members_of_another_lead(revision)
    revision.awaits_lead = bool(leads)
    revision.save(update_fields=["state", "submitted_at", "awaits_lead"])
    record(revision, Verb.SUBMITTED, by)
    if leads:
        _tell_lead(revision, leads)
    elif revision.actor.is_trusted:
        publish(revision, by=by)
    else:
        _tell_coordinators(revision)
    return revision


@transaction.atomic
def accept_as_lead(revision: Revision, *, by: User) -> None:
    """The lead stands behind what a partner proposes: it goes on to the coordinators."""
    if not Revision.objects.filter(pk=revision.pk, awaits_lead=True).update(awaits_lead=False):
        raise StepRefused(_("Somebody has answered already."))
    record(revision, Verb.CHANGED, by, {"awaits_lead": [True, False]})
    _tell_coordinators(revision)


def _members_of_another_lead(revision: Revision) -> list[User]:
    if revision.initiative is None or revision.takes_over:
        return []
    lead = revision.initiative.partnerships.filter(role=Partnership.Role.LEAD, actor__isnull=False).first()
    if lead is None or lead.actor_id == revision.actor_id:
        return []
    return list(User.objects.filter(memberships__actor=lead.actor, is_active=True))


def _tell_lead(revision: Revision, leads: list[User]) -> None:
    with override("sv"):
        subject = _("A partner proposes a change: %(title)s") % {"title": revision}
        body = _(
            "%(actor)s proposes a change of “%(title)s”, which you lead.\n\nRead it and answer:\n%(address)s\n"
        ) % {
            "actor": revision.actor,
            "title": revision,
            "address": settings.SITE_URL + revision.get_absolute_url(),
        }
    notify(leads, subject, body)


@transaction.atomic
def withdraw(revision: Revision, *, by: User) -> None:
    """Take back what was sent, or put a draft away. Nothing typed is deleted."""
    revision = _lock(revision, State.WITHDRAWN)
    revision.state = State.WITHDRAWN
    revision.save(update_fields=["state"])
    record(revision, Verb.WITHDRAWN, by)


@transaction.atomic
def publish(
    revision: Revision, *, by: User, comment: str = "", field_comments: dict[str, str] | None = None
) -> Initiative:
    """Make the revision what the public sees, on top of what has been published since it was begun.

    Fields with a comment of their own are returned: the author goes on with them in a child, and the rest is published.
    Raises UnknownKey when it names something that is no longer there, StepRefused when somebody was faster.
    """
    revision = _lock(revision, State.PUBLISHED)
    current = current_content(revision.initiative)
    base = revision.base
    changed = content.changed_fields(base, revision.payload)
    returned = {field: text for field, text in (field_comments or {}).items() if field in changed and text.strip()}
    if returned and (
        set(returned) == set(changed) or (not revision.initiative and set(returned) & set(content.NEEDED))
    ):
        raise StepRefused(_("Nothing would be left to publish. Return all of it instead."))
    payload = content.take(content.merge(base, current, revision.payload), returned, current or {})
    initiative = publish_content(payload, initiative=revision.initiative, by=by, revision=revision, comment=comment)
    if revision.takes_over and initiative.by_editors:
        initiative.by_editors = False
        initiative.save(update_fields=["by_editors"])
        record(initiative, Verb.CHANGED, revision.author, {"by_editors": [True, False]})
    revision.initiative, revision.state = initiative, State.PUBLISHED
    revision.awaits_look = revision.author_id == by.pk and not by.can_moderate
    revision.save(update_fields=["initiative", "state", "awaits_look"])
    ask_new_partners(initiative, before=current, now=payload, by=revision.author)
    decision = Decision.objects.create(
        revision=revision,
        verdict=Decision.Verdict.PUBLISHED,
        accepted_fields=[field for field in changed if field not in returned],
        returned_fields=list(returned),
        field_comments=returned,
        comment=comment,
        by=by,
    )
    if returned:
        version = initiative.versions.get(held_to=None)
        rest = content.take(version.content, returned, revision.payload)
        child = _child(revision, base_version=version, payload=rest)
        record(revision, Verb.RETURNED, by, comment="\n".join(returned.values()))
        _tell_author(child, decision)
    elif revision.author_id != by.pk:
        _tell_author(revision, decision)
    return initiative


def ask_new_partners(initiative: Initiative, *, before: Payload | None, now: Payload, by: User | None) -> None:
    """Ask the organisations that have become partners and neither proposed it themselves nor said yes before."""
    known = {part["actor"] for part in (before or {}).get("partnerships", [])}
    named = {
        part["actor"] for part in now["partnerships"] if part["role"] == Partnership.Role.PARTNER and part["actor"]
    }
    if not named - known:
        return
    parts = initiative.partnerships.filter(role=Partnership.Role.PARTNER, actor__slug__in=named - known)
    for part in parts.exclude(actor__memberships__user=by).select_related("actor"):
        _asked, created = PartnerRequest.objects.get_or_create(
            initiative=initiative, actor=part.actor, decided_at=None,
            defaults={"kind": PartnerRequest.Kind.ASKED, "by": by},
        )  # fmt: skip
        deciders = User.objects.filter(memberships__actor=part.actor, memberships__role="administrator", is_active=True)
        if not created or not deciders:
            continue
        with override("sv"):
            subject = _("Are you partners in “%(title)s”?") % {"title": initiative}
            body = _("%(title)s names %(actor)s as a partner.\n\nSay yes or no on your pages:\n%(address)s\n") % {
                "title": initiative,
                "actor": part.actor,
                "address": settings.SITE_URL + reverse("initiatives:mine"),
            }
        notify(deciders, subject, body)


def current_content(initiative: Initiative | None) -> Payload | None:
    """What the public reads now, locked against other publications until the transaction ends."""
    if initiative is None:
        return None
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    version = initiative.versions.filter(held_to=None).first()
    return version.content if version else None


def _child(revision: Revision, **how: Any) -> Revision:
    """What goes on with the author after a return."""
    return Revision.objects.create(
        actor=revision.actor,
        author=revision.author,
        initiative=revision.initiative,
        parent=revision,
        takes_over=revision.takes_over,
        **how,
    )


def publish_content(
    payload: Payload,
    *,
    by: User | None,
    initiative: Initiative | None = None,
    revision: Revision | None = None,
    slug: str = "",
    by_editors: bool = False,
    comment: str = "",
) -> Initiative:
    """Write the content to the initiative and keep it as a version. For publish, imports and the county loader."""
    now = timezone.now()
    with transaction.atomic():
        before = None
        if initiative is None:
            initiative = Initiative(slug=slug or free_slug(payload["title"]), published_at=now, by_editors=by_editors)
        else:
            Initiative.objects.select_for_update().get(pk=initiative.pk)
            before = content.snapshot(initiative)
        initiative.state, initiative.changed_at = Initiative.State.PUBLISHED, now
        with followed(initiative):
            after = content.write(initiative, payload)
        last = initiative.versions.order_by("-number").first() if before is not None else None
        if last:
            initiative.versions.filter(held_to=None).update(held_to=now)
        Version.objects.create(
            initiative=initiative,
            number=last.number + 1 if last else 1,
            content=after,
            revision=revision,
            held_from=now,
        )
        changes = {key: [(before or {}).get(key), new] for key, new in after.items() if (before or {}).get(key) != new}
        record(initiative, Verb.PUBLISHED, by, changes, comment)
    return initiative


def slug_of(text: str) -> str:
    return slugify(text.translate(str.maketrans("åäöÅÄÖé", "aaoAAOe")))[:80].strip("-")


def free_slug(title: str) -> str:
    """An address of the title that no initiative has."""
    stem = slug_of(title) or "initiativ"
    taken = RESERVED | set(Initiative.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


@transaction.atomic
def send_back(
    revision: Revision, *, by: User, comment: str = "", field_comments: dict[str, str] | None = None
) -> Revision:
    """Return all of it to the author with comments; the same content goes on as a child that the author can change."""
    remarks = {field: text for field, text in (field_comments or {}).items() if text.strip()}
    if not comment.strip() and not remarks:
        raise StepRefused(_("Write what needs to change, so that the author knows."))
    revision = _lock(revision, State.RETURNED)
    revision.state = State.RETURNED
    revision.save(update_fields=["state"])
    base = revision.base
    decision = Decision.objects.create(
        revision=revision,
        verdict=Decision.Verdict.RETURNED,
        returned_fields=content.changed_fields(base, revision.payload),
        field_comments=remarks,
        comment=comment,
        by=by,
    )
    child = _child(revision, base_version=revision.base_version, payload=revision.payload)
    record(revision, Verb.RETURNED, by, comment="\n".join(filter(None, [comment, *remarks.values()])))
    _tell_author(child, decision)
    return child


@transaction.atomic
def archive(initiative: Initiative, *, by: User, comment: str = "") -> None:
    """Take a published initiative away from the public pages. Its versions and history are kept."""
    initiative = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if initiative.state != Initiative.State.PUBLISHED:
        raise StepRefused(_("%(title)s is archived already.") % {"title": initiative.title})
    take_away(initiative)
    record(initiative, Verb.ARCHIVED, by, {"state": ["published", "archived"]}, comment)


def take_away(initiative: Initiative) -> None:
    """From the public pages; for archive, merging and the undoing of a first publication, which say why."""
    with followed(initiative):
        initiative.state, initiative.changed_at = Initiative.State.ARCHIVED, timezone.now()
        initiative.save(update_fields=["state", "changed_at"])


def refuse_flood(by: User) -> None:
    """Nobody writes so much by hand: what is public at once is for people, not for a machine with their session."""
    since = timezone.now() - timedelta(hours=1)
    told = Change.objects.filter(by=by, verb=Verb.TOLD, at__gt=since)
    if not by.can_moderate and told.count() >= MOST_TOLD_AN_HOUR:
        raise StepRefused(_("You have told very much in an hour. What you wrote stays here; publish it in a while."))


@transaction.atomic
def tell_news(initiative: Initiative, *, text: str, kind: str, by: User, actor: Actor | None) -> LogEntry:
    """News on a published initiative: public at once."""
    refuse_flood(by)
    entry = LogEntry.objects.create(initiative=initiative, text=text, kind=kind, by=by, actor=actor)
    Initiative.objects.filter(pk=initiative.pk).update(changed_at=timezone.now())
    record(initiative, Verb.TOLD, by, {"text": ["", text]})
    return entry


@transaction.atomic
def pick_result(entry: LogEntry, *, by: User) -> Result:
    """A coordinator makes a Result of news; once, and on the initiative's first kraftsamling."""
    if Result.objects.filter(entry=entry).exists():
        raise StepRefused(_("It has been picked already."))
    kraftsamling = entry.initiative.kraftsamlingar.first()
    if kraftsamling is None:
        raise StepRefused(
            _("“%(title)s” belongs to no kraftsamling yet. Propose that first.") % {"title": entry.initiative}
        )
    result = Result.objects.create(
        slug=f"nyhet-{entry.pk}",
        kraftsamling=kraftsamling,
        entry=entry,
        title_sv=entry.text[:200],
        text_sv=entry.text if len(entry.text) > 200 else "",
        evidence=settings.SITE_URL + entry.initiative.get_absolute_url(),
        on=entry.on,
    )
    result.initiatives.add(entry.initiative)
    record(result, Verb.ADDED, by)
    return result


@transaction.atomic
def hide_news(entry: LogEntry, *, by: User, comment: str = "") -> None:
    entry.hidden_at = timezone.now()
    entry.save(update_fields=["hidden_at"])
    record(entry.initiative, Verb.HID, by, {"text": [entry.text, ""]}, comment)


def _lock(revision: Revision, becomes: State) -> Revision:
    """The revision as it stands now, locked; refuses a step that somebody else was faster with."""
    revision = (
        Revision.objects.select_for_update(of=("self",))
        .select_related("actor", "author", "initiative")
        .get(pk=revision.pk)
    )
    if becomes not in NEXT_STATES[State(revision.state)]:
        raise StepRefused(
            _("“%(title)s” is %(state)s already, so nothing was changed.")
            % {"title": revision, "state": revision.get_state_display()}
        )
    return revision


def _tell_coordinators(revision: Revision) -> None:
    coordinators = User.objects.filter(is_coordinator=True, is_active=True)
    with override("sv"):
        subject = _("To read through: %(title)s") % {"title": revision}
        body = _("%(actor)s has sent “%(title)s”.\n\nRead it and decide:\n%(address)s\n") % {
            "actor": revision.actor,
            "title": revision,
            "address": f"{settings.SITE_URL}/admin/initiatives/revision/{revision.pk}/change/",
        }
    notify(coordinators, subject, body)


def _tell_author(revision: Revision, decision: Decision) -> None:
    """The letter waits for as long as the decision can be taken back."""
    if revision.author is None:
        return
    with override("sv"):
        if revision.initiative and revision.state == State.PUBLISHED:
            subject = _("Published: %(title)s") % {"title": revision}
            body = _("“%(title)s” can now be read by everyone:\n%(address)s\n") % {
                "title": revision,
                "address": settings.SITE_URL + revision.initiative.get_absolute_url(),
            }
        elif decision.verdict == Decision.Verdict.PUBLISHED:
            subject = _("Published in part: %(title)s") % {"title": revision}
            body = _(
                "Most of “%(title)s” is published. The rest came back. Change it and send it again:\n%(address)s\n"
            ) % {
                "title": revision,
                "address": settings.SITE_URL + revision.get_absolute_url(),
            }
        else:
            subject = _("Needs a change: %(title)s") % {"title": revision}
            body = _("“%(title)s” came back with a comment. Change it and send it again:\n%(address)s\n") % {
                "title": revision,
                "address": settings.SITE_URL + revision.get_absolute_url(),
            }
        said = [decision.comment] if decision.comment else []
        said += [f"{content.LABELS[field]}: {text}" for field, text in decision.field_comments.items()]
        if said:
            body += "\n" + _("The coordinator writes:") + "\n" + "\n".join(said) + "\n"
    notify([revision.author], subject, body, send_after=decision.at + Decision.UNDO, about=f"decision:{decision.pk}")
