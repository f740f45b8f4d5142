"""Samband: how everything hangs together."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rus.htmx import render_page, render_problem
from rus.overview.connections import NAMES, Kind, weave
from rus.strategy.context import strategy_or_404

MANY = 30  # a longer column is folded
MOST = 300  # and a longer one than that points to the list


@require_safe
def connections(request):
    strategy = strategy_or_404(request)
    web = weave(strategy, reverse("overview:outside"))
    asked = request.GET.get("val", "")
    chosen = next((thing for thing in web.things.values() if thing.key == asked), None)
    if asked and chosen is None:
        return render_problem(request, _("There is nothing of that name to follow. Choose among all."), status=404)
    if chosen:
        web.light(chosen)
    columns = []
    for kind in Kind:
        things = web.column(kind)
        shown = [thing for thing in things if thing.is_lit] if chosen else things
        columns.append(
            {"name": NAMES[kind], "things": shown[:MOST], "shown": len(shown), "all": len(things),
             "more": len(shown) - MOST if len(shown) > MOST else 0, "folds": len(shown) > MANY}
        )  # fmt: skip
    lit = sum(thing.is_lit for thing in web.things.values()) - 1
    context = {"columns": columns, "chosen": chosen, "lit": lit}
    return render_page(request, "overview/connections.html", context)
