from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Actor
from initiatives.moderation import StepRefused
from rus.dialogue import remarks, talking
from rus.dialogue.forms import AnswerForm, OnBehalfForm, RemarkForm
from rus.dialogue.models import Answer, Question, Support
from rus.htmx import render_page, render_problem
from rus.strategy.context import current_strategy

PAGE_SIZE = 15


@require_safe
def questions(request):
    """Open questions first; closed ones stay readable."""
    told = Q(answers__hidden_at=None, answers__replies_to=None)
    found = (
        Question.objects.filter(strategy=current_strategy(request))
        .select_related("kraftsamling", "indicator")
        .annotate(answer_count=Count("answers", filter=told))
        .order_by("-is_open", "position", "pk")
    )
    return render_page(request, "dialogue/questions.html", {"questions": found})


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, slug):
    """A question with its answers, and what became of them. Answering is for members of an organisation."""
    one = get_object_or_404(
        Question.objects.select_related("kraftsamling", "indicator"), strategy=current_strategy(request), slug=slug
    )
    own = Actor.objects.of(request.user)
    data = request.POST if request.method == "POST" else None
    if data is not None and not own:
        return render_problem(request, _("Only members of an organisation answer."), status=403)
    is_reply = bool(data and data.get("replies_to"))
    answering = AnswerForm(None if is_reply else data, actors=own, question=one)
    replying = AnswerForm(
        data if is_reply else None, actors=own, question=one, auto_id="reply_%s",
        initial={"replies_to": request.GET.get("svara")},
    )  # fmt: skip
    form = replying if is_reply else answering
    if form.is_valid():
        try:
            said = talking.answer(one, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Everyone can read what you said now."))
            return redirect(said)
    return _show(request, one, own, answering, replying)


def _show(request, one, own, answering, replying):
    said = Answer.objects.public().select_related("actor").only("replies_to", "text", "written_at", "actor__name")
    replies = Prefetch("replies", said)
    supports = Prefetch("supports", Support.objects.select_related("actor").only("answer", "actor__name"))
    answers = one.answers.public().to_questions().for_page().prefetch_related(replies, supports)
    page = Paginator(answers, PAGE_SIZE).get_page(request.GET.get("sida"))
    became = talking.what_became_of(page)
    own_keys = {actor.pk for actor in own}
    replied_to = str(replying["replies_to"].value()) if own else ""
    rows = [
        {
            "answer": answer,
            "became": became.get(answer.pk),
            "supported": any(given.actor_id in own_keys for given in answer.supports.all()),
            "can_support": one.is_open and bool(own_keys - {answer.actor_id}),
            "can_make": bool(own) and not answer.revision_id,
            "is_replied_to": str(answer.pk) == replied_to,
        }
        for answer in page
    ]
    context = {"question": one, "rows": rows, "page": page, "own": own, "form": answering, "replying": replying}
    return render_page(request, "dialogue/question.html", context)


def _answer(pk):
    return get_object_or_404(Answer.objects.public().select_related("question", "replies_to"), pk=pk)


def _on_behalf(request):
    """The organisation that the person acts for: the only one, or the one chosen."""
    own = Actor.objects.of(request.user)
    form = OnBehalfForm(request.POST, actors=own)
    return form.cleaned_data["actor"] if form.is_valid() else None


@login_required
@require_POST
def support(request, pk):
    found = _answer(pk)
    actor = _on_behalf(request)
    if actor is None:
        return render_problem(request, _("Choose one of your own organisations."))
    if request.POST.get("act") == "withdraw":
        talking.withdraw_support(found, actor=actor)
        return redirect(found)
    try:
        talking.support(found, actor=actor, by=request.user)
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@login_required
@require_POST
def make_initiative(request, pk):
    """From word to action in one step."""
    found = _answer(pk)
    actor = _on_behalf(request)
    if actor is None:
        return render_problem(request, _("Choose one of your own organisations."))
    try:
        revision = talking.make_initiative(found, actor=actor, by=request.user)
    except StepRefused as refused:
        return render_problem(request, str(refused), status=409)
    messages.success(request, _("The answer is now a draft. Read it through, change what you want, and send it."))
    return redirect(revision)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request):
    """Något som inte stämmer?, from any page, with or without an account."""
    user = request.user if request.user.is_authenticated else None
    form = RemarkForm(request.POST or None, user=user, initial={"sida": request.GET.get("sida", "/")[:300]})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        # A machine that fills in every field is thanked like everyone, and nothing is kept.
        if not found["namn"]:
            remarks.remark(page=found["sida"], text=found["text"], email=found.get("email", ""), user=user)
        return redirect(f"{request.path}?tack=1")
    context = {"form": form, "is_sent": "tack" in request.GET}
    return render(request, "dialogue/remark.html", context)
