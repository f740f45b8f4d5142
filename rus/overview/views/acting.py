"""Här behövs mer: effort against outcome, and who takes what."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.models import Indicator
from indicators.sentences import describe
from initiatives.models import Actor
from initiatives.moderation import StepRefused
from rus.dialogue import talking
from rus.dialogue.models import Question
from rus.htmx import render_page, render_problem
from rus.overview import needs, responding
from rus.overview.caching import kept_for_everyone
from rus.overview.forms import ResponseForm
from rus.strategy.context import strategy_or_404


@require_safe
@kept_for_everyone
def act(request):
    strategy = strategy_or_404(request)
    weighed = needs.weigh(list(Indicator.objects.judged().for_list(strategy.county)))
    context = {
        "needs": [need for need in weighed if needs.needs_more(need.assessment)],
        "weighed": weighed,
        "corners": needs.corners(weighed),
        "unreached": needs.list_unreached(strategy),
        "ending": needs.ending_alone(),
    }
    return render_page(request, "overview/act.html", context)


def _judged_or_404(strategy, slug):
    """The indicator with the county's judgement; background figures are nobody's to take."""
    found = Indicator.objects.judged().for_list(strategy.county).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no such indicator to take."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def respond(request, slug):
    """Who takes it: everyone reads, organisations say for themselves, coordinators for the county."""
    strategy = strategy_or_404(request)
    one = _judged_or_404(strategy, slug)
    may_say = request.user.is_authenticated and Actor.objects.told_for_by(request.user).exists()
    form = ResponseForm(request.POST or None, user=request.user) if may_say else None
    if request.method == "POST":
        if form is None:
            says = _("Only members of an organisation and the coordinators say who takes it.")
            return render_problem(request, says, status=403)
        if form.is_valid():
            try:
                responding.respond(one, by=request.user, **form.cleaned_data)
            except StepRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("It is said, and everyone can read it."))
                return redirect("overview:respond", one.slug)
    assessment = one.judgements[0] if one.judgements else None
    context = {
        "indicator": one,
        "response": one.responses.current().select_related("actor").first(),
        "assessment": assessment,
        "description": describe(assessment, one),
        "needs_more": needs.needs_more(assessment),
        "words": responding.history(one, strategy.county),
        "near": responding.near_organisations(one, strategy.county),
        "contributions": responding.ongoing_on(one),
        "question": Question.objects.filter(strategy=strategy, indicator=one, is_open=True).first(),
        "form": form,
        "own": list(Actor.objects.of(request.user)),
    }
    return render_page(request, "overview/respond.html", context)


@login_required
@require_POST
def take_up(request, slug):
    """Vem vill ta sig an det? A coordinator opens a question about it; a member gets a prepared initiative."""
    one = _judged_or_404(strategy_or_404(request), slug)
    if request.POST.get("act") == "question":
        if not request.user.can_moderate:
            return render_problem(request, _("Only the region's coordinators open questions."), status=403)
        return redirect(talking.who_takes(one, by=request.user))
    actor = get_object_or_404(Actor.objects.of(request.user), slug=request.POST.get("actor", ""))
    try:
        return redirect(responding.take_up(one, actor=actor, by=request.user))
    except StepRefused as refused:
        return render_problem(request, str(refused), status=409)
