"""The steps of a proposal, and what the editors have suggested."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Indicator
from initiatives.content import Payload
from initiatives.dates import parse_date, write_date
from initiatives.models import (
    Actor,
    ActorName,
    Contribution,
    Funding,
    Initiative,
    Partnership,
)
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective


class SaidDateField(forms.CharField):
    """A date known to the day, the month or the year; cleans to (date, precision) or (None, "day")."""

    def __init__(self, *, end=False, **kwargs):
        self.end = end
        super().__init__(max_length=10, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None, "day"
        try:
            day, precision = parse_date(text, end=self.end)
        except ValueError:
            raise ValidationError(_("Write a year, a month or a day: 2026, 2026-08 or 2026-08-15.")) from None
        return day, precision.value


class EssentialsForm(forms.Form):
    """Step 1: four questions."""

    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=gettext_lazy("On behalf of"), to_field_name="slug", empty_label=None
    )
    title = forms.CharField(label=gettext_lazy("What is the initiative called?"), max_length=200)
    challenge = forms.CharField(
        label=gettext_lazy("Which challenge do you take on?"),
        help_text=gettext_lazy("Two or three sentences that a neighbour would understand."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
    kraftsamlingar = forms.ModelMultipleChoiceField(
        Kraftsamling.objects.none(),
        label=gettext_lazy("Which kraftsamling does it belong to?"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kraftsamling_unknown = forms.BooleanField(label=gettext_lazy("Do not know, the region may help"), required=False)
    start = SaidDateField(
        label=gettext_lazy("Starts"), help_text=gettext_lazy("Year, or year and month: 2026 or 2026-08.")
    )
    end = SaidDateField(
        label=gettext_lazy("Ends"), help_text=gettext_lazy("Leave empty if it goes on until further notice."), end=True,
        required=False,
    )  # fmt: skip

    def __init__(self, *args, actors, strategy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors
        if len(actors) == 1:
            self.fields["actor"].widget = forms.HiddenInput()
            self.fields["actor"].initial = actors[0].slug
        self.fields["kraftsamlingar"].queryset = Kraftsamling.objects.filter(strategy=strategy)

    def clean(self):
        cleaned = super().clean()
        if "kraftsamlingar" in cleaned and not cleaned["kraftsamlingar"] and not cleaned.get("kraftsamling_unknown"):
            self.add_error("kraftsamlingar", _("Choose at least one, or say that you do not know."))
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start[0] and end[0] and end[0] < start[0]:
            self.add_error("end", _("The initiative ends before it starts."))
        return cleaned

    def payload(self) -> Payload:
        (start, start_precision), (end, end_precision) = self.cleaned_data["start"], self.cleaned_data["end"]
        return {
            "title": self.cleaned_data["title"],
            "challenge": self.cleaned_data["challenge"],
            "kraftsamlingar": [one.slug for one in self.cleaned_data["kraftsamlingar"]],
            "start": start.isoformat(),
            "start_precision": start_precision,
            "end": end.isoformat() if end else None,
            "end_precision": end_precision,
            "phase": "planned" if start > timezone.localdate() else "ongoing",
        }

    @staticmethod
    def initial_from(payload: Payload) -> dict:
        def said(name):
            value = payload.get(name)
            return write_date(date.fromisoformat(value), payload[f"{name}_precision"]) if value else ""

        return {
            "title": payload["title"],
            "challenge": payload["challenge"],
            "kraftsamlingar": payload["kraftsamlingar"],
            "kraftsamling_unknown": bool(payload["title"]) and not payload["kraftsamlingar"],
            "start": said("start"),
            "end": said("end"),
        }

    def typed(self) -> Payload:
        """What has been typed so far, whole or not: what autosave keeps. Dates wait until they can be read."""
        kept = {name: self.data.get(name, "").replace("\0", "")[:5000] for name in ("title", "challenge")}
        kept["title"] = kept["title"][:200]
        known = set(self.fields["kraftsamlingar"].queryset.values_list("slug", flat=True))
        kept["kraftsamlingar"] = [slug for slug in self.data.getlist("kraftsamlingar") if slug in known]
        for name in ("start", "end"):
            try:
                day, precision = parse_date(self.data.get(name, ""), end=name == "end")
            except ValueError:
                continue
            kept |= {name: day.isoformat(), f"{name}_precision": precision.value}
        return kept


class ConnectionForm(forms.Form):
    """Step 2: what it is, where, and with whom. Everything may be skipped."""

    summary = forms.CharField(
        label=gettext_lazy("What do you do?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    perspectives = forms.ModelMultipleChoiceField(
        Perspective.objects.none(),
        label=gettext_lazy("Which perspectives do you take up?"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Where does it happen?"),
        choices=[
            ("county", gettext_lazy("In the whole county")),
            ("municipalities", gettext_lazy("In these municipalities:")),
            ("unknown", gettext_lazy("Do not know, the region may help")),
        ],
        widget=forms.RadioSelect,
        initial="unknown",
        required=False,
    )
    municipalities = forms.ModelMultipleChoiceField(
        Geography.objects.none(),
        label=gettext_lazy("Municipalities"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.CharField(
        label=gettext_lazy("Who takes part?"),
        help_text=gettext_lazy("One organisation on each line. Write the name; those in the register are linked."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )
    website = forms.URLField(
        label=gettext_lazy("Where can one read more?"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip

    def __init__(self, *args, strategy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["perspectives"].queryset = Perspective.objects.filter(strategy=strategy)
        self.fields["municipalities"].queryset = Geography.objects.filter(parent=strategy.county)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("municipalities"):
            cleaned["reach"] = "municipalities"
        elif cleaned.get("reach") == "municipalities":
            self.add_error("municipalities", _("Tick the municipalities, or choose another answer above."))
        return cleaned

    def payload(self, base: Payload) -> Payload:
        """The answers, with the lead and the financiers that step 2 does not ask about kept as they are."""
        kept = [part for part in base["partnerships"] if part["role"] != Partnership.Role.PARTNER]
        how = base["perspectives"]
        return {
            "summary": self.cleaned_data["summary"],
            "perspectives": {one.slug: how.get(one.slug, "") for one in self.cleaned_data["perspectives"]},
            "reach": self.cleaned_data["reach"] or Initiative.Reach.UNKNOWN.value,
            "municipalities": [place.code for place in self.cleaned_data["municipalities"]],
            "partnerships": kept + match_partners(self.cleaned_data["partners"], kept),
            "website": self.cleaned_data["website"],
        }

    @staticmethod
    def initial_from(payload: Payload) -> dict:
        partners = [part for part in payload["partnerships"] if part["role"] == Partnership.Role.PARTNER]
        names = dict(Actor.objects.filter(slug__in=[part["actor"] for part in partners]).values_list("slug", "name"))
        return {
            "summary": payload["summary"],
            "perspectives": list(payload["perspectives"]),
            "reach": payload["reach"],
            "municipalities": payload["municipalities"],
            "partners": "\n".join(part["named_as"] or names.get(part["actor"], "") for part in partners),
            "website": payload["website"],
        }


def match_partners(text: str, taken: list[Payload]) -> list[Payload]:
    """Lines as partners: an organisation of the register by any name it is known by, else the text as written."""
    lines = list(dict.fromkeys(line.strip()[:200] for line in text.splitlines() if line.strip()))
    by_name = {actor.name.casefold(): actor.slug for actor in Actor.objects.all()}
    by_name |= {one.name.casefold(): one.actor.slug for one in ActorName.objects.select_related("actor")}
    leads = {part["actor"] for part in taken if part["role"] == Partnership.Role.LEAD}
    found: dict[str, Payload] = {}
    for line in lines:
        slug = by_name.get(line.casefold(), "")
        if slug not in leads or not slug:
            found[slug or line] = {
                "actor": slug,
                "named_as": "" if slug else line,
                "role": Partnership.Role.PARTNER.value,
            }
    return list(found.values())


class ContributionForm(forms.Form):
    """One effect that is aimed for."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("What should it affect?"), to_field_name="slug", required=False,
        empty_label=gettext_lazy("Do not know, the region may help"),
    )  # fmt: skip
    aim = forms.ChoiceField(label=gettext_lazy("Which way?"), choices=Contribution.Aim.choices, required=False)
    how = forms.CharField(
        label=gettext_lazy("How?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    lag_years = forms.IntegerField(
        label=gettext_lazy("After how many years could it show?"), min_value=0, max_value=30, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args, strategy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.judged()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") and not cleaned.get("indicator") and "indicator" not in self.errors:
            self.add_error("indicator", _("Choose what it should affect, or empty the answer below."))
        return cleaned


class BaseContributionFormSet(forms.BaseFormSet):
    def clean(self):
        chosen = [form.cleaned_data.get("indicator") for form in self.forms if hasattr(form, "cleaned_data")]
        twice = {one for one in chosen if one and chosen.count(one) > 1}
        for form in self.forms:
            if form.cleaned_data.get("indicator") in twice:
                form.add_error("indicator", _("Stands here twice. Write everything about it in one place."))

    def payload(self) -> list[Payload]:
        return [
            {
                "indicator": form.cleaned_data["indicator"].slug,
                "breakdown": "",
                "aim": form.cleaned_data["aim"] or Contribution.Aim.RAISE.value,
                "how": form.cleaned_data["how"],
                "lag_years": form.cleaned_data["lag_years"],
                "origin": Contribution.Origin.ORGANISATION.value,
            }
            for form in self.forms
            if form.cleaned_data.get("indicator")
        ]


ContributionFormSet = forms.formset_factory(ContributionForm, formset=BaseContributionFormSet, extra=2, max_num=20)


class KronorField(forms.IntegerField):
    """An amount written as people write it, with spaces between the thousands or without."""

    def to_python(self, value):
        return super().to_python("".join(str(value or "").split()))


class FundingForm(forms.Form):
    """One amount of one kind. Amounts of different kinds are never added to each other."""

    amount = KronorField(
        label=gettext_lazy("Amount in kronor"), min_value=1, max_value=10**13, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Write the amount in whole kronor: 1 200 000.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("What kind of amount is it?"), choices=Funding.Kind, required=False)
    financier = forms.CharField(label=gettext_lazy("Who pays?"), max_length=300, required=False)
    first_year = forms.IntegerField(
        label=gettext_lazy("First year"), min_value=1900, max_value=2200, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    last_year = forms.IntegerField(
        label=gettext_lazy("Last year"), min_value=1900, max_value=2200, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Where does it say so?"), max_length=700, required=False,
        help_text=gettext_lazy("A decision with its number, or an address."),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        is_said = any(cleaned.get(name) for name in ("financier", "first_year", "last_year", "source"))
        if is_said and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Write the amount, or empty the answers below."))
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("The last year is before the first."))
        return cleaned


class BaseFundingFormSet(forms.BaseFormSet):
    def payload(self) -> list[Payload]:
        return [
            {**form.cleaned_data, "kind": form.cleaned_data["kind"] or Funding.Kind.UNKNOWN.value}
            for form in self.forms
            if form.cleaned_data.get("amount")
        ]


FundingFormSet = forms.formset_factory(FundingForm, formset=BaseFundingFormSet, extra=1, max_num=20)


class SuggestionsForm(forms.Form):
    """What the editors have suggested that an initiative should affect: its organisation says of each if it is so."""

    ANSWERS = [
        ("", gettext_lazy("Not said yet")),
        ("yes", gettext_lazy("Yes, this is what we aim for")),
        ("no", gettext_lazy("No, take it away")),
    ]

    def __init__(self, data, *, suggested: list[Payload]):
        super().__init__(data, prefix="forslag")
        self.suggested = suggested
        names = {
            one.slug: one.name for one in Indicator.objects.filter(slug__in=[row["indicator"] for row in suggested])
        }
        for row in suggested:
            self.fields[row["indicator"]] = forms.ChoiceField(
                label=names.get(row["indicator"], row["indicator"]),
                help_text=f"{capfirst(Contribution.Aim(row['aim']).label)}. {row['how']}",
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                required=False,
            )

    def payload(self) -> list[Payload]:
        """The suggestions that stand: confirmed ones in the organisation's name, those not answered as they were."""
        own = Contribution.Origin.ORGANISATION.value
        answers = {row["indicator"]: self.cleaned_data.get(row["indicator"], "") for row in self.suggested}
        return [
            row | ({"origin": own} if answers[row["indicator"]] == "yes" else {})
            for row in self.suggested
            if answers[row["indicator"]] != "no"
        ]
