from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# What one needs in order to set up a second factor, or to leave.
OPEN = ("account_", "mfa_", "admin:jsi18n")


class SecondFactorMiddleware:
    """Whoever may moderate sets up a second factor before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or not request.user.is_staff:
            return None
        if request.resolver_match.view_name.startswith(OPEN) or is_mfa_enabled(request.user):
            return None
        messages.warning(
            request,
            _(
                "You may moderate, so your account needs a second factor: "
                "an app on your phone, or a passkey. Set it up here."
            ),
        )
        return redirect("mfa_index")
