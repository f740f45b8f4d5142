from django.conf import settings
from django.http import Http404
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from rus.strategy.models import Strategy


def current_strategy(request):
    """The strategy in force with its county and nation, fetched once a request; None before a county is loaded."""
    if not hasattr(request, "current_strategy"):
        found = Strategy.objects.select_related("county__parent").filter(is_current=True)
        request.current_strategy = found.first()
    return request.current_strategy


def strategy_or_404(request):
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404(_("No strategy has been loaded yet."))
    return strategy


def site(request):
    """What every page's frame needs."""
    return {
        "strategy": SimpleLazyObject(lambda: current_strategy(request)),
        "contact_email": settings.CONTACT_EMAIL,
        "demo": settings.DEMO,
    }
