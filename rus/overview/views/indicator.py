"""An indicator's page: the curve, what it means, and the initiatives that want to move it on the same time axis."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators import sentences
from indicators.charts import Effort
from indicators.figures import chart_of_place, distance_to_target, explain
from indicators.forms import ChartForm
from indicators.models import Annotation, Assessment, Indicator, Series
from initiatives.models import Contribution, Initiative
from rus.htmx import render_page, render_problem
from rus.places.models import Geography
from rus.strategy.context import strategy_or_404


@require_safe
def indicator(request, slug):
    strategy = strategy_or_404(request)
    county = strategy.county
    form = ChartForm(request.GET, county=county)
    if not form.is_valid():
        return render_problem(request, _("There is no such place to look at."), status=404)
    place = form.cleaned_data["kommun"] or county
    one, series = _indicator_with_series(slug)
    assessment = Assessment.objects.of(one, place)
    contributions = list(
        Contribution.objects.filter(indicator=one, initiative__state=Initiative.State.PUBLISHED)
        .select_related("initiative")
        .order_by("initiative__start", "initiative__title")
    )
    for contribution in contributions:
        contribution.too_early = contribution.is_too_early(assessment.year if assessment else None)
    description = sentences.describe(assessment, one)
    efforts = list(map_efforts(contributions))
    annotations = list(Annotation.objects.all())
    chart, primary = chart_of_place(one, series, county, form, assessment, str(description), annotations, efforts)
    context = {
        "indicator": one,
        "place": place if place != county else None,
        "assessment": assessment,
        "description": description,
        "arithmetic": explain(assessment, one) if assessment else [],
        "chart": chart,
        "choices": _chart_choices(county, form) if chart and form.is_comparing else None,
        "query": request.GET.urlencode(),
        "primary": primary,
        "other_series": [each for each in series if not each.is_primary],
        "targets": _targets(one, place, assessment),
        "gaps": sentences.gap_sentences(assessment, one) if assessment else [],
        "left": distance_to_target(assessment, one),
        "freshness": sentences.freshness(assessment, timezone.localdate()),
        "spread_direction": _spread_direction(assessment),
        "contributions": contributions,
        "address": request.build_absolute_uri(reverse("indicators:embed", args=[one.slug])),
    }
    return render_page(request, "overview/indicator.html", context)


def _indicator_with_series(slug):
    """The indicator and its series with their sources, in one query where it has any."""
    series = list(Series.objects.filter(indicator__slug=slug).select_related("indicator__kraftsamling", "source"))
    if series:
        return series[0].indicator, series
    return get_object_or_404(Indicator.objects.select_related("kraftsamling"), slug=slug), []


def _targets(one, place, assessment):
    """The place's targets with how it stands to each."""
    found = list(one.targets.filter(geography=place))
    views = {view["pk"]: view for view in assessment.inputs.get("targets", [])} if assessment else {}
    for target in found:
        target.standing = sentences.target_words(views[target.pk], one) if target.pk in views else ""
    return found


def _chart_choices(county, form):
    """The places and groups that can be added to the chart, in one query; those chosen are marked."""
    chosen = {place.code for place in form.cleaned_data["plats"]}
    group = form.cleaned_data["grupp"]
    places = {"municipality": {}, "county": {}}
    groups = {}
    rows = (
        Geography.objects.filter(Q(parent=county) | Q(parent=county.parent_id))
        .exclude(pk=county.pk)
        .order_by("name")
        .values_list("code", "name", "kind", "groups__slug", "groups__name")
    )
    for code, name, kind, group_slug, group_name in rows:
        places[kind][code] = {"code": code, "name": name, "chosen": code in chosen}
        if group_slug:
            groups[group_slug] = {
                "slug": group_slug,
                "name": group_name,
                "chosen": bool(group and group.slug == group_slug),
            }
    return {
        "municipalities": list(places["municipality"].values()),
        "counties": list(places["county"].values()),
        "groups": list(groups.values()),
    }


def _spread_direction(assessment):
    """In words; shown for rates only, since counts say how large the municipalities are."""
    spread = assessment.inputs["spread"] if assessment else None
    return f"{sentences.gap_direction(spread)} {sentences.gap_source(spread)}".strip() if spread else ""


def map_efforts(contributions):
    """The initiatives with a known start, as bars; the others stand in the list below."""
    for contribution in contributions:
        initiative = contribution.initiative
        if initiative.start:
            yield Effort(
                initiative.title,
                initiative.start,
                initiative.end,
                initiative.goes_on,
                contribution.lag_years,
            )
