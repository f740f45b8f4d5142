"""Column maps for spreadsheets of indicators, targets and values. Keys are slugs and SCB codes, never row numbers."""

from math import isfinite

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from indicators import judging
from indicators.models import Indicator, Observation, ObservationVersion, Series, Target
from indicators.periods import parse_period
from rus.places.models import Geography, GeographyGroup
from rus.strategy.models import Kraftsamling


class Key(widgets.ForeignKeyWidget):
    """Names an object by its key, and says which key it was when there is none."""

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(value, row, **kwargs)
        except self.model.DoesNotExist:
            name = self.model._meta.verbose_name
            raise ValueError(_("%(key)s: there is no such %(kind)s.") % {"key": value, "kind": name}) from None


class Number(widgets.Widget):
    """A number, whole or not; empty is none, and a decimal comma is understood. Leaves as a number, not as text."""

    def __init__(self, kind=float):
        super().__init__(coerce_to_string=False)
        self.kind = kind

    def clean(self, value, row=None, **kwargs):
        text = "" if value is None else str(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            if not isfinite(float(text)):
                raise ValueError(text)
            return self.kind(float(text)) if float(text) == self.kind(float(text)) else self.kind(text)
        except (ValueError, OverflowError):
            raise ValueError(_("%(value)s is not a number.") % {"value": value}) from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value


class CheckedResource(resources.ModelResource):
    """Tells every fault of a row at once, each under its column; lists of keys are checked with the rest."""

    class Meta:
        abstract = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict({})
        for field in self.get_import_fields():
            if isinstance(field.widget, widgets.ManyToManyWidget) and field.column_name in row:
                try:
                    field.clean(row, **kwargs)
                except ValueError as error:
                    errors[field.column_name] = [ValidationError(str(error))]
        if errors:
            raise ValidationError(errors)


class JudgingResource(CheckedResource):
    """After a real import the indicators that it touched are judged, in the same transaction."""

    class Meta(CheckedResource.Meta):
        abstract = True

    def before_import(self, dataset, **kwargs):
        self.touched = set()

    def after_save_instance(self, instance, row, **kwargs):
        self.touched.add(self.indicator_of(instance))

    def after_import(self, dataset, result, **kwargs):
        if self.touched and not result.has_errors() and not result.has_validation_errors():
            judging.judge_indicators(self.touched)


class IndicatorResource(JudgingResource):
    decimals = fields.Field("decimals", "decimals", Number(int))
    judged_month = fields.Field("judged_month", "judged_month", Number(int))
    position = fields.Field("position", "position", Number(int))
    kraftsamling = fields.Field("kraftsamling", "kraftsamling", Key(Kraftsamling, "slug"))

    class Meta(JudgingResource.Meta):
        model = Indicator
        import_id_fields = ["slug"]
        fields = [
            "slug", "name_sv", "name_en", "kraftsamling", "definition_sv", "definition_en", "unit_sv", "unit_en",
            "decimals", "desired", "scale", "judged_month", "position", "planned_source",
        ]  # fmt: skip

    def indicator_of(self, instance):
        return instance


class TargetResource(JudgingResource):
    indicator = fields.Field("indicator", "indicator", Key(Indicator, "slug"))
    geography = fields.Field("geography", "geography", Key(Geography, "code"))
    group = fields.Field("group", "group", Key(GeographyGroup, "slug"))
    value = fields.Field("value", "value", Number())
    year = fields.Field("year", "year", Number(int))
    base_year = fields.Field("base_year", "base_year", Number(int))

    class Meta(JudgingResource.Meta):
        model = Target
        import_id_fields = ["indicator", "geography", "shape", "year", "breakdowns"]
        fields = [
            "indicator", "geography", "shape", "value", "year", "base_year", "group", "breakdowns", "is_primary",
            "text_sv", "text_en", "source",
        ]  # fmt: skip

    def indicator_of(self, instance):
        return instance.indicator


class ObservationResource(JudgingResource):
    series = fields.Field("series", "series", Key(Series, "slug"))
    place = fields.Field("geography", "place", Key(Geography, "code"))
    value = fields.Field("value", "value", Number())

    class Meta(JudgingResource.Meta):
        model = Observation
        import_id_fields = ["series", "place", "breakdown", "period"]
        fields = ["series", "place", "breakdown", "period", "value", "status", "source"]

    def before_import_row(self, row, **kwargs):
        row["period"] = str(row.get("period", "") or "").strip()
        row["place"] = str(row.get("place", "") or "").strip().rjust(2, "0")

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.before = None if new else (instance.value, instance.status, instance.known_from)

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        try:
            period = parse_period(instance.period)
        except ValueError:
            message = _("%(value)s is not a period: write 2024, 2024K2, 2024M01, 2024/25 or 2021-2024.")
            raise ValidationError({"period": message % {"value": instance.period}}) from None
        instance.first_day, instance.last_day, instance.year = period.first_day, period.last_day, period.year

    def before_save_instance(self, instance, row, **kwargs):
        """A changed value keeps its earlier version with its dates; one that comes by file has been looked at."""
        instance.withdrawn_at, instance.is_questioned = None, False
        if instance.before and instance.before[:2] != (instance.value, instance.status):
            value, status, known_from = instance.before
            instance.known_from = timezone.now()
            ObservationVersion.objects.create(
                observation=instance, value=value, status=status, known_from=known_from, known_to=instance.known_from
            )

    def indicator_of(self, instance):
        return instance.series.indicator
