from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from rus.history.models import Change
from rus.history.recording import record
from rus.strategy.models import Driver, Insight, Kraftsamling, Perspective, Principle, Shift, Strategy


class RecordedAdmin(admin.ModelAdmin):
    """Keeps who changed what, from and to, beside the thing itself."""

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Plain boxes: the stock two-column chooser cannot be read by a screen reader."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def save_model(self, request, obj, form, change):
        before = type(obj)._default_manager.filter(pk=obj.pk).values().first() if change else {}
        super().save_model(request, obj, form, change)
        after = type(obj)._default_manager.filter(pk=obj.pk).values().first()
        changes = {
            key: [_plain((before or {}).get(key)), _plain(new)]
            for key, new in after.items()
            if (before or {}).get(key) != new
        }
        record(obj, Change.Verb.CHANGED if change else Change.Verb.ADDED, request.user, changes)

    def delete_model(self, request, obj):
        record(obj, Change.Verb.DELETED, request.user)
        super().delete_model(request, obj)


def _plain(value):
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


@admin.register(Strategy)
class StrategyAdmin(RecordedAdmin):
    list_display = ["name_sv", "county", "starts", "ends", "is_current"]


class NamedAdmin(RecordedAdmin):
    list_display = ["name_sv", "position", "strategy"]
    list_filter = ["strategy"]
    search_fields = ["name_sv", "name_en"]


@admin.register(Kraftsamling)
class KraftsamlingAdmin(NamedAdmin):
    fieldsets = [
        (None, {"fields": ["strategy", "slug", "position", "name_sv", "short_sv", "colour"]}),
        (_("From present to desired"), {"fields": ["present_sv", "desired_sv", "desired_by_editors"]}),
        (_("In English"), {"fields": ["name_en", "short_en", "present_en", "desired_en"]}),
    ]


@admin.register(Driver)
class DriverAdmin(NamedAdmin):
    list_display = ["name_sv", "level", "position"]
    list_filter = ["level", "strategy"]


admin.site.register([Perspective, Shift, Principle, Insight], NamedAdmin)
