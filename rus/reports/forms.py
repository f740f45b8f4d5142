from django import forms
from django.utils.translation import gettext_lazy as _


class KeepForm(forms.Form):
    name = forms.CharField(
        label=_("Keep this presentation under the name"), max_length=80,
        help_text=_("For example “Forum 2026”. It stays here as it is, also when a new one is made."),
        error_messages={"required": _("Write a name, so that it is found again."),
                        "max_length": _("Write at most 80 characters.")},
    )  # fmt: skip
