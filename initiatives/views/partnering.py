"""Partners: asking to join an initiative, answering those who ask, and the lead's word on what a partner proposes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives import moderation, partnering
from initiatives.forms import OfferForm, VerdictForm
from initiatives.models import Actor, Initiative, PartnerRequest, Revision
from rus.htmx import render_page, render_problem


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, slug):
    """Ask the lead to be let in as a partner, on behalf of one's organisation."""
    initiative = get_object_or_404(Initiative.objects.published(), slug=slug)
    own = Actor.objects.of(request.user)
    if not own.exists():
        return redirect("initiatives:find_actor")
    form = OfferForm(request.POST or None, actors=own)
    if request.method == "POST" and form.is_valid():
        try:
            partnering.offer(initiative, by=request.user, **form.cleaned_data)
        except moderation.StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("initiatives:offer", initiative.slug)
    context = {
        "initiative": initiative,
        "form": form,
        "waiting": initiative.partner_requests.open().filter(actor__in=own, kind="offered").select_related("actor"),
        "deciders": len(partnering.deciders_on(initiative)),
    }
    return render_page(request, "initiatives/offer.html", context)


@login_required
@require_POST
def answer_partner(request, pk):
    one = get_object_or_404(
        PartnerRequest.objects.decided_by(request.user).select_related("initiative", "actor", "by"), pk=pk
    )
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            partnering.answer(one, accept=form.cleaned_data["verdict"] == "accept", by=request.user)
        except moderation.StepRefused as refused:
            return render_problem(request, str(refused), status=409)
        messages.success(request, _("Your answer is kept, and those who asked are told."))
    return redirect("initiatives:mine")


@login_required
@require_POST
def answer_as_lead(request, token):
    """The lead says yes to what a partner proposes, or sends it back with a comment."""
    one = get_object_or_404(Revision.objects.accepted_by_lead(request.user), token=token)
    try:
        if request.POST.get("verdict") == "accept":
            moderation.accept_as_lead(one, by=request.user)
            messages.success(request, _("It goes on to the region."))
        else:
            moderation.send_back(one, by=request.user, comment=request.POST.get("comment", "")[:5000])
            messages.success(request, _("Sent back to the partner with your comment."))
    except moderation.StepRefused as refused:
        messages.error(request, str(refused))
        return redirect(one)
    return redirect("initiatives:mine")
