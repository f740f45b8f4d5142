"""The project's addresses and the bare page that they are measured against."""

from django.shortcuts import render
from django.urls import path

from initiatives.models import Initiative
from rus.urls import urlpatterns as project_urls


def bare(request):
    """A plain page in the same frame: 50 rows from one query."""
    rows = Initiative.objects.filter(state="published").order_by("pk")[:50]
    return render(request, "bare.html", {"rows": rows})


urlpatterns = [path("bare/", bare), *project_urls]
