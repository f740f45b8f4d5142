"""The forms of passkeys, with a question where the library writes the name of its field."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy

ASKED = gettext_lazy("What do you call the device?")


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=ASKED, max_length=100, required=False)


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=ASKED, max_length=100)
