from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "rus.overview"
    label = "overview"
