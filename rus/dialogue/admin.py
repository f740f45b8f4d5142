from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from rus.dialogue import remarks, talking
from rus.dialogue.models import Answer, Question, Remark
from rus.history.admin import ReadOnlyMixin
from rus.strategy.admin import NamedAdmin


@admin.register(Question)
class QuestionAdmin(NamedAdmin):
    list_display = ["name_sv", "kraftsamling", "indicator", "is_open"]
    list_editable = ["is_open"]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["text", "question", "actor", "written_at", "hidden_at"]
    list_filter = ["question", ("hidden_at", admin.EmptyFieldListFilter)]
    search_fields = ["text"]
    list_select_related = ["question", "actor"]
    actions = ["hide"]

    @admin.action(description=_("Hide the chosen answers"))
    def hide(self, request, queryset):
        for found in queryset.filter(hidden_at=None):
            talking.hide(found, by=request.user)


@admin.register(Remark)
class RemarkAdmin(admin.ModelAdmin):
    """The queue of what readers say is not right: those without an answer first. Saving an answer sends it."""

    list_display = ["text", "page", "written_at", "answered_at"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    ordering = ["answered_at", "written_at"]
    fields = ["where", "text", "written_at", "email", "user", "answer", "answered_at", "answered_by"]
    readonly_fields = ["where", "text", "written_at", "email", "user", "answered_at", "answered_by"]

    @admin.display(description=_("page"))
    def where(self, found):
        return format_html('<a href="{}">{}</a>', found.page, found.page)

    def get_readonly_fields(self, request, obj=None):
        """An answer that has been sent stands."""
        return [*self.readonly_fields, "answer"] if obj and obj.answered_at else self.readonly_fields

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        if "answer" in form.changed_data:
            remarks.answer(obj, text=obj.answer, by=request.user)
