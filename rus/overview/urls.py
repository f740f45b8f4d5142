from django.contrib import admin
from django.urls import path
from django.views.generic import TemplateView

from rus.overview import views

app_name = "overview"

urlpatterns = [
    path("admin/infor-forumet/", admin.site.admin_view(views.before_forum), name="before_forum"),
    path("admin/meningarna/", admin.site.admin_view(views.word_headlines), name="headlines"),
    path("mina-sidor/uppgifter/", views.my_data, name="my_data"),
    path("mina-sidor/uppgifter.json", views.download_my_data, name="download_my_data"),
    path("mina-sidor/avsluta-kontot/", views.delete_account, name="delete_account"),
    path("", views.home, name="home"),
    path("agera/", views.act, name="act"),
    path("agera/<slug:slug>/", views.respond, name="respond"),
    path("agera/<slug:slug>/ta-sig-an/", views.take_up, name="take_up"),
    path("kraftsamlingar/<slug:slug>/", views.kraftsamling, name="kraftsamling"),
    path("indikatorer/<slug:slug>/", views.indicator, name="indicator"),
    path("omvarld/", views.outside, name="outside"),
    path("samband/", views.connections, name="connections"),
    path("samband/floden.json", views.flows, name="flows"),
    path("nytt/", views.changes, name="changes"),
    path("nytt.atom", views.CountyHappenings(), name="changes_feed"),
    path("om/", TemplateView.as_view(template_name="about/about.html"), name="about"),
    path("om/metod/", TemplateView.as_view(template_name="about/method.html"), name="method"),
    path("tillganglighet/", TemplateView.as_view(template_name="about/accessibility.html"), name="accessibility"),
    path("integritet/", TemplateView.as_view(template_name="about/privacy.html"), name="privacy"),
]
