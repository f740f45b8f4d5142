from django import forms
from django.utils.translation import gettext_lazy


class SignupForm(forms.Form):
    """What we ask of somebody who makes an account, beside address and password."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
