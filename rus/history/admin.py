from django.contrib import admin

from rus.history.models import Change


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    list_display = ["at", "object_name", "verb", "by", "comment"]
    list_filter = ["verb", "object_type"]
    search_fields = ["object_name", "comment"]
    date_hierarchy = "at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
