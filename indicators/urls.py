from django.urls import path, register_converter
from django.urls.converters import StringConverter

from indicators import views


class ViewConverter(StringConverter):
    regex = "|".join(views.VIEWS)


class SuffixConverter(StringConverter):
    regex = "csv|xlsx|json|svg|png"


register_converter(ViewConverter, "indicatorview")
register_converter(SuffixConverter, "suffix")

app_name = "indicators"

urlpatterns = [
    path("indikatorer/", views.index, name="list"),
    path("indikatorer/<slug:slug>.<suffix:suffix>", views.download, name="download"),
    path("indikatorer/<slug:slug>/inbaddad/", views.embed, name="embed"),
    path("indikatorer/<slug:slug>/<indicatorview:view>/", views.comparison, name="comparison"),
]
