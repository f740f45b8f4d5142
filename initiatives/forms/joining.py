"""How people come into an organisation, and organisations into an initiative."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

from initiatives.models import (
    Actor,
    Membership,
)
from rus.accounts.models import User


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("As"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER)


class MemberForm(forms.Form):
    """What an administrator does with a member: another role, or away."""

    act = forms.ChoiceField(choices=[*Membership.Role.choices, ("remove", "")])


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(choices=[("accept", ""), ("decline", "")])


class AskForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Who are you, and what do you work with?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class OfferForm(forms.Form):
    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=gettext_lazy("On behalf of"), to_field_name="slug", empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("What do you want to contribute?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args, actors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors


class ProposeActorForm(forms.Form):
    """An organisation that is not in the register."""

    name = forms.CharField(label=gettext_lazy("What is the organisation called?"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What kind of organisation is it?"), choices=Actor.Kind.choices)
    website = forms.URLField(
        label=gettext_lazy("Its own page on the web"), required=False, assume_scheme="https", max_length=200
    )
    text = forms.CharField(
        label=gettext_lazy("Who are you, and what do you work with?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=gettext_lazy("Everybody with an address at"), max_length=100, required=False,
        help_text=gettext_lazy("For example orebro.se. Empty: everybody asks, and an administrator lets in."),
        validators=[
            RegexValidator(r"^@?[\w.-]+\.[a-zA-Z]{2,}$", gettext_lazy("Write what stands after @ in the address."))
        ],
    )  # fmt: skip


class InvitedForm(forms.Form):
    """An account for somebody who was invited; the address is the one that the letter went to."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("Choose a password"), help_text=gettext_lazy("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, data, *, email):
        super().__init__(data)
        self.email = email

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
