from django.contrib import admin

from rus.dialogue.models import Question
from rus.strategy.admin import NamedAdmin


@admin.register(Question)
class QuestionAdmin(NamedAdmin):
    list_display = ["name_sv", "kraftsamling", "is_open"]
