"""E-mail to people: written as rows in the transaction that causes them, sent afterwards by the worker."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import timezone

from rus.accounts.models import Notice, User
from rus.jobs import hand_over

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)


def notify(
    people: Iterable[User],
    subject: str,
    body: str,
    *,
    send_after: datetime | None = None,
    about: str = "",
    unsubscribe: str = "",
) -> None:
    """Write one notice to each person and ask the worker to send it once the transaction has held.

    One with `send_after` waits until then, and can be called back by what it is `about`. `unsubscribe` is the address
    where mail programs switch it off by a POST (RFC 8058).
    """
    for person in people:
        _write(
            Notice(
                to=person, subject=subject[:200], body=body, send_after=send_after, about=about, unsubscribe=unsubscribe
            )
        )


def call_back(about: str) -> None:
    """Throw away what still waits about something that was undone."""
    Notice.objects.filter(about=about, state=Notice.State.WAITING, claimed_at=None).delete()


def notify_address(address: str, subject: str, body: str) -> None:
    """The same to somebody who has no account yet."""
    _write(Notice(address=address, subject=subject[:200], body=body))


def _write(notice: Notice) -> None:
    from rus.accounts.tasks import deliver

    notice.save()
    if notice.send_after:
        return  # the sweep sends it when its time has come
    hand_over(deliver, notice.pk)


def deliver(notice_id: int) -> bool:
    """Send one waiting notice. False when somebody else has it, it was sent already, or the mail server refused it.

    The row is claimed before the letter is sent, so that no database lock is held while a mail server thinks; a claim
    left by a dead worker is taken over when it is older than CLAIM.
    """
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    due = Q(send_after=None) | Q(send_after__lte=now)
    claimed = Notice.objects.filter(free, due, pk=notice_id, state=Notice.State.WAITING)
    if not claimed.update(claimed_at=now, attempts=F("attempts") + 1):
        return False
    notice = Notice.objects.select_related("to").get(pk=notice_id)
    try:
        send_mail(notice)
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("notice %s: not sent: %s", notice_id, error)
        notice.error, notice.claimed_at = str(error), None
        if notice.attempts >= Notice.MAX_ATTEMPTS:
            notice.state = Notice.State.FAILED
    else:
        notice.state, notice.sent_at = Notice.State.SENT, timezone.now()
    notice.save(update_fields=["state", "sent_at", "error", "claimed_at"])
    return notice.state == Notice.State.SENT


def send_mail(notice: Notice) -> None:
    headers = {}
    if notice.unsubscribe:
        headers = {
            "List-Unsubscribe": f"<{notice.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    EmailMessage(notice.subject, notice.body, None, [notice.receiver], headers=headers).send()


def deliver_waiting(limit: int = 200) -> int:
    """Send what waits, oldest first; returns how many were sent."""
    due = Q(send_after=None) | Q(send_after__lte=timezone.now())
    waiting = Notice.objects.filter(due, state=Notice.State.WAITING).order_by("created_at")
    return sum(deliver(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))
