"""Where series are fetched from, how it went, and what of it an analyst should look at."""

from itertools import islice

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_celery_beat import admin as _their_admin  # noqa: F401 (registers before it is taken back below)
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from django_htmx.http import HttpResponseClientRefresh

from indicators import quality, updating
from indicators.admin.curating import JudgedMixin
from indicators.forms import FindForm, PickForm
from indicators.models import BreakdownCode, Observation, Series, Source, UpdateRun
from indicators.sources.errors import SourceError
from rus.history.admin import ReadOnlyMixin
from rus.history.models import Change
from rus.history.recording import record
from rus.places.models import Geography
from rus.strategy.admin import RecordedAdmin

FIRST_VALUES = 24


class BreakdownCodeInline(admin.TabularInline):
    model = BreakdownCode
    extra = 1


@admin.register(Source)
class SourceAdmin(RecordedAdmin):
    list_display = ["name", "kind", "base_url"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [BreakdownCodeInline]
    change_form_template = "admin/indicators/source/change.html"

    def get_urls(self):
        def view(inner):
            return self.admin_site.admin_view(inner)

        return [
            path("<int:pk>/find/", view(self.find_view), name="indicators_source_find"),
            path("<int:pk>/pick/", view(self.pick_view), name="indicators_source_pick"),
            *super().get_urls(),
        ]

    def find_view(self, request, pk):
        """Search the source's catalogue, or walk its folders."""
        source = self._source(request, pk)
        form = FindForm(request.GET)
        form.is_valid()
        provider = updating.open_provider(source, attempts=2)
        words, folder = form.cleaned_data.get("q", ""), form.cleaned_data.get("folder", "")
        found, problem = [], ""
        if words or provider.has_folders:
            try:
                found = provider.search(words, folder)
            except SourceError as error:
                problem = str(error)
        context = {
            "source": source, "form": form, "words": words, "folder": folder, "parent": folder.rpartition("/")[0],
            "found": found, "problem": problem, "has_folders": provider.has_folders, "searched": bool(words or folder),
        }  # fmt: skip
        return self._page(request, "find", _("Look in %(source)s") % {"source": source}, context)

    def pick_view(self, request, pk):
        """A measure or table: choose among its variables, see the first values, and save it as a series."""
        source = self._source(request, pk)
        key = request.GET.get("key", "")[:300]
        provider = updating.open_provider(source, attempts=2)
        context = {"source": source, "key": key}
        try:
            description = provider.describe(key)
        except SourceError as error:
            context["problem"] = str(error)
            return self._page(request, "pick", key, context)
        looking = None if request.method == "POST" else request.GET
        form = PickForm(request.POST if looking is None else None, looking, source=source, description=description)
        context |= {"form": form, "description": description}
        if request.method == "POST" and form.is_valid():
            series = form.save()
            record(series, Change.Verb.ADDED, request.user)
            run = updating.ask(series, UpdateRun.Origin.PERSON, by=request.user)
            updating.enqueue(run)
            return redirect("admin:indicators_updaterun_change", run.pk)
        if request.method == "GET" and "look" in request.GET:
            context |= self._first_values(form, provider)
        return self._page(request, "pick", description.title, context)

    def _first_values(self, form, provider):
        series = form.unsaved_series()
        try:
            answer = provider.fetch(updating.make_query(series, latest=2))
            values = list(islice(answer.values, FIRST_VALUES))
            names = dict(Geography.objects.filter(code__in={one.place for one in values}).values_list("code", "name"))
            named = [(names.get(one.place, one.place), one) for one in values]
            return {"looked": True, "measure": answer.measure, "values": named}
        except SourceError as error:
            return {"problem": str(error)}

    def _source(self, request, pk):
        if not request.user.can_moderate:
            raise PermissionDenied
        return get_object_or_404(Source, pk=pk)

    def _page(self, request, name, title, context):
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/indicators/source/{name}.html", frame | context)


@admin.register(Series)
class SeriesAdmin(JudgedMixin, RecordedAdmin):
    list_display = ["name_sv", "indicator", "source", "fetched_at", "next_update_at"]
    list_filter = ["is_primary", "source"]
    search_fields = ["name_sv", "slug", "source_key", "indicator__name_sv"]
    list_select_related = ["indicator", "source"]
    actions = ["fetch_now"]
    readonly_fields = ["measure", "fetched_at"]
    change_form_template = "admin/indicators/series/change.html"
    change_list_template = "admin/indicators/series/list.html"
    fieldsets = [
        (None, {"fields": ["indicator", "name_sv", "slug", "unit_sv", "is_primary", "is_supplement"]}),
        (gettext_lazy("Producer"), {"fields": ["provider", "external_id", "publication", "is_survey", "margin"]}),
        (gettext_lazy("Fetching"), {"fields": ["source", "source_key", "selection", "reach", "measure", "fetched_at"]}),
        (
            gettext_lazy("Pace"),
            {"fields": ["every_days", "next_update_at", "interval_months", "delay_months"]},
        ),
        (gettext_lazy("In English"), {"fields": ["name_en", "unit_en"]}),
    ]

    def get_urls(self):
        def view(inner):
            return self.admin_site.admin_view(inner)

        return [
            path("quality/", view(self.quality_view), name="indicators_series_quality"),
            path("<int:pk>/fetch/", view(self.fetch_view), name="indicators_series_fetch"),
            *super().get_urls(),
        ]

    def indicators_of(self, obj):
        return [obj.indicator]

    @admin.action(description=gettext_lazy("Fetch the chosen series now"))
    def fetch_now(self, request, queryset):
        followed = queryset.followed()
        for series in followed:
            updating.enqueue(updating.ask(series, UpdateRun.Origin.PERSON, by=request.user))
        left_out = queryset.count() - followed.count()
        if left_out:
            messages.warning(
                request, _("%(count)s of the chosen have no source to be fetched from.") % {"count": left_out}
            )
        return redirect("admin:indicators_updaterun_changelist")

    def fetch_view(self, request, pk):
        return _fetch_one(request, pk)

    def quality_view(self, request):
        if not request.user.can_moderate:
            raise PermissionDenied
        if request.method == "POST":
            seen = Observation.objects.filter(pk__in=request.POST.getlist("value"), is_questioned=True)
            count = quality.accept(seen)
            messages.success(
                request, _("Looked at: %(count)s. They are no longer shown as preliminary.") % {"count": count}
            )
            return redirect("admin:indicators_series_quality")
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": _("Quality of the statistics"),
            "late": quality.late_series(), "holes": quality.holes(), "questioned": quality.questioned(),
            "sums": quality.sums_that_differ(),
        }  # fmt: skip
        return TemplateResponse(request, "admin/indicators/series/quality.html", context)


@require_POST
def _fetch_one(request, pk):
    if not request.user.can_moderate:
        raise PermissionDenied
    series = get_object_or_404(Series.objects.followed(), pk=pk)
    run = updating.ask(series, UpdateRun.Origin.PERSON, by=request.user)
    updating.enqueue(run)
    return redirect("admin:indicators_updaterun_change", run.pk)


@admin.register(UpdateRun)
class UpdateRunAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """What came of each fetch; while one runs its page shows how far it has come."""

    list_display = ["series_name", "state", "sentence_shown", "asked_at"]
    list_filter = ["state", "origin", "series__source"]
    search_fields = ["series__name_sv", "series__slug"]
    list_select_related = ["series"]
    change_list_template = "admin/indicators/updaterun/list.html"

    @admin.display(description=gettext_lazy("series"), ordering="series__name_sv")
    def series_name(self, run):
        return run.series.name

    @admin.display(description=gettext_lazy("what came of it"))
    def sentence_shown(self, run):
        return run.sentence

    def get_urls(self):
        def view(inner):
            return self.admin_site.admin_view(inner)

        return [
            path("progress/", view(self.progress_view), name="indicators_updaterun_progress"),
            path("<int:pk>/decide/", view(self.decide_view), name="indicators_updaterun_decide"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not request.user.can_moderate:
            raise PermissionDenied
        pk = int(object_id) if object_id.isdecimal() else 0
        run = get_object_or_404(UpdateRun.objects.select_related("series__source", "asked_by"), pk=pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": run.series.name, "run": run}
        part = "_run" if request.htmx else "run"
        return TemplateResponse(request, f"admin/indicators/updaterun/{part}.html", context)

    def progress_view(self, request):
        """What is being fetched just now, asked for again and again by the list."""
        unfinished = UpdateRun.objects.filter(state__in=UpdateRun.UNFINISHED).select_related("series")
        if "again" in request.GET and not unfinished:
            return HttpResponseClientRefresh()
        return TemplateResponse(request, "admin/indicators/updaterun/_progress.html", {"runs": unfinished})

    def decide_view(self, request, pk):
        return _decide(request, pk)


@require_POST
def _decide(request, pk):
    if not request.user.can_moderate:
        raise PermissionDenied
    run = get_object_or_404(UpdateRun.objects.select_related("series"), pk=pk)
    try:
        if request.POST.get("verdict") == "confirm":
            updating.confirm(run, by=request.user)
            record(run.series, Change.Verb.CHANGED, request.user, comment=_("The held answer was stored."))
        else:
            updating.discard(run, by=request.user)
    except (updating.StepRefused, SourceError) as refused:
        messages.error(request, str(refused))
    return redirect(reverse("admin:indicators_updaterun_change", args=[pk]))


# The schedule: which task runs when. The tasks are the program's own; when they run is what may be changed.
admin.site.unregister([ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule])


@admin.register(PeriodicTask)
class ScheduleAdmin(admin.ModelAdmin):
    list_display = ["name", "enabled", "interval", "last_run_at"]
    list_select_related = ["interval"]
    fields = ["name", "enabled", "interval", "last_run_at"]
    readonly_fields = ["name", "last_run_at"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(IntervalSchedule)
class IntervalAdmin(admin.ModelAdmin):
    list_display = ["__str__"]
