"""The coordinators' workplace for action: the queue, the register, results and responses."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from indicators.admin import SpreadsheetAdmin
from initiatives import attaching, comparing, deciding, joining, merging, moderation
from initiatives.forms import ArchiveForm, DecisionForm
from initiatives.models import (
    Actor,
    ActorName,
    Attachment,
    CannedAnswer,
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
from initiatives.views.deciding import decide_by_form
from rus.history.admin import ReadOnlyMixin
from rus.strategy.admin import RecordedAdmin


class BulkDecisionForm(ActionForm):
    answer = forms.ModelChoiceField(
        CannedAnswer.objects.all(), label=gettext_lazy("Answer"), required=False, empty_label=gettext_lazy("No answer")
    )


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """The queue of what waits; opening a row shows old and new beside the decision."""

    list_display = ["title", "actor", "what", "state", "waited"]
    list_filter = ["state", "awaits_look", "awaits_lead"]
    preserve_filters = False  # a decision leads back to what waits
    search_fields = ["actor__name", "payload__title"]
    list_select_related = ["actor", "looked_at_by"]
    list_per_page = 20
    show_full_result_count = False
    ordering = ["submitted_at"]
    actions = ["publish_chosen", "return_chosen", "looked_at_chosen"]
    action_form = BulkDecisionForm

    def get_queryset(self, request):
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET" and not request.GET:
            return redirect(f"{request.path}?state__exact={Revision.State.SUBMITTED.value}")
        return super().changelist_view(request, {"title": _("What waits and what has been decided")})

    def get_list_display(self, request):
        @admin.display(description=_("being read by"))
        def being_read(revision):
            waits = revision.state == Revision.State.SUBMITTED
            return (waits and revision.being_read_by(request.user)) or ""

        return [*self.list_display, being_read]

    def action_checkbox(self, revision):
        """As Django's, without a template of its own for each row of a long queue."""
        label = _("Choose “%(title)s”") % {"title": revision}
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME, revision.pk, label,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("initiative"))
    def title(self, revision):
        return str(revision)

    @admin.display(description=gettext_lazy("what"))
    def what(self, revision):
        return _("change") if revision.initiative_id else _("new")

    @admin.display(description=gettext_lazy("waited"), ordering="submitted_at")
    def waited(self, revision):
        if revision.state != Revision.State.SUBMITTED:
            return date_format(timezone.localtime(revision.submitted_at), "j F Y")
        days = revision.waited_days
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("since today")

    def _decide_chosen(self, request, queryset, **how):
        chosen = queryset.filter(state=Revision.State.SUBMITTED)
        outcome = deciding.decide_many(list(chosen), by=request.user, **how)
        for refused in outcome.refused:
            messages.error(request, refused)
        messages.success(
            request, ngettext("%(count)s decided.", "%(count)s decided.", outcome.done) % {"count": outcome.done}
        )

    @admin.action(description=gettext_lazy("Publish the chosen"))
    def publish_chosen(self, request, queryset):
        self._decide_chosen(request, queryset, publishes=True)

    @admin.action(description=gettext_lazy("Return the chosen with the answer"))
    def return_chosen(self, request, queryset):
        answer = CannedAnswer.objects.filter(pk=request.POST.get("answer") or 0).first()
        if answer is None:
            messages.error(request, _("Choose which answer the authors should get."))
            return
        self._decide_chosen(request, queryset, publishes=False, comment=answer.text)

    @admin.action(description=gettext_lazy("Mark the chosen as looked at"))
    def looked_at_chosen(self, request, queryset):
        for revision in queryset.filter(awaits_look=True):
            deciding.mark_looked_at(revision, by=request.user)

    def get_urls(self):
        undo = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", undo, name="initiatives_revision_undo"), *super().get_urls()]

    def undo_view(self, request, pk):
        return _undo(request, pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not request.user.can_moderate:
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        found = self.get_queryset(request).select_related(
            "actor", "author", "initiative", "base_version", "decision__by", "looked_at_by"
        )
        revision = get_object_or_404(found, pk=object_id)
        compared = comparing.compare(revision.base, revision.current, revision.payload)
        form = DecisionForm(request.POST or None, differences=compared.differences)
        if request.method == "POST" and form.is_valid():
            decide_by_form(request, revision, form.cleaned_data)
            return redirect("admin:initiatives_revision_changelist")
        waits = revision.state == Revision.State.SUBMITTED
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(revision),
            "revision": revision,
            "form": form,
            "conflicts": compared.conflicts,
            # What has been decided is shown as it was decided on, not beside what it has become since.
            "rows": form.rows
            if waits
            else [(one, None) for one in comparing.differences(revision.base, revision.payload)],
            "other_reader": deciding.open_for_reading(revision, by=request.user),
        }
        return TemplateResponse(request, "admin/initiatives/revision/decide.html", context)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@require_POST
def _undo(request, pk):
    if not request.user.can_moderate:
        raise PermissionDenied
    revision = get_object_or_404(Revision.objects.select_related("decision"), pk=pk, decision__isnull=False)
    try:
        deciding.undo(revision.decision, by=request.user)
    except moderation.StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The decision is taken back, and no letter is sent. It waits in the queue again."))
    return redirect("admin:initiatives_revision_change", pk)


@admin.register(CannedAnswer)
class CannedAnswerAdmin(admin.ModelAdmin):
    list_display = ["name", "text"]


@admin.register(Initiative)
class InitiativeAdmin(ReadOnlyMixin, SpreadsheetAdmin):
    """Published content is read here; it changes by proposals and by import, and is taken away by archiving."""

    resource_classes = [InitiativeResource]
    list_display = ["title", "phase", "state", "start", "end", "changed_at"]
    list_filter = ["state", "phase", "kraftsamlingar", "by_editors"]
    search_fields = ["search_text"]
    change_form_template = "admin/initiatives/initiative/change.html"
    actions = ["merge_chosen"]

    @admin.action(description=gettext_lazy("Merge the two chosen: the older one stays"))
    def merge_chosen(self, request, queryset):
        _merge(request, queryset.order_by("published_at", "pk"), merging.merge_initiatives)

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


def _merge(request, queryset, merge):
    chosen = list(queryset[:3])
    if len(chosen) != 2:
        messages.error(request, _("Choose exactly two."))
        return
    keep, double = chosen
    name = str(double)
    try:
        merge(keep, double, by=request.user)
    except moderation.StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("“%(double)s” is now “%(keep)s”.") % {"double": name, "keep": keep})


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
    actions = ["merge_chosen"]

    @admin.action(description=gettext_lazy("Merge the two chosen: the one with most initiatives stays"))
    def merge_chosen(self, request, queryset):
        _merge(request, queryset.for_list().order_by("-initiative_count", "pk"), merging.merge_actors)


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
    actions = ["hide", "pick"]

    @admin.action(description=gettext_lazy("Make a result of the chosen one"))
    def pick(self, request, queryset):
        entry = queryset.first()
        if queryset.count() != 1 or entry is None:
            messages.error(request, _("Choose exactly one."))
            return None
        try:
            result = moderation.pick_result(entry, by=request.user)
        except moderation.StepRefused as refused:
            messages.error(request, str(refused))
            return None
        messages.success(request, _("Write the result as it should be read, and save."))
        return redirect("admin:initiatives_result_change", result.pk)

    @admin.action(description=gettext_lazy("Hide the chosen news"))
    def hide(self, request, queryset):
        for entry in queryset.filter(hidden_at=None):
            moderation.hide_news(entry, by=request.user)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Documents and pictures wait here for a look."""

    list_display = ["title", "link", "kind", "initiative", "actor", "added_at", "looked_at", "hidden_at"]
    list_filter = [("looked_at", admin.EmptyFieldListFilter), "kind", ("hidden_at", admin.EmptyFieldListFilter)]
    list_select_related = ["initiative", "actor"]
    actions = ["show", "hide"]

    @admin.display(description=gettext_lazy("open it"))
    def link(self, one):
        return format_html('<a href="{}" rel="noopener">{}</a>', one.get_absolute_url(), one.file_name or one.url)

    @admin.action(description=gettext_lazy("Looked at: show the chosen to everyone"))
    def show(self, request, queryset):
        for one in queryset:
            attaching.show(one, by=request.user)

    @admin.action(description=gettext_lazy("Hide the chosen"))
    def hide(self, request, queryset):
        for one in queryset.filter(hidden_at=None):
            attaching.hide(one, by=request.user)


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
