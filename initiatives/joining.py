"""How people come into an organisation: invited by its administrators, or by asking them. Each step is one function."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.models import Actor, ActorName, Invitation, Membership, MembershipRequest
from initiatives.moderation import StepRefused, slug_of
from rus.accounts.models import User
from rus.accounts.notices import notify, notify_address
from rus.history.models import Change
from rus.history.recording import record

MOST_OPEN_INVITATIONS = 50
BETWEEN_INVITATIONS = timedelta(minutes=10)  # to the same address, so that nobody's mailbox is filled
Role = Membership.Role


def deciders(actor: Actor) -> list[User]:
    """Who decides on those who ask: the organisation's administrators, or the region where there are none."""
    own = User.objects.filter(memberships__actor=actor, memberships__role=Role.ADMINISTRATOR, is_active=True)
    return list(own) or list(User.objects.filter(is_coordinator=True, is_active=True))


# Invitations


@transaction.atomic
def invite(actor: Actor, *, email: str, role: str, by: User) -> Invitation:
    """Send a link; one that is open already to the same address is replaced, and its link works no more."""
    open_ones = actor.invitations.open()
    if open_ones.filter(email__iexact=email, invited_at__gt=timezone.now() - BETWEEN_INVITATIONS).exists():
        raise StepRefused(
            _("An invitation to %(email)s left a moment ago. Send it again in a while.") % {"email": email}
        )
    open_ones.filter(email__iexact=email).update(withdrawn_at=timezone.now())
    if open_ones.count() >= MOST_OPEN_INVITATIONS:
        raise StepRefused(_("So many invitations are open already. Withdraw some first."))
    if actor.members.filter(email__iexact=email).exists():
        raise StepRefused(_("%(email)s is a member already.") % {"email": email})
    expires = timezone.now() + timedelta(days=Invitation.VALID_DAYS)
    invitation = Invitation.objects.create(actor=actor, email=email, role=role, invited_by=by, expires_at=expires)
    with override("sv"):
        subject = _("Invitation to tell for %(actor)s") % {"actor": actor}
        body = _(
            "%(person)s invites you to tell for %(actor)s in Kraftsamla.\n\n"
            "Open the link to accept. It works once, until %(day)s:\n%(address)s\n\n"
            "Did you not expect this? Then you need do nothing.\n"
        ) % {
            "person": by,
            "actor": actor,
            "day": timezone.localtime(expires).date(),
            "address": settings.SITE_URL + invitation.get_absolute_url(),
        }
    notify_address(email, subject, body)
    record(actor, Change.Verb.ADDED, by, {"invitation": [None, role]})
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    if not Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise StepRefused(_("The invitation has been used or withdrawn already."))
    record(invitation.actor, Change.Verb.DELETED, by, {"invitation": [invitation.role, None]})


def why_unusable(invitation: Invitation) -> str:
    """Why the link does not work, with the way out; empty when it does."""
    if invitation.accepted_at:
        return _("The invitation has been used. Sign in instead.")
    if invitation.withdrawn_at:
        return _("The invitation has been withdrawn or replaced by a later one. Look for a newer letter.")
    if invitation.expires_at < timezone.now():
        return _("The invitation is too old. Ask %(actor)s for a new one.") % {"actor": invitation.actor}
    return ""


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Once, in time, and by the person whose address it went to."""
    invitation = Invitation.objects.select_for_update(of=["self"]).select_related("actor").get(pk=invitation.pk)
    problem = why_unusable(invitation)
    if problem:
        raise StepRefused(problem)
    if user.email.casefold() != invitation.email.casefold():
        raise StepRefused(_("The invitation went to another address than the one you are signed in with."))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership, _created = Membership.objects.get_or_create(
        user=user, actor=invitation.actor, defaults={"role": invitation.role}
    )
    record(invitation.actor, Change.Verb.ADDED, user, {"member": [None, membership.role]})
    return membership


@transaction.atomic
def make_account(invitation: Invitation, *, name: str, password: str) -> User:
    """An account for the invited address, which the letter has proved, and the membership at once."""
    user = User.objects.create_user(invitation.email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    accept_invitation(invitation, user=user)
    return user


# Asking


@transaction.atomic
def ask(actor: Actor, *, by: User, text: str) -> MembershipRequest:
    """Ask to join; asking again while it is open changes the words."""
    if actor.members.filter(pk=by.pk).exists():
        raise StepRefused(_("You are a member already."))
    request, created = MembershipRequest.objects.update_or_create(
        actor=actor, user=by, decided_at=None, defaults={"text": text}
    )
    if created:
        with override("sv"):
            subject = _("%(person)s asks to join %(actor)s") % {"person": by, "actor": actor}
            body = _("%(person)s (%(email)s) asks to join %(actor)s.\n\n%(text)s\n\nDecide here:\n%(address)s\n") % {
                "person": by,
                "email": by.email,
                "actor": actor,
                "text": text,
                "address": settings.SITE_URL + reverse("initiatives:members", args=[actor.slug]),
            }
        notify(deciders(actor), subject, body)
    return request


@transaction.atomic
def decide(request: MembershipRequest, *, accept: bool, by: User, role: str = Role.MEMBER) -> None:
    """The first decision counts; the asker is told."""
    decided = {"decided_at": timezone.now(), "decided_by": by, "is_accepted": accept}
    if not MembershipRequest.objects.filter(pk=request.pk, decided_at=None).update(**decided):
        raise StepRefused(_("Somebody has decided on this already."))
    actor = request.actor or request.proposed_name
    if accept and request.actor:
        Membership.objects.get_or_create(user=request.user, actor=request.actor, defaults={"role": role})
        record(request.actor, Change.Verb.ADDED, by, {"member": [None, role]})
    with override("sv"):
        subject = _("Your request to join %(actor)s") % {"actor": actor}
        if accept:
            body = _("You are now a member of %(actor)s and can tell on its behalf:\n%(address)s\n") % {
                "actor": actor,
                "address": settings.SITE_URL + reverse("initiatives:tell"),
            }
        elif request.actor is None:
            body = _(
                "The region has not taken up %(name)s. Answer this letter if you think that it is a mistake.\n"
            ) % {"name": actor}
        else:
            body = _("%(actor)s said no to your request to join. Talk to them if you think that it is a mistake.\n") % {
                "actor": actor
            }
    notify([request.user], subject, body)


# An organisation that is not there yet


@transaction.atomic
def propose_actor(*, by: User, name: str, kind: str, website: str, text: str) -> MembershipRequest:
    """Ask the region to take up an organisation and to make the asker its administrator."""
    if Actor.objects.filter(name__iexact=name).exists() or ActorName.objects.filter(name__iexact=name).exists():
        raise StepRefused(
            _("%(name)s is in the register already. Find it in the list and ask to join.") % {"name": name}
        )
    if MembershipRequest.objects.filter(user=by, actor=None, decided_at=None).exists():
        raise StepRefused(_("You have proposed an organisation already. The region answers by e-mail."))
    request = MembershipRequest.objects.create(
        user=by, proposed_name=name, proposed_kind=kind, proposed_website=website, text=text
    )
    with override("sv"):
        subject = _("Proposed organisation: %(name)s") % {"name": name}
        body = _("%(person)s (%(email)s) asks to tell for %(name)s.\n\n%(text)s\n\nDecide here:\n%(address)s\n") % {
            "person": by,
            "email": by.email,
            "name": name,
            "text": text,
            "address": settings.SITE_URL + reverse("admin:initiatives_membershiprequest_changelist"),
        }
    notify(User.objects.filter(is_coordinator=True, is_active=True), subject, body)
    return request


@transaction.atomic
def take_up(request: MembershipRequest, *, by: User) -> None:
    """Make the proposed organisation, with the one who proposed it as administrator."""
    request = MembershipRequest.objects.select_for_update(of=["self"]).select_related("user").get(pk=request.pk)
    if request.actor is None and request.decided_at is None:
        request.actor = Actor.objects.create(
            slug=free_actor_slug(request.proposed_name),
            name=request.proposed_name,
            kind=request.proposed_kind or Actor.Kind.OTHER,
            website=request.proposed_website,
        )
        request.save(update_fields=["actor"])
        record(request.actor, Change.Verb.ADDED, by)
    decide(request, accept=True, by=by, role=Role.ADMINISTRATOR)


def accept(request: MembershipRequest, *, by: User) -> None:
    """Let in, whether the organisation is there or proposed."""
    if request.actor_id:
        decide(request, accept=True, by=by)
    else:
        take_up(request, by=by)


def free_actor_slug(name: str) -> str:
    stem = slug_of(name) or "organisation"
    taken = set(Actor.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


# By e-mail domain


# Anyone can have an address there, so it says nothing about where one works.
OPEN_DOMAINS = frozenset(
    {"gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "icloud.com", "live.com", "live.se", "me.com",
     "outlook.com", "proton.me", "protonmail.com", "telia.com", "yahoo.com", "yahoo.se"}
)  # fmt: skip


@transaction.atomic
def open_to_domain(actor: Actor, *, domain: str, by: User) -> None:
    """Let those with an address at `domain` join by themselves; empty switches it off.

    An administrator opens for the domain of the own, proved address only; the region for any.
    """
    domain = domain.strip().casefold().lstrip("@")
    if domain in OPEN_DOMAINS:
        raise StepRefused(
            _("Anyone can have an address at %(domain)s, so it cannot open the door.") % {"domain": domain}
        )
    if domain and domain not in proved_domains(by) and not by.can_moderate:
        raise StepRefused(_("You can open for the domain of your own address only."))
    before, actor.email_domain = actor.email_domain, domain
    actor.save(update_fields=["email_domain"])
    record(actor, Change.Verb.CHANGED, by, {"email_domain": [before, domain]})


def proved_domains(user: User) -> set[str]:
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.rpartition("@")[2].casefold() for address in addresses}


def open_to(user: User) -> QuerySet[Actor]:
    """The organisations that the user's proved address lets in, and that the user is not a member of."""
    return Actor.objects.filter(email_domain__in=proved_domains(user) - {""}).exclude(members=user)


@transaction.atomic
def join_by_domain(actor: Actor, *, user: User) -> Membership:
    if not open_to(user).filter(pk=actor.pk).exists():
        raise StepRefused(_("Your address does not open %(actor)s. Ask to join instead.") % {"actor": actor})
    membership = Membership.objects.create(user=user, actor=actor)
    record(actor, Change.Verb.ADDED, user, {"member": [None, membership.role]})
    return membership


# Members


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: User) -> None:
    _keep_an_administrator(membership, by, role == Role.ADMINISTRATOR)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    record(membership.actor, Change.Verb.CHANGED, by, {"member": [before, role]})


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    _keep_an_administrator(membership, by, False)
    record(membership.actor, Change.Verb.DELETED, by, {"member": [membership.role, None]})
    membership.delete()


def _keep_an_administrator(membership: Membership, by: User, stays: bool) -> None:
    """The last administrator cannot go or step down, except by the region's hand."""
    if stays or membership.role != Role.ADMINISTRATOR or by.can_moderate:
        return
    others = membership.actor.memberships.select_for_update().filter(role=Role.ADMINISTRATOR)
    if not others.exclude(pk=membership.pk).exists():
        raise StepRefused(_("You are the only administrator. Make somebody else one first."))
