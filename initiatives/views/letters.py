"""What letters lead to, without signing in where the link says enough. A GET never changes anything."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from initiatives import checking_in, following, letters
from initiatives.forms import CheckInForm, LettersForm
from initiatives.models import CheckIn, Follow, Initiative
from initiatives.moderation import StepRefused
from rus.htmx import render_page, render_problem


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request, token):
    """How does the initiative stand? “As planned” needs no account; the other two open a prepared proposal."""
    one = get_object_or_404(CheckIn.objects.select_related("initiative", "user"), token=token)
    form = CheckInForm(request.POST if request.method == "POST" else request.GET)
    answer = form.cleaned_data["svar"] if form.is_valid() else ""
    problem = checking_in.why_unusable(one)
    if request.method == "POST" and answer and not problem:
        return _take_answer(request, one, answer)
    context = {"check_in": one, "answer": answer, "problem": problem, "answers": CheckIn.Answer.choices}
    return render_page(request, "initiatives/check_in.html", context)


def _take_answer(request, one, answer):
    try:
        if answer == CheckIn.Answer.AS_PLANNED:
            checking_in.answer_as_planned(one)
            return redirect(request.path)
        if not request.user.is_authenticated:
            return redirect_to_login(f"{request.path}?svar={answer}")
        if request.user != one.user:
            return render_problem(
                request, _("The link is somebody else's. Sign in as the one who got the letter."), status=403
            )
        return redirect(checking_in.answer_with_change(one, answer))
    except StepRefused as refused:
        return render_problem(request, str(refused), status=409)


@csrf_exempt  # mail programs unsubscribe by a POST of their own (RFC 8058); the signed address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters_choice(request, token):
    """Which letters a person gets, by the signed link in each of them."""
    user = letters.user_of(token)
    if user is None:
        raise Http404
    done = False
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        form = LettersForm(request.POST)
        if one_click or form.is_valid():
            letters.choose(user, [] if one_click else form.cleaned_data["kinds"])
            done = True
    on = [kind for kind in letters.KINDS if kind not in user.letters_off]
    context = {"form": LettersForm(initial={"kinds": on}), "done": done, "off": not on}
    return render_page(request, "initiatives/letters.html", context)


def _target(request, kind, slug):
    if kind not in Follow.KINDS:
        raise Http404
    _name, model = Follow.KINDS[kind]
    found = Initiative.objects.published() if model is Initiative else model._default_manager.all()
    return get_object_or_404(found, slug=slug)


@login_required
@require_POST
def follow(request, kind, slug):
    target = _target(request, kind, slug)
    if request.POST.get("act") == "unfollow":
        following.unfollow(request.user, kind, target)
        messages.success(request, _("You no longer follow “%(target)s”.") % {"target": target})
    else:
        following.follow(request.user, kind, target)
        messages.success(
            request, _("You follow “%(target)s”. What happens comes in one letter a week.") % {"target": target}
        )
    return redirect(target.get_absolute_url())


class Happenings(Feed):
    """What has happened with one thing, as Atom, for those without an account."""

    feed_type = Atom1Feed

    def get_object(self, request, kind, slug):
        return _target(request, kind, slug)

    def title(self, target):
        return f"{target} · Kraftsamla"

    def link(self, target):
        return target.get_absolute_url()

    def items(self, target):
        return following.happenings_of(target)[: following.MOST]

    def item_title(self, one):
        return one.title

    def item_description(self, one):
        return one.text

    def item_link(self, one):
        return one.path

    def item_guid(self, one):
        return f"kraftsamla:{one.key}"

    item_guid_is_permalink = False

    def item_updateddate(self, one):
        return one.at

    def item_pubdate(self, one):
        return one.at
