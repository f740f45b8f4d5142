"""A new initiative, or a change of one: three steps on one revision, and what becomes of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import comparing, content, deciding, moderation
from initiatives.forms import (
    ClosingForm,
    ConnectionForm,
    ContributionFormSet,
    DecisionForm,
    EssentialsForm,
    FundingFormSet,
    SimilarForm,
    SuggestionsForm,
)
from initiatives.models import (
    Actor,
    Contribution,
    Initiative,
    Revision,
)
from initiatives.similar import similar_to
from rus.htmx import render_page, render_problem
from rus.strategy.context import current_strategy


def _actors_for(user):
    """Whose name the user tells in: the own organisations', and for a coordinator without any, every one."""
    own = Actor.objects.of(user)
    return own if own.exists() else Actor.objects.told_for_by(user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    actors_for = _actors_for(request.user)
    strategy = current_strategy(request)
    if strategy is None or not actors_for.exists():
        return render_page(request, "initiatives/no_actor.html")
    form = EssentialsForm(request.POST or None, actors=actors_for, strategy=strategy)
    if request.method == "POST":
        if request.htmx.trigger_name == "autosave" or request.POST.get("save") == "draft":
            return _keep_new(request, form, actors_for)
        if form.is_valid():
            revision = moderation.start(actor=form.cleaned_data["actor"], by=request.user, payload=form.payload())
            return redirect("initiatives:connect", revision.token)
    return render_page(request, "initiatives/essentials.html", {"form": form, "step": 1, "revision": None})


def _keep_new(request, form, actors_for):
    """The first thing typed makes a draft, whose address the page takes over."""
    typed = form.typed()
    if not any(typed[name] for name in ("title", "challenge")):
        return HttpResponse(status=204)
    chosen = actors_for.filter(slug=request.POST.get("actor", "")).first() or actors_for.first()
    revision = moderation.start(actor=chosen, by=request.user, payload={**content.EMPTY, **typed})
    if not request.htmx:
        messages.success(request, _("The draft is saved. It waits for you under Tell."))
        return redirect("initiatives:tell")
    response = render_page(request, "initiatives/saved.html", {"revision": revision, "adopt": True})
    response["HX-Replace-Url"] = revision.get_absolute_url()
    return response


@login_required
@require_POST
def change(request, slug):
    """Begin a proposal to change a published initiative, or go on with the one begun."""
    initiative = get_object_or_404(Initiative.objects.editable_by(request.user), slug=slug)
    return redirect(_begin(request, initiative))


def _begin(request, initiative):
    begun = Revision.objects.editable_by(request.user).filter(initiative=initiative, author=request.user).first()
    if begun is None:
        lead = initiative.partnerships.filter(role="lead").select_related("actor").first()
        own = Actor.objects.of(request.user).filter(partnerships__initiative=initiative).first()
        on_behalf_of = own or (lead.actor if lead else None) or _actors_for(request.user).first()
        begun = moderation.start(actor=on_behalf_of, by=request.user, initiative=initiative)
    return begun


@login_required
@require_POST
def restore(request, slug, number):
    """A draft that says again what an earlier version said; it goes the way of every proposal."""
    initiative = get_object_or_404(Initiative.objects.editable_by(request.user), slug=slug)
    version = get_object_or_404(initiative.versions, number=number)
    begun = _begin(request, initiative)
    moderation.save(begun, content.complete(version.content))
    return redirect("initiatives:review", begun.token)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request, slug):
    """How it ended: what was promised, what came of it, how do you know, what did you learn. Goes on as a proposal."""
    initiative = get_object_or_404(Initiative.objects.editable_by(request.user), slug=slug)
    form = ClosingForm(request.POST or None, initial={"promised": initiative.challenge})
    if request.method == "POST" and form.is_valid():
        begun = _begin(request, initiative)
        moderation.save(begun, form.payload())
        messages.success(request, _("What you wrote is saved in a proposal. Read it through and send it."))
        return redirect("initiatives:review", begun.token)
    return render_page(request, "initiatives/close.html", {"initiative": initiative, "form": form})


@login_required
@require_POST
def take_over(request, slug):
    """Det här är vårt: an initiative that the editors entered becomes the organisation's own, read through first."""
    initiative = get_object_or_404(Initiative.objects.claimable_by(request.user), slug=slug)
    return redirect(moderation.take_over(initiative, by=request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revision(request, token):
    """Step 1 of a draft; what is no longer a draft is shown as it stands."""
    one = get_object_or_404(
        Revision.objects.visible_to(request.user).select_related(
            "actor", "author", "initiative", "base_version", "parent__decision", "decision__by", "looked_at_by"
        ),
        token=token,
    )
    if not Revision.objects.editable_by(request.user).filter(pk=one.pk).exists():
        return _show_revision(request, one)
    actors_for = Actor.objects.filter(pk=one.actor_id)
    form = EssentialsForm(
        request.POST or None,
        actors=actors_for,
        strategy=current_strategy(request),
        initial=EssentialsForm.initial_from(content.complete(one.payload)),
    )
    _put_remarks(form, one)
    if request.method == "POST":
        if request.htmx.trigger_name == "autosave" or request.POST.get("save") == "draft":
            return _keep(request, one, form.typed())
        if form.is_valid():
            changes = form.payload()
            if one.initiative:
                changes.pop("phase")
            return _save(request, one, changes) or redirect("initiatives:connect", one.token)
    return render_page(request, "initiatives/essentials.html", {"form": form, "step": 1, "revision": one})


def _put_remarks(form, revision):
    """What the coordinator wrote on single fields stands beside them."""
    for field, text in revision.field_comments.items():
        name = "partners" if field == "partnerships" else field
        if name in form.fields:
            form.fields[name].remark = text


def _save(request, one, changes):
    """Save; the page in which one picks field by field, when somebody else has saved meanwhile, else None."""
    theirs = [key for key in content.PARTS if request.POST.get(f"pick_{key}") == "theirs"]
    changes = {
        key: value for key, value in changes.items() if key not in {k for one in theirs for k in content.PARTS[one]}
    }
    try:
        moderation.save(one, changes, seen=request.POST.get("seen", ""))
    except moderation.StepRefused as refused:
        return render_problem(request, str(refused), status=409)
    except moderation.ChangedMeanwhile as changed:
        stored = content.complete(changed.revision.payload)
        typed = [(name, value) for name, values in request.POST.lists() for value in values
                 if name not in ("csrfmiddlewaretoken", "seen")]  # fmt: skip
        context = {
            "revision": changed.revision,
            "rows": comparing.differences(stored, stored | changes),
            "typed": typed,
        }
        return render_page(request, "initiatives/both.html", context, status=409)
    return None


def _keep(request, one, typed):
    if not request.htmx:
        problem = _save(request, one, typed)
        if problem:
            return problem
        messages.success(request, _("The draft is saved. It waits for you under Tell."))
        return redirect("initiatives:tell")
    context = {"revision": one, "adopt": False}
    try:
        context["revision"] = moderation.save(one, typed, seen=request.POST.get("seen", ""))
    except moderation.StepRefused as refused:
        return render_problem(request, str(refused), status=409)
    except moderation.ChangedMeanwhile:
        context["changed"] = True
    return render_page(request, "initiatives/saved.html", context)


def _show_revision(request, one):
    decides = request.user.can_moderate and one.state == Revision.State.SUBMITTED
    if not decides:
        answers = Revision.objects.accepted_by_lead(request.user).filter(pk=one.pk).exists()
        context = {
            "revision": one,
            "differences": comparing.differences(one.base, one.payload),
            "answers_as_lead": answers,
            "is_own": one.actor.members.filter(pk=request.user.pk).exists(),
        }
        return render_page(request, "initiatives/revision.html", context)
    compared = comparing.compare(one.base, one.current, one.payload)
    context = {
        "revision": one,
        "form": DecisionForm(differences=compared.differences),
        "conflicts": compared.conflicts,
        "differences": compared.differences,
        "other_reader": deciding.open_for_reading(one, by=request.user),
    }
    return render_page(request, "initiatives/revision.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request, token):
    """Step 2: the link to the strategy. Everything may be skipped."""
    found = Revision.objects.editable_by(request.user).select_related("actor", "parent__decision")
    one = get_object_or_404(found, token=token)
    strategy = current_strategy(request)
    payload = content.complete(one.payload)
    own = Contribution.Origin.ORGANISATION
    initial = [row for row in payload["contributions"] if row["origin"] == own]
    suggestions = SuggestionsForm(
        request.POST or None, suggested=[row for row in payload["contributions"] if row["origin"] != own]
    )
    form = ConnectionForm(request.POST or None, strategy=strategy, initial=ConnectionForm.initial_from(payload))
    contributions = ContributionFormSet(
        request.POST or None, prefix="paverkan", initial=initial, form_kwargs={"strategy": strategy}
    )
    funding = FundingFormSet(request.POST or None, prefix="pengar", initial=payload["funding"])
    _put_remarks(form, one)
    contributions.remark = one.field_comments.get("contributions", "")
    funding.remark = one.field_comments.get("funding", "")
    if request.method == "POST" and all(part.is_valid() for part in (form, contributions, suggestions, funding)):
        said = contributions.payload()
        named = {row["indicator"] for row in said}
        suggested = [row for row in suggestions.payload() if row["indicator"] not in named]
        changes = {"contributions": said + suggested, "funding": funding.payload()}
        problem = _save(request, one, form.payload(payload) | changes)
        if problem:
            return problem
        if request.POST.get("save") == "more":
            return redirect(f"{reverse('initiatives:connect', args=[one.token])}#paverkan")
        if request.POST.get("save") == "money":
            return redirect(f"{reverse('initiatives:connect', args=[one.token])}#pengar")
        if request.POST.get("save") == "draft":
            messages.success(request, _("The draft is saved. It waits for you under Tell."))
            return redirect("initiatives:tell")
        return redirect("initiatives:review", one.token)
    context = {
        "form": form,
        "contributions": contributions,
        "suggestions": suggestions,
        "funding": funding,
        "step": 2,
        "revision": one,
        "names": Actor.objects.values_list("name", flat=True),
    }
    return render_page(request, "initiatives/connect.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, token):
    """Step 3: read through and send."""
    found = Revision.objects.editable_by(request.user).select_related("actor", "initiative", "base_version")
    one = get_object_or_404(found, token=token)
    payload = content.complete(one.payload)
    missing = [name for name in content.NEEDED if not payload[name]]
    if request.method == "POST" and not missing:
        try:
            moderation.submit(one, by=request.user)
        except moderation.StepRefused as refused:
            return render_problem(request, str(refused), status=409)
        return redirect("initiatives:receipt", one.token)
    context = {
        "revision": one,
        "differences": comparing.differences(one.base, payload),
        "missing": [content.LABELS[name] for name in missing],
        "both_changed": _both_changed(one),
        "step": 3,
    }
    return render_page(request, "initiatives/review.html", context)


def _both_changed(one):
    """What has been published since the draft was begun, in the fields that it changes too."""
    conflicts = content.conflicts(one.base, one.current, one.payload)
    return (
        [row for row in comparing.differences(one.current, one.payload) if row.field in conflicts] if conflicts else []
    )


@login_required
@require_POST
def catch_up(request, token):
    """Pick, of the fields that somebody else has had published meanwhile, whose words the draft should have."""
    one = get_object_or_404(Revision.objects.editable_by(request.user), token=token)
    theirs = [field for field in content.PARTS if request.POST.get(f"pick_{field}") == "theirs"]
    moderation.catch_up(one, theirs=theirs)
    return redirect("initiatives:review", one.token)


@login_required
@require_safe
def receipt(request, token):
    one = get_object_or_404(
        Revision.objects.visible_to(request.user).select_related("actor", "initiative"), token=token
    )
    return render_page(request, "initiatives/receipt.html", {"revision": one})


@login_required
@require_POST
def withdraw(request, token):
    one = get_object_or_404(Revision.objects.visible_to(request.user), token=token)
    try:
        moderation.withdraw(one, by=request.user)
    except moderation.StepRefused as refused:
        return render_problem(request, str(refused), status=409)
    messages.success(request, _("“%(title)s” is withdrawn.") % {"title": one})
    return redirect("initiatives:mine")


@login_required
@require_safe
def similar(request):
    form = SimilarForm(request.GET)
    found = similar_to(form.cleaned_data["title"]) if form.is_valid() else []
    return render_page(request, "initiatives/similar.html", {"similar": found})
