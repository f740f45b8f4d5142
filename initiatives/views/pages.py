"""What everyone reads: initiatives and organisations."""

from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, When, prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.charts import Span
from indicators.figures import Shown, load_cells, make_chart
from indicators.models import Assessment
from indicators.sentences import describe
from initiatives import comparing
from initiatives.forms import CompareForm, InitiativeFilterForm
from initiatives.history import changes_of
from initiatives.models import (
    Actor,
    Attachment,
    Closing,
    FormerSlug,
    Funding,
    Initiative,
    LogEntry,
    PartnerRequest,
    Partnership,
    Phase,
    Version,
)
from initiatives.next_steps import next_step
from initiatives.tags import choices, tag_rows, tags_of
from rus.htmx import render_page, render_problem
from rus.strategy.context import current_strategy

PAGE_SIZE = 50
MOST_TOGETHER = 20
MOST_PARTS = 10  # initiatives of each role on an organisation's page; the list has them all


@require_safe
def index(request):
    tags = choices(current_strategy(request))
    form = InitiativeFilterForm(request.GET, tags=tags)
    if not form.is_valid():
        return render_problem(request, _("The address asks for a filter that does not exist."))
    found = form.apply(Initiative.objects.published()).order_by("-changed_at", "title")
    page = Paginator(found.for_list(), PAGE_SIZE).get_page(form.cleaned_data["sida"] or 1)
    context = {"form": form, "page": page, "rows": tag_rows(list(page), tags), "filters": _without_page(request)}
    return render_page(request, "initiatives/list.html", context)


def _without_page(request):
    query = request.GET.copy()
    query.pop("sida", None)
    return query.urlencode()


@require_safe
def detail(request, slug):
    visible = Initiative.objects.visible_to(request.user)
    found = Version.objects.select_related("initiative")
    version = found.filter(held_to=None, initiative__in=visible, initiative__slug=slug).first()
    if version is None:
        merged = get_object_or_404(FormerSlug.objects.select_related("initiative"), slug=slug, initiative__in=visible)
        return redirect(merged.initiative, permanent=True)
    initiative = version.initiative
    asked = PartnerRequest.objects.open().filter(
        initiative=initiative, actor=OuterRef("actor"), kind=PartnerRequest.Kind.ASKED
    )
    partnerships = list(initiative.partnerships.select_related("actor").annotate(is_asked=Exists(asked)))
    contributions = list(initiative.contributions.select_related("indicator"))
    own = Actor.objects.of(request.user)
    context = {
        "initiative": initiative,
        "version": version,
        "can_offer": initiative.is_published and own.exists() and not own.filter(partnerships__initiative=initiative),
        "tags": tags_of(initiative),
        "lead": next((part for part in partnerships if part.role == Partnership.Role.LEAD), None),
        "partners": [part for part in partnerships if part.role == Partnership.Role.PARTNER],
        "financiers": [part for part in partnerships if part.role == Partnership.Role.FINANCIER],
        "funding": [Funding(**row) for row in version.content["funding"]],
        "closing": Closing(**version.content["closing"]) if version.content.get("closing") else None,
        "curves": _curves(initiative, contributions),
        "entries": LogEntry.objects.public().filter(initiative=initiative).select_related("actor", "picture")[:20],
        "attachments": Attachment.objects.visible_to(request.user).filter(initiative=initiative, entry=None),
        "contacts": [one.user for one in _contacts(initiative)],
        "waiting": initiative.revisions.waiting()
        if request.user.is_authenticated and request.user.can_moderate
        else [],
        "can_tell": Initiative.objects.told_by(request.user).filter(pk=initiative.pk).exists(),
        "can_take_over": Initiative.objects.claimable_by(request.user).filter(pk=initiative.pk).exists(),
        "can_edit": Initiative.objects.editable_by(request.user).filter(pk=initiative.pk).exists(),
    }
    if context["can_edit"]:
        latest = next(iter(context["entries"]), None)
        context["next"] = next_step(initiative, has_contribution=bool(contributions), latest=latest)
    return render_page(request, "initiatives/detail.html", context)


def _contacts(initiative):
    """Those who have agreed to be shown and still belong to an organisation that takes part."""
    taking_part = initiative.contacts.filter(user__memberships__actor__partnerships__initiative=initiative)
    return taking_part.select_related("user").distinct()


def _curves(initiative, contributions):
    """The county's curve of each indicator that the initiative wants to affect, with its own span shaded."""
    if not contributions:
        return []
    judgements = {
        row.indicator_id: row
        for row in Assessment.objects.holding()
        .filter(indicator__in=[one.indicator_id for one in contributions], geography__strategies__is_current=True)
        .select_related("series", "geography")
    }
    county = next((row.geography for row in judgements.values()), None)
    cells = load_cells([row.series_id for row in judgements.values()], Q(geography=county)) if county else {}
    own = None
    last = initiative.end or (timezone.localdate() if initiative.goes_on else None)
    if initiative.start and last:
        own = Span(initiative.title, initiative.start, max(initiative.start, last))
    curves = []
    for one in contributions:
        judgement = judgements.get(one.indicator_id)
        chart = None
        description = describe(judgement, one.indicator)
        if judgement and judgement.series_id:
            line = Shown(str(county), cells.get((judgement.series_id, county.pk, ""), []), "main")
            key = f"{one.indicator.slug}-{county.code}"
            chart = make_chart(one.indicator, [line], judgement, str(description), key, own_span=own)
        curves.append(
            {
                "contribution": one,
                "judgement": judgement,
                "description": description,
                "chart": chart,
                "too_early": one.is_too_early(judgement.year if judgement else None),
            }
        )
    return curves


@require_safe
def versions(request, slug):
    """The published versions with their dates, without persons' names; any two of them compared. Who did what is for
    those who take part and the coordinators."""
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user), slug=slug)
    found = list(initiative.versions.order_by("number"))
    form = CompareForm(request.GET or None, versions=found)
    compared = None
    if form.is_valid():
        first, last = form.chosen()
        compared = {"first": first, "last": last, "differences": comparing.differences(first.content, last.content)}
    rows = [
        {"version": one, "differences": comparing.differences(before.content if before else None, one.content)}
        for before, one in zip([None, *found], found, strict=False)
    ]
    takes_part = Initiative.objects.told_by(request.user).filter(pk=initiative.pk).exists()
    context = {
        "initiative": initiative,
        "rows": rows[::-1],
        "form": form,
        "compared": compared,
        "can_edit": Initiative.objects.editable_by(request.user).filter(pk=initiative.pk).exists(),
        "changes": changes_of(initiative, request.user) if takes_part else [],
    }
    return render_page(request, "initiatives/versions.html", context)


@require_safe
def actors(request):
    return render_page(request, "initiatives/actors.html", {"actors": Actor.objects.for_list()})


@require_safe
def actor(request, slug):
    found = Actor.objects.annotate(
        is_own=Exists(Actor.objects.of(request.user).filter(pk=OuterRef("pk"))),
        can_administer=Exists(Actor.objects.administered_by(request.user).filter(pk=OuterRef("pk"))),
    )
    if request.user.is_authenticated:
        found = found.annotate(is_followed=Exists(request.user.follows.filter(actor=OuterRef("pk"))))
    one = found.filter(slug=slug).first()
    if one is None:
        merged = get_object_or_404(FormerSlug.objects.select_related("actor"), slug=slug, actor__isnull=False)
        return redirect(merged.actor, permanent=True)
    parts = list(
        Initiative.objects.published()
        .filter(partnerships__actor=one)
        .annotate(role=F("partnerships__role"))
        .only("slug", "title", "phase")
        .order_by(Case(When(phase=Phase.ONGOING, then=0), default=1), "title")
    )
    by_role = {role: [part for part in parts if part.role == role] for role in Partnership.Role.values}
    shown = {role: of_role[:MOST_PARTS] for role, of_role in by_role.items()}
    prefetch_related_objects([part for few in shown.values() for part in few], "kraftsamlingar")
    together = list(Actor.objects.together_with(one).only("slug", "name"))
    context = {
        "actor": one,
        "leads": shown["lead"],
        "partners": shown["partner"],
        "finances": shown["financier"],
        "totals": {role: len(of_role) for role, of_role in by_role.items()},
        "together": together[:MOST_TOGETHER],
        "more_together": len(together[MOST_TOGETHER:]),
        "alongside": Actor.objects.alongside(one).only("slug", "name")[:10],
    }
    return render_page(request, "initiatives/actor.html", context)
