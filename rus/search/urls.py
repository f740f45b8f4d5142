from django.urls import path

from rus.search import views

app_name = "search"

urlpatterns = [path("sok/", views.find, name="find")]
