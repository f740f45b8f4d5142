from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.figures import sparklines
from indicators.forms import IndicatorFilterForm
from indicators.models import Assessment, Indicator
from indicators.sentences import describe
from rus.htmx import render_page, render_problem
from rus.strategy.context import current_strategy

ATTENTION = ["wrong", "slow", "flat", "unclear", "right", "not_judged"]


@require_safe
def index(request):
    form = IndicatorFilterForm(request.GET)
    if not form.is_valid():
        return render_problem(request, _("The address asks for a filter that does not exist."))
    strategy = current_strategy(request)
    indicators = list(Indicator.objects.for_list(strategy.county)) if strategy else []
    sparks = sparklines(indicators, strategy.county) if strategy else {}
    kraftsamling, direction = form.cleaned_data["kraftsamling"], form.cleaned_data["riktning"]
    for one in indicators:
        one.judgement = one.judgements[0] if one.judgements else None
        one.direction = one.judgement.direction if one.judgement else Assessment.Direction.NOT_JUDGED
        one.description = describe(one.judgement, one)
        one.spark = sparks.get(one.pk)
    shown = [
        one
        for one in indicators
        if (not kraftsamling or one.kraftsamling_id == kraftsamling.pk)
        and (not direction or one.direction == direction)
    ]
    shown.sort(key=lambda one: (ATTENTION.index(one.direction), one.position))
    context = {
        "form": form,
        "judged": [one for one in shown if not one.is_background],
        "background": [one for one in shown if one.is_background],
        "count": len(shown),
    }
    return render_page(request, "indicators/list.html", context)
