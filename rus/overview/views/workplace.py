"""Pages for one's own eyes: the coordinators' before the forum, and what is kept about a person."""

from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from indicators.models import Indicator
from initiatives.models import Actor
from rus.htmx import render_page
from rus.overview import forum, headlines, needs, summary
from rus.overview import my_data as my_data_of
from rus.overview.forms import HeadlineForm
from rus.overview.models import Headline
from rus.strategy.context import strategy_or_404
from rus.strategy.models import Kraftsamling

# The coordinators' page before the forum


@require_http_methods(["GET", "HEAD", "POST"])
def before_forum(request):
    if not request.user.can_moderate:
        raise PermissionDenied
    strategy = strategy_or_404(request)
    if request.method == "POST":
        count = forum.remind(strategy)
        messages.success(request, ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.",
                                           count) % {"count": count})  # fmt: skip
        return redirect("overview:before_forum")
    context = {**admin.site.each_context(request), "title": _("Before the forum"), "strategy": strategy}
    return render(request, "admin/before_forum.html", context | forum.picture(strategy))


@require_http_methods(["GET", "HEAD", "POST"])
def word_headlines(request):
    """The three sentences on top of the overview: what the data says, and the coordinators' own words for it."""
    if not request.user.can_moderate:
        raise PermissionDenied
    strategy = strategy_or_404(request)
    indicators = list(Indicator.objects.judged().for_list(strategy.county))
    parts = summary.sum_up(Kraftsamling.objects.filter(strategy=strategy), indicators, strategy.county)
    leads = {lead.kind.value: lead for lead in headlines.propose(needs.list_needs(indicators), parts)}
    approved = {one.kind: one for one in Headline.objects.filter(strategy=strategy).select_related("indicator", "by")}
    judged = {one.pk: one.judgements[0] for one in indicators if one.judgements}
    chosen = request.POST.get("kind") if request.method == "POST" else None
    rows = []
    for kind in Headline.Kind:
        lead, headline = leads.get(kind.value), approved.get(kind.value)
        bound = request.POST if chosen == kind.value and request.POST.get("act") == "approve" else None
        proposed = headlines.in_both_languages(lead) if lead else {}
        kept = {"text_sv": headline.text_sv, "text_en": headline.text_en} if headline else proposed
        form = HeadlineForm(bound, initial=kept, auto_id=f"{kind.value}_%s")
        if bound and lead and form.is_valid():
            headlines.approve(strategy, kind.value, lead.assessment, by=request.user, **form.cleaned_data)
            messages.success(request, _("The sentence stands on the overview."))
            return redirect("overview:headlines")
        if chosen == kind.value and request.POST.get("act") == "drop" and headline:
            headlines.drop(headline, by=request.user)
            messages.success(request, _("The sentence that follows from the data stands there again."))
            return redirect("overview:headlines")
        changed = bool(headline) and headlines.has_changed(headline, judged.get(headline.indicator_id))
        rows.append({"kind": kind, "lead": lead, "headline": headline, "form": form, "proposed": proposed,
                     "changed": changed, "now": judged.get(headline.indicator_id) if headline else None})  # fmt: skip
    context = {**admin.site.each_context(request), "title": _("The sentences on the overview"), "rows": rows}
    return render(request, "admin/headlines.html", context)


# What is kept about a person


@login_required
@require_safe
def my_data(request):
    about = my_data_of.gather(request.user)
    plain = {name: value for name, value in about.items() if not isinstance(value, list)}
    lists = {name: value for name, value in about.items() if isinstance(value, list)}
    return render_page(request, "overview/my_data.html", {"plain": plain, "lists": lists})


@login_required
@require_safe
def download_my_data(request):
    answer = JsonResponse(my_data_of.gather(request.user), encoder=my_data_of.Encoder,
                          json_dumps_params={"ensure_ascii": False, "indent": 2})  # fmt: skip
    answer["Content-Disposition"] = 'attachment; filename="mina-uppgifter.json"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request):
    """Deleted for good when the person has written the own address, so that a slip of the hand deletes nobody."""
    alone = Actor.objects.administered_alone_by(request.user)
    wrong = False
    if request.method == "POST":
        if request.POST.get("email", "").strip().casefold() == request.user.email.casefold():
            user = request.user
            logout(request)
            my_data_of.delete(user)
            messages.success(request, _("Your account is deleted."))
            return redirect("overview:home")
        wrong = True
    return render_page(request, "overview/delete_account.html", {"alone": alone, "wrong": wrong})
