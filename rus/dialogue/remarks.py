"""Något som inte stämmer?: what readers point out, and the answers they get."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rus.accounts.models import User
from rus.accounts.notices import notify, notify_address
from rus.dialogue.models import Remark
from rus.history.models import Change
from rus.history.recording import record

# So many an hour from people who are not signed in; more is a machine, and the queue is for people.
MOST_AN_HOUR = 30


def are_too_many() -> bool:
    since = timezone.now() - timedelta(hours=1)
    return Remark.objects.filter(user=None, written_at__gt=since).count() >= MOST_AN_HOUR


@transaction.atomic
def remark(*, page: str, text: str, email: str = "", user: User | None = None) -> Remark:
    """Put it in the coordinators' queue. They are told once while the queue has something, not once a remark."""
    is_first = not Remark.objects.filter(answered_at=None).exists()
    found = Remark.objects.create(page=page, text=text, email=email or (user.email if user else ""), user=user)
    if is_first:
        with override("sv"):
            subject = _("Somebody says that something is not right")
            body = _(
                "On %(page)s:\n\n%(text)s\n\nRead and answer here, this one and those that come:\n%(address)s\n"
            ) % {
                "page": page,
                "text": text,
                "address": settings.SITE_URL + reverse("admin:dialogue_remark_changelist"),
            }
        notify(User.objects.filter(is_coordinator=True, is_active=True), subject, body)
    return found


@transaction.atomic
def answer(found: Remark, *, text: str, by: User) -> None:
    """Close the remark; the one who wrote it gets the answer, if there is an address."""
    found.answer, found.answered_at, found.answered_by = text, timezone.now(), by
    found.save(update_fields=["answer", "answered_at", "answered_by"])
    record(found, Change.Verb.CHANGED, by, {"answer": ["", text]})
    if found.email and text:
        with override("sv"):
            subject = _("Answer to what you pointed out in Kraftsamla")
            body = _("You wrote about %(page)s:\n\n%(text)s\n\nThe answer:\n\n%(answer)s\n") % {
                "page": settings.SITE_URL + found.page,
                "text": found.text,
                "answer": text,
            }
        notify_address(found.email, subject, body)
