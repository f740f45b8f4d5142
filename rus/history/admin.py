from django.contrib import admin

from rus.history.models import Change


class ReadOnlyMixin:
    """What is written elsewhere and only read here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Change)
class ChangeAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["at", "who", "verb", "object_name", "comment"]
    list_select_related = ["by"]
    list_filter = ["verb", "object_type"]
    search_fields = ["object_name", "comment"]
    date_hierarchy = "at"
