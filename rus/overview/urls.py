from django.urls import path
from django.views.generic import TemplateView

from rus.overview import views

app_name = "overview"

urlpatterns = [
    path("", views.home, name="home"),
    path("agera/", views.act, name="act"),
    path("kraftsamlingar/<slug:slug>/", views.kraftsamling, name="kraftsamling"),
    path("indikatorer/<slug:slug>/", views.indicator, name="indicator"),
    path("omvarld/", views.outside, name="outside"),
    path("om/", TemplateView.as_view(template_name="about/about.html"), name="about"),
    path("om/metod/", TemplateView.as_view(template_name="about/method.html"), name="method"),
    path("tillganglighet/", TemplateView.as_view(template_name="about/accessibility.html"), name="accessibility"),
    path("integritet/", TemplateView.as_view(template_name="about/privacy.html"), name="privacy"),
]
