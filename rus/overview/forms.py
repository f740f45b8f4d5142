from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import Actor, Response
from rus.overview.responding import OWN_STANCES


class OutlookForm(forms.Form):
    """From which municipality or organisation the overview looks; empty is the whole county."""

    kommun = forms.CharField(required=False)
    organisation = forms.ModelChoiceField(Actor.objects.all(), to_field_name="slug", required=False)

    def __init__(self, *args, municipalities, **kwargs):
        super().__init__(*args, **kwargs)
        self.municipalities = municipalities

    def clean_kommun(self):
        code = self.cleaned_data["kommun"]
        found = next((one for one in self.municipalities if one.code == code), None)
        if code and found is None:
            raise forms.ValidationError(_("There is no such municipality in the county."))
        return found


class SinceForm(forms.Form):
    """The day that changes are counted from; empty is the usual span."""

    sedan = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def clean_sedan(self):
        day = self.cleaned_data["sedan"]
        if day and not date(1900, 1, 1) <= day <= timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return day


class ResponseForm(forms.Form):
    """Who takes an indicator: what an organisation says for itself, or what a coordinator sets for the county."""

    stance = forms.ChoiceField(label=_("What is said?"), widget=forms.RadioSelect)
    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=_("Which organisation?"), to_field_name="slug", required=False
    )
    text = forms.CharField(
        label=_("Where it is discussed, or why"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        stances = Response.Stance if user.can_moderate else OWN_STANCES
        words = {"taken": _("Takes it"), "discussed": _("Discusses it"), "nobody": _("Nobody has taken it"),
                 "declined": _("The county refrains")}  # fmt: skip
        self.fields["stance"].choices = [(one.value, words[one.value]) for one in stances]
        actors = Actor.objects.told_for_by(user)
        self.fields["actor"].queryset = actors
        if not user.can_moderate:
            self.fields["actor"].required, self.fields["actor"].empty_label = True, None


class HeadlineForm(forms.Form):
    text_sv = forms.CharField(label=_("Sentence"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    text_en = forms.CharField(
        label=_("Sentence in English"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
