from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "rus.places"
    label = "places"
