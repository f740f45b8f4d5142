from django.urls import path

from rus.dialogue import views

app_name = "dialogue"

urlpatterns = [
    path("dialog/", views.questions, name="questions"),
    path("dialog/<slug:slug>/", views.question, name="question"),
    path("dialog/svar/<int:pk>/stod/", views.support, name="support"),
    path("dialog/svar/<int:pk>/initiativ/", views.make_initiative, name="make_initiative"),
    path("stammer-inte/", views.remark, name="remark"),
]
