"""A coordinator decides from the public pages, by the same form as in the admin."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives import comparing, content, deciding, moderation
from initiatives.forms import ArchiveForm, DecisionForm
from initiatives.models import Initiative, Revision
from rus.htmx import render_page, render_problem


def _coordinators_only(request):
    if not request.user.can_moderate:
        raise Http404


def decide_by_form(request, revision, decided):
    """Decide as the form says, and tell what became of it."""
    publishes = decided["verdict"] == "publish"
    try:
        revision = deciding.decide(
            revision, by=request.user, publishes=publishes,
            comment=decided["comment"], field_comments=decided["field_comments"],
        )  # fmt: skip
    except (moderation.StepRefused, content.UnknownKey) as refused:
        messages.error(request, str(refused))
        return
    if not publishes:
        messages.success(request, _("Returned with your comment. The author is told in half an hour."))
        return
    initiative = Revision.objects.select_related("initiative").get(pk=revision.pk).initiative
    link = format_html('<a href="{}">{}</a>', initiative.get_absolute_url(), initiative)
    messages.success(request, format_html(_("{} is published. The author is told in half an hour."), link))


@login_required
@require_POST
def decide(request, token):
    _coordinators_only(request)
    found = Revision.objects.select_related("actor", "author", "initiative", "base_version")
    revision = get_object_or_404(found, token=token, submitted_at__isnull=False)
    compared = comparing.compare(revision.base, revision.current, revision.payload)
    form = DecisionForm(request.POST, differences=compared.differences)
    if not form.is_valid():
        context = {"revision": revision, "form": form, "conflicts": compared.conflicts,
                   "differences": compared.differences}  # fmt: skip
        return render_page(request, "initiatives/revision.html", context)
    decide_by_form(request, revision, form.cleaned_data)
    return redirect(revision)


@login_required
@require_POST
def undo(request, token):
    _coordinators_only(request)
    revision = get_object_or_404(Revision.objects.select_related("decision"), token=token, decision__isnull=False)
    try:
        deciding.undo(revision.decision, by=request.user)
    except moderation.StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The decision is taken back, and no letter is sent. It waits in the queue again."))
    return redirect(revision)


@login_required
@require_POST
def take_down(request, slug):
    """Away from the public pages at once."""
    _coordinators_only(request)
    initiative = get_object_or_404(Initiative, slug=slug)
    form = ArchiveForm(request.POST)
    if not form.is_valid():
        return render_problem(request, form.errors["comment"][0])
    try:
        moderation.archive(initiative, by=request.user, comment=form.cleaned_data["comment"])
    except moderation.StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(title)s is archived and no longer public.") % {"title": initiative})
    return redirect(initiative)
