from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators import sentences
from indicators.models import Indicator
from initiatives.models import Initiative, InitiativePerspective, LogEntry, Result
from initiatives.tags import choices, tag_rows
from rus.dialogue.models import Question
from rus.htmx import render_page, render_problem
from rus.overview import headlines, needs, summary, timeline
from rus.overview.caching import kept_for_everyone
from rus.overview.examples import with_examples
from rus.overview.forms import OutlookForm
from rus.strategy.context import current_strategy, strategy_or_404
from rus.strategy.models import Driver, Insight, Kraftsamling, Principle, Shift

OWN = 12


@require_safe
@kept_for_everyone
def home(request):
    """From words to action: the whole county, or as it looks from one municipality or organisation."""
    strategy = current_strategy(request)
    if strategy is None:
        return render(request, "overview/empty.html")
    municipalities = list(strategy.county.children.order_by("code"))
    form = OutlookForm(request.GET, municipalities=municipalities)
    if not form.is_valid():
        unknown_place = "kommun" in form.errors
        says = (
            _("There is no such municipality in the county.") if unknown_place else _("There is no such organisation.")
        )
        return render_problem(request, says, status=404)
    place, actor = form.cleaned_data["kommun"], form.cleaned_data["organisation"]
    looked_at = place or strategy.county
    ongoing = summary.ongoing_in(place, actor)
    # Each part holds its kraftsamling already.
    indicators = Indicator.objects.judged().for_list(looked_at).select_related(None)
    if actor:
        indicators = indicators.filter(contributions__initiative__in=ongoing.values("pk")).distinct()
    indicators = [one for one in indicators if one.judgements or not place]
    parts = summary.sum_up(Kraftsamling.objects.filter(strategy=strategy), indicators, looked_at)
    everyone, efforts = summary.count_efforts(place, actor)
    for part in parts:
        part.efforts = efforts[part.kraftsamling.pk]
    needing = needs.list_needs(indicators)
    leads = headlines.propose(needing, parts)
    if not place and not actor:
        leads = headlines.in_words_of_coordinators(strategy, leads, indicators)
    context = {
        "place": place,
        "actor": actor,
        "looked_at": looked_at,
        "municipalities": municipalities,
        "own": ongoing.for_list().order_by("title")[:OWN] if place or actor else [],
        "parts": parts,
        "everyone": everyone,
        "needs": needing[:3],
        "needs_count": len(needing),
        "leads": leads,
        "results": Result.objects.select_related("kraftsamling").order_by("-now_on", "-on", "pk")[:4],
        "tiles": summary.tile_map(municipalities),
        "judged_at": max((one.judgements[0].held_from for one in indicators if one.judgements), default=None),
    }
    return render_page(request, "overview/home.html", context)


@require_safe
@kept_for_everyone
def kraftsamling(request, slug):
    strategy = strategy_or_404(request)
    one = get_object_or_404(Kraftsamling, strategy=strategy, slug=slug)
    indicators = list(Indicator.objects.judged().filter(kraftsamling=one).for_list(strategy.county))
    [part] = summary.sum_up([one], indicators, strategy.county)
    summary.add_sparklines(part.arrows, strategy.county)
    for arrow in part.arrows:
        arrow.description = sentences.describe(arrow.assessment, arrow.indicator)
        arrow.gaps = sentences.gap_sentences(arrow.assessment, arrow.indicator) if arrow.assessment else []
    initiatives = Initiative.objects.published().filter(kraftsamlingar=one)
    ongoing = initiatives.ongoing()
    rows = tag_rows(list(ongoing.for_list().order_by("start", "title")), choices(strategy))
    shifts = one.shifts.prefetch_related("drivers")
    context = {
        "part": part,
        "kraftsamling": one,
        "ongoing": rows,
        "line": timeline.lay_out(rows),
        "total": initiatives.count(),
        "organisations": summary.organisations_of(ongoing),
        "perspectives": summary.perspectives_of(ongoing, strategy),
        "how": InitiativePerspective.objects.filter(initiative__in=ongoing.values("pk"))
        .exclude(how="")
        .select_related("initiative", "perspective")[:OWN],
        "funding": summary.funding_of(initiatives),
        "lessons": LogEntry.objects.public()
        .filter(initiative__in=initiatives.values("pk"), kind=LogEntry.Kind.LESSON)
        .select_related("initiative")[:OWN],
        "results": one.results.prefetch_related("initiatives"),
        "shifts": shifts,
        "drivers": {driver for shift in shifts for driver in shift.drivers.all()},
        "questions": one.questions.filter(is_open=True),
    }
    return render_page(request, "overview/kraftsamling.html", context)


@require_safe
def outside(request):
    """What affects the county, what it must change, how it wants to work and what it learned; with what answers it."""
    strategy = strategy_or_404(request)
    shifts = list(Shift.objects.filter(strategy=strategy).prefetch_related("kraftsamlingar", "drivers"))
    principles = list(Principle.objects.filter(strategy=strategy))
    with_examples(shifts, "shifts")
    with_examples(principles, "principles")
    # What answers a driver or a lesson is shown with its own counts, so the same things are handed on.
    drivers = Driver.objects.filter(strategy=strategy)
    for driver in drivers:
        driver.answers = [shift for shift in shifts if driver in shift.drivers.all()]
    insights = Insight.objects.filter(strategy=strategy).prefetch_related("principles")
    for insight in insights:
        insight.answers = [one for one in principles if one in insight.principles.all()]
    levels = [
        {"name": level.label, "drivers": [one for one in drivers if one.level == level]} for level in Driver.Level
    ]
    context = {
        "levels": levels,
        "shifts": shifts,
        "insights": insights,
        "principles": principles,
        "questions": Question.objects.filter(strategy=strategy, is_open=True),
    }
    return render_page(request, "overview/outside.html", context)
