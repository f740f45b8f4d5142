"""Who did what to an initiative, when and why, for those who take part."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from initiatives import content
from initiatives.models import Initiative, Revision
from rus.accounts.models import User
from rus.history.models import Change


@dataclass(frozen=True)
class Sentence:
    at: datetime
    text: str
    comment: str


def changes_of(initiative: Initiative, user: User) -> list[Sentence]:
    """Newest first: what was done to the initiative and to the proposals about it that the user may see."""
    proposals = [
        str(pk) for pk in Revision.objects.visible_to(user).filter(initiative=initiative).values_list("pk", flat=True)
    ]
    own = Q(object_type=Initiative._meta.label_lower, object_id=str(initiative.pk))
    about = Q(object_type=Revision._meta.label_lower, object_id__in=proposals)
    rows = Change.objects.filter(own | about).select_related("by")
    # A comment is for those it was written to: the lead, and whoever made the proposal.
    leads = user.can_moderate or Initiative.objects.led_by(user).filter(pk=initiative.pk).exists()
    is_own = Revision._meta.label_lower
    return [
        Sentence(row.at, _say(row), row.comment if leads or row.object_type == is_own else "") for row in rows[:100]
    ]


def _say(row: Change) -> str:
    """`Berit ändrade: Titel, Utmaning`."""
    fields = [str(content.LABELS[field]) for field in row.changes if field in content.LABELS]
    text = _("%(who)s %(did)s “%(what)s”") % {
        "who": row.who, "did": row.get_verb_display(), "what": row.object_name,
    }  # fmt: skip
    return f"{text}: {', '.join(fields)}" if fields and len(fields) < len(content.LABELS) else text
