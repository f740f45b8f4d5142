"""The weekly letter: at most one a week to a person, with everything gathered in it that the person has not switched
off. Nothing to say, no letter."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from initiatives import checking_in
from initiatives.changes import as_happenings, changes_since
from initiatives.following import Happening, happenings_for
from initiatives.models import CheckIn, PartnerRequest, Revision
from rus.accounts.models import User
from rus.accounts.notices import notify
from rus.strategy.models import Strategy

WEEK = timedelta(days=7)
SALT = "letters"
MOST_LINES = 40

KINDS = {
    "check_in": gettext_lazy("Twice a year: are your initiatives as planned?"),
    "waiting": gettext_lazy("What waits for a word from you"),
    "following": gettext_lazy("What has happened with what you follow"),
    "replies": gettext_lazy("Replies to what you have said in the dialogue"),
    "county": gettext_lazy("What has changed in the county, when there is a letter to you anyway"),
}

# What the rooms above tell a person of, by kind: each puts its own function here, since this room does not know them.
FROM_ABOVE: dict[str, Callable[[User, datetime], list[Happening]]] = {}


def token_of(user: User) -> str:
    """Signed, so that the link in a letter changes that person's letters and nobody else's, without signing in."""
    return signing.dumps(user.pk, salt=SALT)


def user_of(token: str) -> User | None:
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT), is_active=True).first()
    except signing.BadSignature:
        return None


def choose(user: User, wanted: list[str]) -> None:
    """Switch kinds of letters on and off."""
    user.letters_off = [kind for kind in KINDS if kind not in wanted]
    user.save(update_fields=["letters_off"])


def send_weekly() -> int:
    """Write the letters whose week has come; returns how many."""
    since = timezone.now() - WEEK
    due = User.objects.filter(Q(letter_at=None) | Q(letter_at__lte=since), is_active=True)
    return sum(send_to(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def send_to(user_id: int) -> bool:
    """One person's letter, once a week however many workers ask."""
    user = User.objects.select_for_update().get(pk=user_id)
    now = timezone.now()
    if user.letter_at and user.letter_at > now - WEEK:
        return False
    with override("sv"):
        sections = _sections(user)
        if not sections:
            return False
        body = "\n\n".join(sections) + "\n\n" + _choices(user)
        subject = _("Kraftsamla: this week for you")
    notify([user], subject, body, unsubscribe=settings.SITE_URL + reverse("initiatives:letters", args=[token_of(user)]))
    user.letter_at = now
    user.save(update_fields=["letter_at"])
    return True


def _sections(user: User) -> list[str]:
    since = user.letter_at or timezone.now() - WEEK
    found = []
    if "check_in" not in user.letters_off:
        found.append(_check_ins(checking_in.ask(user)))
    if "waiting" not in user.letters_off:
        found.append(_waiting(user))
    if "following" not in user.letters_off:
        found.append(_told(_("What has happened with what you follow"), happenings_for(user, since)))
    for kind, tell in FROM_ABOVE.items():
        if kind not in user.letters_off:
            found.append(_told(str(KINDS[kind]), tell(user, since)))
    found = [section for section in found if section]
    if found and "county" not in user.letters_off:
        found.append(_county(since))
    return [section for section in found if section]


def _told(heading: str, happenings: list[Happening]) -> str:
    """The heading and a few lines on each; empty where nothing has happened."""
    lines = [
        "\n  ".join(part for part in (f"· {one.title}", one.text, settings.SITE_URL + one.path) if part)
        for one in happenings[:MOST_LINES]
    ]
    return heading + "\n\n" + "\n".join(lines) if lines else ""


def _county(since: datetime) -> str:
    strategy = Strategy.objects.select_related("county").filter(is_current=True).first()
    if strategy is None:
        return ""
    return _told(_("What has changed in the county"), as_happenings(changes_since(since, strategy)))


def _check_ins(questions: list[CheckIn]) -> str:
    if not questions:
        return ""
    lines = [_("Half a minute: are these as planned? Choose one link for each. It works for 60 days.")]
    for one in questions:
        path = settings.SITE_URL + reverse("initiatives:check_in", args=[one.token])
        lines.append(
            _("%(title)s\n  As planned: %(path)s?svar=as_planned\n  Something has changed: %(path)s?svar=changed\n"
              "  It is over: %(path)s?svar=ended") % {"title": one.initiative.title, "path": path}
        )  # fmt: skip
    return "\n\n".join(lines)


def _waiting(user: User) -> str:
    """Drafts that came back, and partners' questions: not what the person left half-written by choice."""
    returned = Revision.objects.filter(author=user, state=Revision.State.DRAFT, parent__isnull=False)
    lines = [
        _("· “%(title)s” came back with a comment: %(address)s")
        % {"title": one, "address": settings.SITE_URL + one.get_absolute_url()}
        for one in returned
    ]
    if not user.can_moderate and PartnerRequest.objects.decided_by(user).exists():
        lines.append(
            _("· Somebody asks about partners: %(address)s")
            % {"address": settings.SITE_URL + reverse("initiatives:mine")}
        )
    return _("Waits for a word from you") + "\n\n" + "\n".join(lines) if lines else ""


def _choices(user: User) -> str:
    address = settings.SITE_URL + reverse("initiatives:letters", args=[token_of(user)])
    return _("At most one letter a week. Choose what it should hold, or switch it off:\n%(address)s\n") % {
        "address": address
    }
