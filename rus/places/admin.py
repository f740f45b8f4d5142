from django import forms
from django.contrib import admin
from django.db import models

from rus.places.models import Geography, GeographyGroup


@admin.register(Geography)
class GeographyAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]


@admin.register(GeographyGroup)
class GeographyGroupAdmin(admin.ModelAdmin):
    list_display = ["name", "year"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
