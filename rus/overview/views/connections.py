"""Samband: how everything hangs together."""

from textwrap import shorten

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rus.htmx import render_page, render_problem
from rus.overview.caching import kept_for_everyone
from rus.overview.connections import NAMES, Flows, Kind, Thing, Web, weave
from rus.overview.connections import flows as gather
from rus.strategy.context import strategy_or_404

MANY = 30  # a longer column is folded
LABEL = 34  # signs of a name beside its bar in the picture; all of it shows when it is pointed at
MOST = 300  # and a longer one than that points to the list


COLOURS = {
    Kind.DRIVER: "#4a5763", Kind.SHIFT: "#8a5a00", Kind.KRAFTSAMLING: "#7a2e6b", Kind.INITIATIVE: "#2b6a3c",
    Kind.INDICATOR: "#0b5c8a",
}  # fmt: skip


def _sankey(drawn: Flows) -> dict:
    """The flows as a Plotly figure."""
    sources, targets, values = zip(*drawn.links, strict=True)
    columns = list(Kind)
    return {
        "data": [
            {
                "type": "sankey", "arrangement": "snap",
                "node": {
                    "label": [shorten(name, LABEL, placeholder="…") for name in drawn.names], "customdata": drawn.names,
                    "hovertemplate": "%{customdata}<extra></extra>",
                    "color": [COLOURS[kind] for kind in drawn.kinds], "pad": 12, "thickness": 14,
                    "x": [0.001 + 0.998 * columns.index(kind) / 4 for kind in drawn.kinds],
                },
                "link": {"source": sources, "target": targets, "value": values, "color": "rgba(74, 87, 99, .25)"},
            }
        ],
        "layout": {
            "height": max(480, 26 * max(drawn.kinds.count(kind) for kind in Kind)),
            "margin": {"t": 36, "b": 20, "l": 10, "r": 10},
            "font": {"family": "Source Sans 3, Segoe UI, sans-serif", "size": 14, "color": "#16202b"},
        },
    }  # fmt: skip


def _web_lit_by(request) -> tuple[Web, Thing | None]:
    """The web, with what hangs together with the thing that the address names; Http404 for one that is not there."""
    web = weave(strategy_or_404(request), reverse("overview:outside"))
    asked = request.GET.get("val", "")
    if not asked:
        return web, None
    chosen = next((thing for thing in web.things.values() if thing.key == asked), None)
    if chosen is None:
        raise Http404(_("There is nothing of that name to follow. Choose among all."))
    web.light(chosen)
    return web, chosen


@require_safe
def flows(request):
    """The page's flows as a Plotly figure, for its script."""
    web, chosen = _web_lit_by(request)
    drawn = gather(web, lit_only=bool(chosen))
    if not drawn.links:
        raise Http404(_("Nothing hangs together here."))
    return JsonResponse(_sankey(drawn))


@require_safe
@kept_for_everyone
def connections(request):
    try:
        web, chosen = _web_lit_by(request)
    except Http404 as missing:
        return render_problem(request, str(missing), status=404)
    columns = []
    for kind in Kind:
        things = web.column(kind)
        shown = [thing for thing in things if thing.is_lit] if chosen else things
        columns.append(
            {"name": NAMES[kind], "things": shown[:MOST], "shown": len(shown), "all": len(things),
             "more": len(shown) - MOST if len(shown) > MOST else 0, "folds": len(shown) > MANY}
        )  # fmt: skip
    lit = sum(thing.is_lit for thing in web.things.values()) - 1
    has_flows = bool(lit if chosen else web.links)
    context = {"columns": columns, "chosen": chosen, "lit": lit, "has_flows": has_flows}
    return render_page(request, "overview/connections.html", context)
