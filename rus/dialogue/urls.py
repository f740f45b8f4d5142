from django.urls import path

from rus.dialogue import views

app_name = "dialogue"

urlpatterns = [path("stammer-inte/", views.remark, name="remark")]
