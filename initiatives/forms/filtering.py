"""What a list or a page of versions is asked for, as its address says it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import (
    Actor,
    Closing,
    Partnership,
    Phase,
)


class InitiativeFilterForm(forms.Form):
    """The list as its address says it: filters named in Swedish, values stable keys. `tags` is of tags.choices."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)
    kraftsamling = forms.ChoiceField(label=gettext_lazy("Kraftsamling"), required=False)
    perspektiv = forms.ChoiceField(label=gettext_lazy("Perspective"), required=False)
    fas = forms.ChoiceField(
        label=gettext_lazy("Phase"), required=False,
        choices=[("", gettext_lazy("All")), *Phase.choices, ("utan-effekt", Closing.Effect.NO_EFFECT.label)],
    )  # fmt: skip
    kommun = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    organisation = forms.ModelChoiceField(
        Actor.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    med = forms.ModelChoiceField(Actor.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput)
    sida = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, tags, **kwargs):
        super().__init__(*args, **kwargs)
        for field, kind in (
            ("kraftsamling", "kraftsamling"),
            ("perspektiv", "perspective"),
            ("kommun", "municipality"),
        ):
            self.fields[field].choices = [("", _("All")), *((tag.key, tag.name) for tag in tags[kind])]

    def apply(self, initiatives):
        chosen = self.cleaned_data
        for word in chosen["q"].casefold().split():
            initiatives = initiatives.filter(search_text__contains=word)
        if chosen["kraftsamling"]:
            initiatives = initiatives.filter(kraftsamlingar__slug=chosen["kraftsamling"])
        if chosen["perspektiv"]:
            initiatives = initiatives.filter(perspective_links__perspective__slug=chosen["perspektiv"])
        if chosen["fas"] == "utan-effekt":
            initiatives = initiatives.filter(closing__effect=Closing.Effect.NO_EFFECT)
        elif chosen["fas"]:
            initiatives = initiatives.filter(phase=chosen["fas"])
        for actor in filter(None, [chosen["organisation"], chosen["med"]]):
            taking_part = Partnership.objects.filter(actor=actor)
            initiatives = initiatives.filter(pk__in=taking_part.values("initiative"))
        if chosen["kommun"]:
            initiatives = initiatives.filter(municipalities__code=chosen["kommun"])
        return initiatives

    @property
    def is_filtered(self):
        return any(value for name, value in self.cleaned_data.items() if name != "sida")


class SimilarForm(forms.Form):
    """What somebody has typed of a title."""

    title = forms.CharField(max_length=200, required=False)


class CompareForm(forms.Form):
    """Two versions beside each other, the older one first whichever is chosen first."""

    fran = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    till = forms.TypedChoiceField(label=gettext_lazy("to version"), coerce=int)

    def __init__(self, data=None, *, versions):
        super().__init__(data)
        self.versions = {one.number: one for one in versions}
        for name in ("fran", "till"):
            self.fields[name].choices = [(number, number) for number in self.versions]
        self.initial = {"fran": min(self.versions, default=None), "till": max(self.versions, default=None)}

    def chosen(self):
        numbers = sorted([self.cleaned_data["fran"], self.cleaned_data["till"]])
        return tuple(self.versions[number] for number in numbers)
