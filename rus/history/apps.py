from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "rus.history"
    label = "history"
