from datetime import datetime, time

from django import forms
from django.db.models import Q
from django.utils.text import slugify
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from indicators.models import Assessment, BreakdownCategory, Indicator, Observation, Series, Source
from indicators.periods import parse_period
from rus.places.models import Geography, GeographyGroup
from rus.strategy.models import Kraftsamling


class IndicatorFilterForm(forms.Form):
    """Which indicators the list shows, and from which place it looks."""

    kraftsamling = forms.ModelChoiceField(Kraftsamling.objects.all(), to_field_name="slug", required=False)
    riktning = forms.ChoiceField(choices=[("", ""), *Assessment.Direction.choices], required=False)
    kalla = forms.ModelChoiceField(Source.objects.all(), to_field_name="slug", required=False)
    kommun = forms.ModelChoiceField(Geography.objects.none(), to_field_name="code", required=False)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kommun"].queryset = Geography.objects.filter(parent=county) if county else Geography.objects.none()

    def lets_through(self, indicator):
        """Whether an indicator with its `direction` and `judgement` is among those asked for."""
        chosen = self.cleaned_data
        series = indicator.judgement.series if indicator.judgement else None
        return (
            (not chosen["kraftsamling"] or indicator.kraftsamling_id == chosen["kraftsamling"].pk)
            and (not chosen["riktning"] or indicator.direction == chosen["riktning"])
            and (not chosen["kalla"] or (series is not None and series.source_id == chosen["kalla"].pk))
            and (not chosen["kommun"] or indicator.judgement is not None)
        )


class ChartForm(forms.Form):
    """What the reader has added to an indicator's chart: places, or the members of a comparison group."""

    MOST_PLACES = 8

    kommun = forms.ModelChoiceField(Geography.objects.none(), to_field_name="code", required=False)
    plats = forms.ModelMultipleChoiceField(Geography.objects.none(), to_field_name="code", required=False)
    grupp = forms.ModelChoiceField(GeographyGroup.objects.all(), to_field_name="slug", required=False)
    # Whether the boxes to choose from are shown; they are where anything is chosen.
    jamfor = forms.CharField(max_length=5, required=False)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kommun"].queryset = Geography.objects.filter(parent=county)
        self.fields["plats"].queryset = Geography.objects.filter(Q(parent=county) | Q(parent=county.parent_id)).exclude(
            pk=county.pk
        )

    @property
    def is_comparing(self):
        return any(self.cleaned_data[name] for name in ("plats", "grupp", "jamfor"))


class DownloadForm(forms.Form):
    """Values as they were known at the end of a day; empty is now."""

    per = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    @property
    def moment(self):
        day = self.cleaned_data["per"]
        return make_aware(datetime.combine(day, time.max)) if day else None


class ValueForm(forms.ModelForm):
    """One value by hand, of a series that is not fetched."""

    class Meta:
        model = Observation
        fields = ["series", "geography", "breakdown", "period", "value", "status", "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = Series.objects.filter(source=None)
        choices = [(one.key, one.name) for one in BreakdownCategory.objects.all()]
        self.fields["breakdown"] = forms.ChoiceField(
            label=_("breakdown"), choices=[("", _("total")), *choices], required=False
        )

    def clean_period(self):
        text = self.cleaned_data["period"].strip()
        try:
            parse_period(text)
        except ValueError:
            message = _("%(value)s is not a period: write 2024, 2024K2, 2024M01, 2024/25 or 2021-2024.")
            raise forms.ValidationError(message, params={"value": text}) from None
        return text

    def clean(self):
        cleaned = super().clean()
        missing = cleaned.get("status") in Observation.WITHOUT_VALUE
        if "value" in cleaned and (cleaned["value"] is None) != missing:
            raise forms.ValidationError(
                {"value": _("Leave the value empty exactly when it is confidential or missing.")}
            )
        return cleaned

    def _post_clean(self):
        """What the model itself demands is filled in by the function that stores values."""

    def save(self, commit=True):
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)
        return self.instance

    def save_m2m(self):
        """There is nothing of that kind."""


class FindForm(forms.Form):
    """What to look for in a source's catalogue."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    folder = forms.CharField(max_length=300, required=False)


class PickForm(forms.Form):
    """A measure or table as a new series: which of its values, for which indicator, and how it is called here."""

    indicator = forms.ModelChoiceField(Indicator.objects.all(), label=_("Indicator"))
    name_sv = forms.CharField(label=_("Name of the series"), max_length=200)
    provider = forms.CharField(label=_("Producer"), max_length=120)
    unit_sv = forms.CharField(label=_("Unit"), max_length=60)
    reach = forms.ChoiceField(label=_("Places to fetch"), choices=Series.Reach.choices)
    every_days = forms.IntegerField(label=_("Fetched every so many days"), min_value=1, max_value=400, required=False)

    def __init__(self, data, looking, *, source, description):
        """`data` is posted to be saved; `looking` is what the address holds while the first values are looked at."""
        self.source, self.description = source, description
        self.variables = [one for one in description.variables if not (one.is_place or one.is_time)]
        defaults = {
            "name_sv": description.title[:200], "provider": source.name[:120], "reach": Series.Reach.HOME,
            "every_days": 7,
        }  # fmt: skip
        filled_in = {name: looking[name] for name in self.base_fields if looking.get(name)} if looking else {}
        super().__init__(data, initial=defaults | filled_in)
        self.chosen = data if data is not None else looking
        for variable in self.variables:
            self.fields[f"v-{variable.code}"] = forms.MultipleChoiceField(
                label=variable.text,
                choices=[(code, f"{text} ({code})") for code, text in variable.values.items()],
                required=not variable.may_be_left_out and len(variable.values) > 1,
                initial=self.chosen.getlist(f"v-{variable.code}"),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose at least one value of each variable.")},
            )

    @property
    def variable_fields(self):
        return [self[f"v-{variable.code}"] for variable in self.variables]

    @property
    def own_fields(self):
        return [self[name] for name in ("indicator", "name_sv", "provider", "unit_sv", "reach", "every_days")]

    @property
    def selection(self):
        chosen = {one.code: self.chosen.getlist(f"v-{one.code}") for one in self.variables}
        return {code: values for code, values in chosen.items() if values}

    def unsaved_series(self):
        return Series(source=self.source, source_key=self.description.key, selection=self.selection)

    def clean(self):
        cleaned = super().clean()
        same = Series.objects.filter(source=self.source, source_key=self.description.key)
        for series in same:
            if series.selection == self.selection:
                raise forms.ValidationError(_("“%(series)s” is fetched so already."), params={"series": series.name})
        return cleaned

    def save(self):
        """The new series; it is the judged one where its indicator has none."""
        chosen = self.cleaned_data
        series = self.unsaved_series()
        for name in ("indicator", "name_sv", "provider", "unit_sv", "reach", "every_days"):
            setattr(series, name, chosen[name])
        series.external_id = self.description.key[:120]
        taken = Series.objects.filter(
            provider=series.provider, external_id=series.external_id, unit_sv=series.unit_sv, publication=""
        )
        if taken.exists():
            # Another choice among the same table's variables is told apart by what it chooses.
            series.publication = ", ".join(value for values in self.selection.values() for value in values)[:120]
        series.slug = self._free_slug(series.name_sv)
        series.is_primary = not chosen["indicator"].series.filter(is_primary=True).exists()
        series.save()
        return series

    def _free_slug(self, name):
        stem = slugify(f"{self.source.slug}-{name}")[:70] or self.source.slug
        slug, number = stem, 2
        while Series.objects.filter(slug=slug).exists():
            slug, number = f"{stem}-{number}", number + 1
        return slug
