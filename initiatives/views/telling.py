"""The contributor's own pages: what to tell, and what waits, was sent and was decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Prefetch, When
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from initiatives import attaching, letters, moderation
from initiatives.forms import (
    NewsForm,
)
from initiatives.models import (
    Actor,
    Contribution,
    Initiative,
    LogEntry,
    MembershipRequest,
    PartnerRequest,
    Partnership,
    Revision,
)
from initiatives.next_steps import next_step
from rus.htmx import render_page

MOST_SHOWN = 100
PAGE_SIZE = 10


@login_required
@require_safe
def tell(request):
    own = Actor.objects.of(request.user)
    initiatives = (
        Initiative.objects.published()
        .filter(pk__in=Partnership.objects.filter(actor__in=own, role__in=["lead", "partner"]).values("initiative"))
        .order_by(Case(When(phase__in=["ended", "stopped"], then=1), default=0), "title")
        .annotate(has_contribution=Exists(Contribution.objects.filter(initiative=OuterRef("pk"))))
        .prefetch_related(Prefetch("entries", LogEntry.objects.filter(hidden_at=None), to_attr="news"))
    )
    page = Paginator(initiatives, PAGE_SIZE).get_page(request.GET.get("sida"))
    context = {
        "rows": [_tell_row(one) for one in page],
        "page": page,
        "own": own,
        "drafts": Revision.objects.editable_by(request.user).filter(author=request.user),
        "claimable": Initiative.objects.claimable_by(request.user).order_by("title"),
    }
    return render_page(request, "initiatives/tell.html", context)


def _tell_row(initiative, form=None, told=None):
    form = form or NewsForm(prefix=f"i{initiative.pk}")
    latest = told or next(iter(getattr(initiative, "news", [])), None)
    knows = getattr(initiative, "has_contribution", None)
    return {
        "initiative": initiative,
        "form": form,
        "latest": latest,
        "told": told,
        "next": next_step(initiative, has_contribution=knows, latest=latest) if knows is not None else None,
    }


@login_required
@require_POST
def tell_news(request, slug):
    initiative = get_object_or_404(Initiative.objects.told_by(request.user), slug=slug)
    form = NewsForm(request.POST, request.FILES or None, prefix=f"i{initiative.pk}")
    told = _tell(request, initiative, form) if form.is_valid() else None
    if told:
        if not request.htmx:
            messages.success(request, _("The news is published on “%(title)s”.") % {"title": initiative})
            return redirect(f"{reverse('initiatives:tell')}#i{initiative.pk}")
        form = None
    row = _tell_row(initiative, form, told)
    if not request.htmx:
        return render_page(request, "initiatives/tell_again.html", {"row": row})
    return render_page(request, "initiatives/tell_row.html", {"row": row})


def _tell(request, initiative, form):
    """Text and picture together, or neither, so that nobody has to wonder what was kept."""
    said = form.cleaned_data
    actor = Actor.objects.of(request.user).filter(partnerships__initiative=initiative).first()
    refused_at = "text"
    try:
        with transaction.atomic():
            told = moderation.tell_news(initiative, text=said["text"], kind=said["kind"], by=request.user, actor=actor)
            refused_at = "picture"
            if said["picture"]:
                attaching.attach_picture(told, file=said["picture"], title=said["picture_shows"], by=request.user)
    except moderation.StepRefused as refused:
        form.add_error(refused_at, str(refused))
        return None
    return told


@login_required
@require_safe
def mine(request):
    own = Revision.objects.filter(author=request.user)
    shown = ["token", "state", "payload", "submitted_at", "parent", "decision__verdict", "decision__at"]
    revisions = list(own.select_related("decision").only(*shown)[:MOST_SHOWN])
    asked = PartnerRequest.objects.decided_by(request.user).select_related("initiative", "actor")
    actor_shown = ["actor__slug", "actor__name"]
    asked = asked.only("kind", "text", "asked_at", "initiative__slug", "initiative__title", *actor_shown)
    joining = MembershipRequest.objects.filter(decided_at=None, actor__in=Actor.objects.administered_by(request.user))
    context = {
        "follows": request.user.follows.named(),
        "letters_token": letters.token_of(request.user),
        "asked": asked if not request.user.can_moderate else asked.filter(actor__in=Actor.objects.of(request.user)),
        "proposed": Revision.objects.accepted_by_lead(request.user).select_related("actor"),
        "joining": joining.select_related("actor", "user").only("user__name", "user__email", *actor_shown)[:20],
        "waiting": [one for one in revisions if one.state == Revision.State.DRAFT],
        "sent": [one for one in revisions if one.state == Revision.State.SUBMITTED],
        "decided": [one for one in revisions if one.state in ("published", "returned")][:20],
        "memberships": request.user.memberships.select_related("actor"),
        "queue": Revision.objects.waiting().count() if request.user.can_moderate else None,
    }
    return render_page(request, "initiatives/mine.html", context)
