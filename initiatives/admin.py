"""The coordinators' workplace for action: the queue, the register, results and responses."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from indicators.admin import SpreadsheetAdmin
from initiatives import content, joining, moderation
from initiatives.forms import ArchiveForm, DecisionForm
from initiatives.models import (
    Actor,
    ActorName,
    Contribution,
    Initiative,
    LogEntry,
    Membership,
    MembershipRequest,
    Response,
    Result,
    Revision,
)
from initiatives.resources import ActorResource, InitiativeResource
from rus.history.admin import ReadOnlyMixin
from rus.strategy.admin import RecordedAdmin


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """The queue of what waits; opening a row shows old and new beside the decision."""

    list_display = ["title", "actor", "what", "state", "submitted_at"]
    list_filter = ["state", ("actor", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor", "initiative"]
    ordering = ["submitted_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def changelist_view(self, request, extra_context=None):
        if not request.GET:
            return redirect(f"{request.path}?state__exact={Revision.State.SUBMITTED.value}")
        return super().changelist_view(request, {"title": _("What waits and what has been decided")})

    @admin.display(description=gettext_lazy("initiative"))
    def title(self, revision):
        return str(revision)

    @admin.display(description=gettext_lazy("what"))
    def what(self, revision):
        return _("change") if revision.initiative_id else _("new")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not request.user.can_moderate:
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        found = self.get_queryset(request).select_related("actor", "author", "initiative", "base_version", "decision")
        revision = get_object_or_404(found, pk=object_id)
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                self.decide(request, revision, form.cleaned_data)
            except (moderation.StepRefused, content.UnknownKey) as refused:
                messages.error(request, str(refused))
                return redirect(request.path)
            return redirect("admin:initiatives_revision_changelist")
        base = revision.base_version.content if revision.base_version else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(revision),
            "revision": revision,
            "form": form,
            "differences": content.differences(base, revision.payload),
        }
        return TemplateResponse(request, "admin/initiatives/revision/decide.html", context)

    def decide(self, request, revision, decided):
        if decided["verdict"] == "publish":
            initiative = moderation.publish(revision, by=request.user, comment=decided["comment"])
            link = format_html('<a href="{}">{}</a>', initiative.get_absolute_url(), initiative)
            messages.success(request, format_html(_("{} is published, and the author is told."), link))
        else:
            moderation.send_back(revision, by=request.user, comment=decided["comment"])
            messages.success(request, _("Returned with your comment, and the author is told."))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Initiative)
class InitiativeAdmin(ReadOnlyMixin, SpreadsheetAdmin):
    """Published content is read here; it changes by proposals and by import, and is taken away by archiving."""

    resource_classes = [InitiativeResource]
    list_display = ["title", "phase", "state", "start", "end", "changed_at"]
    list_filter = ["state", "phase", "kraftsamlingar", "by_editors"]
    search_fields = ["search_text"]
    change_form_template = "admin/initiatives/initiative/change.html"

    def get_urls(self):
        archive = self.admin_site.admin_view(self.archive_view)
        return [path("<int:pk>/archive/", archive, name="initiatives_initiative_archive"), *super().get_urls()]

    def archive_view(self, request, pk):
        return _archive(request, self, pk)

    def has_import_permission(self, request):
        return request.user.can_moderate


@require_POST
def _archive(request, model_admin, pk):
    if not request.user.can_moderate:
        raise PermissionDenied
    initiative = get_object_or_404(Initiative, pk=pk)
    form = ArchiveForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["comment"][0])
        return redirect(reverse("admin:initiatives_initiative_change", args=[pk]))
    try:
        moderation.archive(initiative, by=request.user, comment=form.cleaned_data["comment"])
    except moderation.StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(title)s is archived and no longer public.") % {"title": initiative})
    return redirect(reverse("admin:initiatives_initiative_change", args=[pk]))


class ActorNameInline(admin.StackedInline):
    model = ActorName
    extra = 1


class MembershipInline(admin.StackedInline):
    model = Membership
    extra = 1


@admin.register(Actor)
class ActorAdmin(SpreadsheetAdmin):
    resource_classes = [ActorResource]
    list_display = ["name", "kind", "is_trusted"]
    list_filter = ["kind", "is_trusted"]
    search_fields = ["name", "other_names__name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ActorNameInline, MembershipInline]


@admin.register(MembershipRequest)
class MembershipRequestAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Who asks to join: here the region decides on organisations that are proposed, and where nobody else does."""

    list_display = ["__str__", "email", "proposed_kind", "proposed_website", "text", "asked_at", "is_accepted"]
    list_filter = [("decided_at", admin.EmptyFieldListFilter), ("actor", admin.EmptyFieldListFilter)]
    list_select_related = ["actor", "user"]
    actions = ["accept", "decline"]

    @admin.display(description=gettext_lazy("e-mail address"))
    def email(self, asked):
        return asked.user.email

    def _decide(self, request, queryset, step):
        for asked in queryset:
            try:
                step(asked)
            except moderation.StepRefused as refused:
                messages.error(request, f"{asked}: {refused}")
            else:
                messages.success(request, _("%(person)s is told.") % {"person": asked.user})

    @admin.action(description=gettext_lazy("Let in; an organisation that is new is taken up"))
    def accept(self, request, queryset):
        self._decide(request, queryset, lambda asked: joining.accept(asked, by=request.user))

    @admin.action(description=gettext_lazy("Say no"))
    def decline(self, request, queryset):
        self._decide(request, queryset, lambda asked: joining.decide(asked, accept=False, by=request.user))


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["on", "kind", "text", "initiative", "actor", "hidden_at"]
    list_filter = ["kind", ("hidden_at", admin.EmptyFieldListFilter)]
    search_fields = ["text", "initiative__title"]
    list_select_related = ["initiative", "actor"]
    actions = ["hide"]

    @admin.action(description=gettext_lazy("Hide the chosen news"))
    def hide(self, request, queryset):
        for entry in queryset.filter(hidden_at=None):
            moderation.hide_news(entry, by=request.user)


@admin.register(Result)
class ResultAdmin(RecordedAdmin):
    list_display = ["title_sv", "kraftsamling", "on", "now_on"]
    list_filter = ["kraftsamling"]


@admin.register(Response)
class ResponseAdmin(RecordedAdmin):
    list_display = ["indicator", "stance", "actor", "said_on", "decided_by"]
    list_filter = ["stance"]

    def save_model(self, request, obj, form, change):
        obj.by = obj.by or request.user
        super().save_model(request, obj, form, change)


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["initiative", "indicator", "aim", "origin"]
    list_filter = ["origin", "indicator"]
    list_select_related = ["initiative", "indicator"]
