from django.urls import path

from rus.reports import views

app_name = "reports"
urlpatterns = [
    path("rapporter/", views.reports, name="list"),
    path("rapporter/presentation.pptx", views.presentation, name="presentation"),
    path("rapporter/presentation/gor/", views.make_presentation, name="make"),
    path("rapporter/presentation/lage/", views.progress, name="progress"),
]
