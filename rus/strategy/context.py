from django.conf import settings
from django.utils.functional import SimpleLazyObject

from rus.strategy.models import Strategy


def current_strategy():
    return Strategy.objects.select_related("county__parent").filter(is_current=True).first()


def site(request):
    """What every page's frame needs; the strategy is fetched at most once a request."""
    return {
        "strategy": SimpleLazyObject(current_strategy),
        "contact_email": settings.CONTACT_EMAIL,
        "demo": settings.DEMO,
    }
