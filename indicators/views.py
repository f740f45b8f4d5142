from datetime import timedelta

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from indicators import comparisons, exports, svg
from indicators.figures import chart_of_place, sparklines
from indicators.forms import ChartForm, DownloadForm, IndicatorFilterForm
from indicators.models import Annotation, Assessment, Indicator
from indicators.sentences import describe, freshness
from rus.htmx import render_page, render_problem
from rus.strategy.context import current_strategy

ATTENTION = ["wrong", "slow", "flat", "unclear", "right", "not_judged"]


@require_safe
def index(request):
    strategy = current_strategy(request)
    form = IndicatorFilterForm(request.GET, county=strategy.county if strategy else None)
    if not form.is_valid():
        return render_problem(request, _("The address asks for a filter that does not exist."))
    place = form.cleaned_data["kommun"] or (strategy.county if strategy else None)
    indicators = list(Indicator.objects.for_list(place)) if place else []
    sparks = sparklines(indicators, place) if place else {}
    today = timezone.localdate()
    for one in indicators:
        one.judgement = one.judgements[0] if one.judgements else None
        one.direction = one.judgement.direction if one.judgement else Assessment.Direction.NOT_JUDGED
        one.description = describe(one.judgement, one)
        one.spark = sparks.get(one.pk)
        one.freshness = freshness(one.judgement, today)
    shown = [one for one in indicators if form.lets_through(one)]
    shown.sort(key=lambda one: (ATTENTION.index(one.direction), one.position))
    context = {
        "form": form,
        "place": form.cleaned_data["kommun"],
        "judged": [one for one in shown if not one.is_background],
        "background": [one for one in shown if one.is_background],
        "count": len(shown),
    }
    return render_page(request, "indicators/list.html", context)


def _indicator(request, slug):
    """The indicator with its series, and the county that looks at it."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404(_("No strategy has been loaded yet."))
    one = get_object_or_404(
        Indicator.objects.select_related("kraftsamling").prefetch_related("series__source"), slug=slug
    )
    return one, strategy.county


VIEWS = ("kommuner", "lan", "grupper")


def _compare(indicator, view, county, place, assessment):
    series = list(indicator.series.all())
    if view == "kommuner":
        return [comparisons.municipalities(indicator, series, county)]
    if view == "lan":
        return [comparisons.counties(indicator, series, county, assessment)]
    return comparisons.groups(indicator, series, place)


@require_safe
def comparison(request, slug, view):
    """The municipalities, the counties or groups of people: a page, and the part that an indicator's page takes in."""
    indicator, county = _indicator(request, slug)
    form = ChartForm(request.GET, county=county)
    if not form.is_valid():
        return render_problem(request, _("There is no such place to look at."), status=404)
    place = form.cleaned_data["kommun"] or county
    found = _compare(
        indicator, view, county, place, Assessment.objects.of(indicator, county) if view == "lan" else None
    )
    context = {
        "indicator": indicator,
        "view": view,
        "place": place,
        "comparisons": [one for one in found if one],
        "query": request.GET.urlencode(),
        "address": request.build_absolute_uri(reverse("indicators:embed", args=[slug])),
    }
    return render_page(request, "indicators/comparison.html", context)


# Downloads


@require_safe
def download(request, slug, suffix):
    """Values, as known on the day `per`, as CSV, XLSX or JSON; the chart, or a comparison by `vy`, as SVG or PNG."""
    indicator, county = _indicator(request, slug)
    if suffix in ("svg", "png"):
        return _picture(request, indicator, county, suffix)
    form = DownloadForm(request.GET)
    if not form.is_valid():
        return render_problem(request, _("Write the day as in %(example)s.") % {"example": "per=2026-11-14"})
    name, rows = f"{indicator.slug}.{suffix}", exports.value_rows(indicator, form.moment)
    if suffix == "csv":
        lines = exports.csv_lines(rows)
        return _attached(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), name)
    if suffix == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return _attached(HttpResponse(exports.workbook(rows), content_type=kind), name)
    assessment = Assessment.objects.of(indicator, county)
    address = request.build_absolute_uri(indicator.get_absolute_url())
    body = exports.as_json(indicator, assessment, _credit(assessment), address, rows)
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _attached(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _credit(assessment):
    return assessment.series.credit if assessment and assessment.series else ""


def _picture(request, indicator, county, suffix):
    found = _picture_of(request, indicator, county)
    if found is None:
        return render_problem(request, _("There is no such picture: the indicator lacks values for it."), status=404)
    (width, height, parts), title, sentence, credit = found
    source = _("Source: %(source)s") % {"source": credit}
    picture = svg.standalone(width, height, parts, title, sentence, source)
    if suffix == "svg":
        return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")
    return HttpResponse(svg.as_png(picture), content_type="image/png")


def _picture_of(request, indicator, county):
    """Shapes, title, sentence and source of the picture that the address asks for; None where there are no values."""
    form = ChartForm(request.GET, county=county)
    if not form.is_valid():
        return None
    place = form.cleaned_data["kommun"] or county
    assessment = Assessment.objects.of(indicator, place)
    view = request.GET.get("vy", "")
    if view in VIEWS:
        found = [one for one in _compare(indicator, view, county, place, assessment) if one]
        if not found:
            return None
        number = request.GET.get("nummer", "0")
        chosen = found[int(number)] if number.isdecimal() and int(number) < len(found) else found[0]
        return chosen.picture, f"{indicator.name}: {chosen.title}", chosen.note, chosen.series.credit
    description = describe(assessment, indicator)
    chart, _primary = chart_of_place(
        indicator, list(indicator.series.all()), county, form, assessment, str(description), Annotation.objects.all()
    )
    if chart is None:
        return None
    return svg.parts_of(chart.drawing), indicator.name, str(description), _credit(assessment)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request, slug):
    """The chart with its judgement and source line, to be shown on other sites."""
    indicator, county = _indicator(request, slug)
    found = _picture_of(request, indicator, county)
    if found is None:
        return render_problem(request, _("There is no such picture: the indicator lacks values for it."), status=404)
    (width, height, parts), title, sentence, credit = found
    picture = svg.framed(width, height, parts, sentence or title)
    context = {"indicator": indicator, "picture": picture, "title": title, "sentence": sentence, "credit": credit}
    response = render(request, "indicators/embed.html", context)
    response["Cache-Control"] = f"public, max-age={int(timedelta(hours=1).total_seconds())}"
    return response
