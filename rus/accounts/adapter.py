from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import resolve_url


class AccountAdapter(DefaultAccountAdapter):
    """Anyone may have an account; what it may do comes from the organisations that let the person in."""

    def send_mail(self, template_prefix, email, context):
        """Letters are signed by the service's name, not by the host that answered."""
        return super().send_mail(template_prefix, email, {"current_site": {"name": "Kraftsamla"}} | context)

    def get_signup_redirect_url(self, request):
        return resolve_url(settings.ACCOUNT_SIGNUP_REDIRECT_URL)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Those who moderate keep at least one second factor."""

    def can_delete_authenticator(self, authenticator):
        if not (settings.SECOND_FACTOR_REQUIRED and authenticator.user.is_staff):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """A directory is believed about the addresses it answers for, whatever it says about others."""

    def pre_social_login(self, request, sociallogin):
        for address in sociallogin.email_addresses:
            address.verified = self.is_email_verified(sociallogin.provider, address.email)

    def can_authenticate_by_email(self, login, email):
        return self.is_email_verified(login.provider, email) and super().can_authenticate_by_email(login, email)

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        names = (data.get("name") or " ".join(filter(None, [data.get("first_name"), data.get("last_name")]))).strip()
        user.name = user.name or names[:150]
        return user
