"""The presentation for the forum: made by anybody, as a job, and fetched as a PowerPoint."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from initiatives.moderation import StepRefused
from rus.htmx import render_page, render_problem
from rus.reports import decks
from rus.reports.forms import KeepForm
from rus.reports.models import Deck
from rus.strategy.context import strategy_or_404

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@never_cache
@require_safe
def reports(request):
    strategy_or_404(request)
    language = get_language()
    return _show(request, language, KeepForm())


def _show(request, language, form):
    done, begun = decks.latest(language), decks.unfinished(language)
    last = Deck.objects.filter(language=language).defer("file").first()
    context = {
        "form": form,
        "kept": decks.kept(language),
        "done": done,
        "begun": begun,
        "is_current": bool(done) and decks.is_current(done),
        "has_failed": last is not None and last.state == Deck.State.FAILED,
    }
    return render_page(request, "reports/list.html", context)


@never_cache
@require_safe
def progress(request):
    """How far the making has come; when it is over the whole page is shown anew."""
    strategy_or_404(request)
    begun = decks.unfinished(get_language())
    if begun is None:
        return HttpResponseClientRefresh() if request.htmx else redirect("reports:list")
    return render_page(request, "reports/progress.html", {"begun": begun})


@require_POST
def make_presentation(request):
    strategy_or_404(request)
    decks.ask(get_language())
    return redirect("reports:list")


@require_safe
def presentation(request):
    """The latest one that is done; the page that makes one where there is none."""
    strategy = strategy_or_404(request)
    done = Deck.objects.filter(language=get_language(), state=Deck.State.DONE).first()
    if done is None:
        messages.info(request, _("No presentation has been made yet. Make one here; it takes some seconds."))
        return redirect("reports:list")
    return _file(strategy, done)


@require_safe
def kept_presentation(request, pk):
    """One that is kept under a name, as it was made."""
    return _file(strategy_or_404(request), get_object_or_404(Deck.objects.exclude(name=""), pk=pk))


def _file(strategy, deck):
    response = HttpResponse(bytes(deck.file), content_type=POWERPOINT)
    day = timezone.localtime(deck.ended_at).date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{strategy.slug}-{day}.pptx"'
    return response


@login_required
@require_POST
def keep(request):
    """A coordinator gives the latest one a name."""
    strategy_or_404(request)
    language = get_language()
    deck, form = decks.latest(language), KeepForm(request.POST)
    if deck is None:
        messages.info(request, _("No presentation has been made yet. Make one here; it takes some seconds."))
        return redirect("reports:list")
    if not form.is_valid():
        return _show(request, language, form)
    try:
        decks.keep(deck, by=request.user, **form.cleaned_data)
    except StepRefused as refused:
        return render_problem(request, str(refused), status=403)
    messages.success(request, _("It is kept as “%(name)s”.") % {"name": deck.name})
    return redirect("reports:list")


@login_required
@require_POST
def let_go(request, pk):
    deck = get_object_or_404(Deck.objects.exclude(name="").defer("file"), pk=pk)
    name = deck.name
    try:
        decks.let_go(deck, by=request.user)
    except StepRefused as refused:
        return render_problem(request, str(refused), status=403)
    messages.success(request, _("“%(name)s” is no longer kept.") % {"name": name})
    return redirect("reports:list")
