from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX

from indicators import judging, storing
from indicators.forms import ValueForm
from indicators.models import Annotation, Assessment, BreakdownCategory, Indicator, Observation, Series, Target
from indicators.resources import IndicatorResource, ObservationResource, TargetResource
from indicators.storing import Incoming
from rus.history.admin import ReadOnlyMixin
from rus.history.models import Change
from rus.history.recording import record
from rus.strategy.admin import RecordedAdmin


class SpreadsheetAdmin(ImportExportMixin, RecordedAdmin):
    """Import with preview, and export, as xlsx and csv."""

    formats = [XLSX, CSV]
    show_change_form_export = False


class JudgedMixin:
    """Judges the indicator again in the transaction that changes what its judgement stands on."""

    @transaction.atomic
    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        judging.judge_indicators(self.indicators_of(form.instance))

    @transaction.atomic
    def delete_model(self, request, obj):
        indicators = list(self.indicators_of(obj))
        super().delete_model(request, obj)
        judging.judge_indicators([one for one in indicators if one.pk])


class SeriesInline(admin.StackedInline):
    model = Series
    extra = 0
    show_change_link = True
    fields = ["slug", "name_sv", "provider", "external_id", "publication", "unit_sv", "is_primary", "is_supplement"]


@admin.register(Indicator)
class IndicatorAdmin(JudgedMixin, SpreadsheetAdmin):
    resource_classes = [IndicatorResource]
    list_display = ["name_sv", "kraftsamling", "desired", "unit_sv", "position"]
    list_filter = ["kraftsamling", "desired"]
    search_fields = ["name_sv", "name_en", "slug"]
    prepopulated_fields = {"slug": ["name_sv"]}
    inlines = [SeriesInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name_sv",
                    "slug",
                    "kraftsamling",
                    "definition_sv",
                    "unit_sv",
                    "decimals",
                    "position",
                    "is_pinned",
                ]
            },
        ),
        (_("Judgement"), {"fields": ["desired", "scale", "judged_month"]}),
        (_("Source"), {"fields": ["planned_source"]}),
        (_("In English"), {"fields": ["name_en", "definition_en", "unit_en"]}),
    ]

    def indicators_of(self, obj):
        return [obj]


@admin.register(Target)
class TargetAdmin(JudgedMixin, SpreadsheetAdmin):
    resource_classes = [TargetResource]
    list_display = ["text_sv", "indicator", "geography", "shape", "year", "is_primary"]
    list_filter = ["shape", "is_primary"]
    search_fields = ["text_sv", "indicator__name_sv"]

    def indicators_of(self, obj):
        return [obj.indicator]


@admin.register(Observation)
class ObservationAdmin(JudgedMixin, SpreadsheetAdmin):
    resource_classes = [ObservationResource]
    list_display = ["series", "geography", "breakdown", "period", "value", "status"]
    list_filter = ["status", "geography__kind"]
    search_fields = ["series__slug", "series__indicator__name_sv", "geography__name", "period"]
    list_select_related = ["series", "geography"]
    show_full_result_count = False

    def indicators_of(self, obj):
        return [obj.series.indicator]

    form = ValueForm

    def has_change_permission(self, request, obj=None):
        """A value is set by adding it again: what it was before is then kept."""
        return False

    def has_import_permission(self, request):
        return request.user.can_moderate

    def save_model(self, request, obj, form, change):
        """By the function that stores what sources say, so that an earlier value is kept with its dates."""
        place, chosen = form.cleaned_data["geography"], form.cleaned_data
        one = Incoming(
            place.pk, chosen["breakdown"], chosen["period"], chosen["value"], chosen["status"], chosen["source"]
        )
        storing.store(obj.series, [one])
        stored = obj.series.observations.get(geography=place, breakdown=one.breakdown, period=one.period)
        obj.pk = stored.pk
        record(stored, Change.Verb.ADDED, request.user, {"value": [None, one.value]})


@admin.register(Annotation)
class AnnotationAdmin(JudgedMixin, RecordedAdmin):
    list_display = ["name_sv", "first_day", "last_day"]

    def indicators_of(self, obj):
        return Indicator.objects.all()


@admin.register(BreakdownCategory)
class BreakdownCategoryAdmin(RecordedAdmin):
    list_display = ["dimension", "code", "name_sv"]
    list_filter = ["dimension"]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["indicator", "geography", "direction", "outcome", "year", "held_from", "held_to"]
    list_filter = ["direction", "outcome", "geography__kind"]
    search_fields = ["indicator__name_sv", "geography__name"]
    list_select_related = ["indicator", "geography"]
