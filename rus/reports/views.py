"""The presentation for the forum: made by anybody, as a job, and fetched as a PowerPoint."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from rus.htmx import render_page
from rus.reports import decks
from rus.reports.models import Deck
from rus.strategy.context import strategy_or_404

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@never_cache
@require_safe
def reports(request):
    strategy_or_404(request)
    language = get_language()
    done, begun = decks.latest(language), decks.unfinished(language)
    last = Deck.objects.filter(language=language).defer("file").first()
    context = {
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
    response = HttpResponse(bytes(done.file), content_type=POWERPOINT)
    day = timezone.localtime(done.ended_at).date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{strategy.slug}-{day}.pptx"'
    return response
