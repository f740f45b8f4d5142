from django.urls import path

from rus.reports import views

app_name = "reports"
urlpatterns = [
    path("rapporter/", views.reports, name="list"),
    path("rapporter/presentation.pptx", views.presentation, name="presentation"),
    path("rapporter/presentation/<int:pk>.pptx", views.kept_presentation, name="kept"),
    path("rapporter/presentation/<int:pk>/slapp/", views.let_go, name="let_go"),
    path("rapporter/presentation/spara/", views.keep, name="keep"),
    path("rapporter/presentation/gor/", views.make_presentation, name="make"),
    path("rapporter/presentation/lage/", views.progress, name="progress"),
]
