from django.apps import AppConfig


class CountyConfig(AppConfig):
    name = "rus.county"
    label = "county"
