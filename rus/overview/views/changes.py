"""What has changed since a day, as a page and as a feed."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from initiatives.changes import as_happenings, changes_since
from initiatives.views import Happenings
from rus.htmx import render_page, render_problem
from rus.overview.forms import SinceForm
from rus.strategy.context import strategy_or_404

USUALLY = timedelta(days=30)


@require_safe
def changes(request):
    strategy = strategy_or_404(request)
    form = SinceForm(request.GET)
    if not form.is_valid():
        return render_problem(request, _("Write the day as 2026-10-31, no later than today."))
    day = form.cleaned_data["sedan"] or timezone.localdate() - USUALLY
    since = timezone.make_aware(datetime.combine(day, time.min))
    context = {"day": day, "form": form, "changes": changes_since(since, strategy)}
    return render_page(request, "overview/changes.html", context)


class CountyHappenings(Happenings):
    """What has changed in the county during the last thirty days, as Atom."""

    def get_object(self, request):
        return strategy_or_404(request)

    def title(self, strategy):
        return _("What has changed in %(county)s") % {"county": strategy.county}

    def link(self, strategy):
        return reverse("overview:changes")

    def items(self, strategy):
        return as_happenings(changes_since(timezone.now() - USUALLY, strategy))
