"""What would help most to tell next about an initiative: one thing, with how long it takes. Never a score."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, LogEntry, Phase

QUIET = timedelta(days=180)


@dataclass(frozen=True)
class NextStep:
    text: str
    path: str
    # Whether the path takes a POST, to begin something.
    posts: bool = False


def next_step(initiative: Initiative, *, has_contribution: bool, latest: LogEntry | None) -> NextStep | None:
    """The first that is missing: how it ended, what it should affect, whether it goes on, news, a result."""
    change = reverse("initiatives:change", args=[initiative.slug])
    news = f"{reverse('initiatives:tell')}#i{initiative.pk}"
    over = initiative.phase in (Phase.ENDED, Phase.STOPPED)
    if not over and initiative.end and initiative.end < timezone.localdate():
        return NextStep(_("Tell how it went: 5 minutes"), reverse("initiatives:close", args=[initiative.slug]))
    if not has_contribution:
        return NextStep(_("Say what it should affect: 2 minutes"), change, posts=True)
    if initiative.phase == Phase.UNKNOWN:
        return NextStep(_("Say whether it is going on: 1 minute"), change, posts=True)
    if over:
        return None
    if latest is None or latest.written_at < timezone.now() - QUIET:
        return NextStep(_("Tell what has happened: 1 minute"), news)
    if latest.kind != LogEntry.Kind.RESULT:
        return NextStep(_("Tell about a result: 1 minute"), news)
    return None
