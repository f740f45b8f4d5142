from django.contrib import admin

from rus.places.models import Geography, GeographyGroup


@admin.register(Geography)
class GeographyAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]


@admin.register(GeographyGroup)
class GeographyGroupAdmin(admin.ModelAdmin):
    list_display = ["name", "year"]
    filter_horizontal = ["members"]
