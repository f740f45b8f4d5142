"""Organisations come together in an initiative: one asks, the other says yes or no. Each step is one function."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.content import Payload
from initiatives.joining import deciders
from initiatives.models import Actor, Initiative, PartnerRequest, Partnership
from initiatives.moderation import StepRefused, current_content, publish_content
from rus.accounts.models import User
from rus.accounts.notices import notify


@transaction.atomic
def offer(initiative: Initiative, *, actor: Actor, by: User, text: str) -> PartnerRequest:
    """Ask the lead to let `actor` in as a partner; asking again while it is open changes the words."""
    if initiative.partnerships.filter(actor=actor).exists():
        raise StepRefused(_("%(actor)s takes part already.") % {"actor": actor})
    request, created = PartnerRequest.objects.update_or_create(
        initiative=initiative, actor=actor, decided_at=None,
        defaults={"text": text, "by": by, "kind": PartnerRequest.Kind.OFFERED},
    )  # fmt: skip
    if created:
        with override("sv"):
            subject = _("%(actor)s asks to join “%(title)s”") % {"actor": actor, "title": initiative}
            body = _("%(actor)s asks to be a partner in “%(title)s”.\n\n%(text)s\n\nDecide here:\n%(address)s\n") % {
                "actor": actor,
                "title": initiative,
                "text": text,
                "address": settings.SITE_URL + reverse("initiatives:mine"),
            }
        notify(deciders_on(initiative), subject, body)
    return request


def deciders_on(initiative: Initiative) -> list[User]:
    """Who says yes to those who ask: the lead's administrators, or the region where nobody leads."""
    lead = initiative.partnerships.filter(role=Partnership.Role.LEAD, actor__isnull=False).first()
    if lead and lead.actor:
        return deciders(lead.actor)
    return list(User.objects.filter(is_coordinator=True, is_active=True))


@transaction.atomic
def answer(request: PartnerRequest, *, accept: bool, by: User) -> None:
    """The first answer counts. A yes adds the partner where it asked itself; a no takes away the one that was named."""
    now = timezone.now()
    decided = {"decided_at": now, "decided_by": by, "is_accepted": accept}
    if not PartnerRequest.objects.open().filter(pk=request.pk).update(**decided):
        raise StepRefused(_("Somebody has answered already."))
    payload = current_content(request.initiative)
    if payload is None:
        return
    others = [part for part in payload["partnerships"] if part["actor"] != request.actor.slug]
    partner = {"actor": request.actor.slug, "named_as": "", "role": Partnership.Role.PARTNER.value}
    if request.kind == PartnerRequest.Kind.OFFERED and accept and len(others) == len(payload["partnerships"]):
        _publish(request, payload, [*others, partner], by)
    if request.kind == PartnerRequest.Kind.ASKED and not accept:
        stays = [part for part in payload["partnerships"] if part != partner]
        _publish(request, payload, stays, by)
    _tell(request, accept)


def _publish(request: PartnerRequest, payload: Payload, parts: list[Payload], by: User) -> None:
    publish_content(payload | {"partnerships": parts}, initiative=request.initiative, by=by)


def _tell(request: PartnerRequest, accept: bool) -> None:
    if request.by is None:
        return
    with override("sv"):
        says = _("Yes: %(actor)s in “%(title)s”") if accept else _("No: %(actor)s in “%(title)s”")
        subject = says % {"actor": request.actor, "title": request.initiative}
        body = subject + f"\n{settings.SITE_URL}{request.initiative.get_absolute_url()}\n"
    notify([request.by], subject, body)
