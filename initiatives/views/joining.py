"""How people come into an organisation, and its administrators' page of members."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import joining
from initiatives.forms import AskForm, DomainForm, InvitedForm, InviteForm, MemberForm, ProposeActorForm, VerdictForm
from initiatives.models import Actor, Invitation
from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.htmx import render_page


def _administered(request, slug):
    return get_object_or_404(Actor.objects.administered_by(request.user), slug=slug)


def _to_members(actor):
    return redirect("initiatives:members", actor.slug)


def _try(request, done, step, *arguments, **how):
    """Take the step, and say that it is done or why it was not."""
    try:
        step(*arguments, **how)
    except StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


@login_required
@require_safe
def members(request, slug):
    actor = _administered(request, slug)
    return _show_members(request, actor)


def _show_members(request, actor, form=None, domain_form=None):
    context = {
        "actor": actor,
        "form": form or InviteForm(),
        "domain_form": domain_form or DomainForm(initial={"domain": actor.email_domain}),
        "memberships": actor.memberships.select_related("user").order_by("user__name", "user__email"),
        "invitations": actor.invitations.open(),
        "requests": actor.requests.filter(decided_at=None).select_related("user"),
    }
    return render_page(request, "initiatives/members.html", context)


@login_required
@require_POST
def invite(request, slug):
    actor = _administered(request, slug)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _show_members(request, actor, form)
    email = form.cleaned_data["email"]
    _try(request, _("An invitation is on its way to %(email)s.") % {"email": email}, joining.invite, actor,
         by=request.user, **form.cleaned_data)  # fmt: skip
    return _to_members(actor)


@login_required
@require_POST
def open_to_domain(request, slug):
    actor = _administered(request, slug)
    form = DomainForm(request.POST)
    if not form.is_valid():
        return _show_members(request, actor, domain_form=form)
    _try(request, _("Saved."), joining.open_to_domain, actor, by=request.user, **form.cleaned_data)
    return _to_members(actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def find_actor(request):
    """Which organisation does one work for? The first page after making an account: join, ask, or propose it."""
    form = ProposeActorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.propose_actor(by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("initiatives:find_actor")
    wanted = " ".join(request.GET.get("namn", "")[:200].split())
    context = {
        "form": form,
        "open_to": joining.open_to(request.user),
        "wanted": wanted,
        "actors": _named(Actor.objects.exclude(members=request.user), wanted),
        "asked": request.user.membership_requests.filter(decided_at=None).select_related("actor"),
    }
    return render_page(request, "initiatives/find_actor.html", context)


def _named(actors, wanted):
    """Those with the words somewhere in a name that they go by; å ä ö and case alike whatever the database does."""
    sought = wanted.casefold()
    known = actors.only("slug", "name").prefetch_related("other_names")
    return [one for one in known if any(sought in str(name).casefold() for name in (one, *one.other_names.all()))]


@login_required
@require_POST
def join_by_domain(request, slug):
    actor = get_object_or_404(joining.open_to(request.user), slug=slug)
    _try(request, _("Welcome to %(actor)s!") % {"actor": actor}, joining.join_by_domain, actor, user=request.user)
    return redirect("initiatives:tell")


@login_required
@require_POST
def withdraw_invitation(request, slug, pk):
    actor = _administered(request, slug)
    one = get_object_or_404(actor.invitations, pk=pk)
    _try(request, _("The invitation is withdrawn."), joining.withdraw_invitation, one, by=request.user)
    return _to_members(actor)


@login_required
@require_POST
def change_member(request, slug, pk):
    actor = _administered(request, slug)
    one = get_object_or_404(actor.memberships.select_related("user"), pk=pk)
    form = MemberForm(request.POST)
    if form.is_valid() and form.cleaned_data["act"] == "remove":
        _try(request, _("%(person)s is no longer a member.") % {"person": one.user}, joining.remove, one,
             by=request.user)  # fmt: skip
    elif form.is_valid():
        _try(request, _("The role is changed."), joining.change_role, one, role=form.cleaned_data["act"],
             by=request.user)  # fmt: skip
    stays = Actor.objects.administered_by(request.user).filter(pk=actor.pk).exists()
    return _to_members(actor) if stays else redirect(actor)


@login_required
@require_POST
def decide_request(request, slug, pk):
    actor = _administered(request, slug)
    one = get_object_or_404(actor.requests.select_related("user", "actor"), pk=pk)
    form = VerdictForm(request.POST)
    if form.is_valid():
        accept = form.cleaned_data["verdict"] == "accept"
        _try(request, _("%(person)s is told.") % {"person": one.user}, joining.decide, one, accept=accept,
             by=request.user)  # fmt: skip
    return _to_members(actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_join(request, slug):
    """Ask the organisation's administrators; says how many decide, since when it waits, and what happens next."""
    actor = get_object_or_404(Actor, slug=slug)
    waiting = actor.requests.filter(user=request.user, decided_at=None).first()
    form = AskForm(request.POST or None, initial={"text": waiting.text if waiting else ""})
    if request.method == "POST" and form.is_valid():
        try:
            joining.ask(actor, by=request.user, text=form.cleaned_data["text"])
        except StepRefused as refused:
            messages.error(request, str(refused))
            return redirect(actor)
        return redirect("initiatives:ask_to_join", actor.slug)
    is_own = actor.memberships.filter(role="administrator").exists()
    context = {
        "actor": actor, "form": form, "waiting": waiting, "deciders": len(joining.deciders(actor)), "is_own": is_own,
        "is_member": actor.members.filter(pk=request.user.pk).exists(),
    }  # fmt: skip
    return render_page(request, "initiatives/ask.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Where the letter's link leads. A GET changes nothing, since mail scanners follow links."""
    one = get_object_or_404(Invitation.objects.select_related("actor", "invited_by"), token=token)
    problem = joining.why_unusable(one)
    is_theirs = request.user.is_authenticated and request.user.email.casefold() == one.email.casefold()
    has_account = User.objects.filter(email__iexact=one.email).exists()
    form = InvitedForm(request.POST if request.method == "POST" and not has_account else None, email=one.email)
    if request.method == "POST" and not problem:
        if request.user.is_authenticated:
            _try(request, _("Welcome to %(actor)s!") % {"actor": one.actor}, joining.accept_invitation, one,
                 user=request.user)  # fmt: skip
            return redirect("initiatives:tell" if is_theirs else one)
        if not has_account and form.is_valid():
            user = joining.make_account(one, **form.cleaned_data)
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            messages.success(request, _("Welcome to %(actor)s!") % {"actor": one.actor})
            return redirect("initiatives:tell")
    sign_in = f"{reverse('account_login')}?{urlencode({'next': one.get_absolute_url()})}"
    context = {
        "invitation": one, "problem": problem, "is_theirs": is_theirs, "has_account": has_account, "form": form,
        "sign_in": sign_in,
    }  # fmt: skip
    return render_page(request, "initiatives/invitation.html", context)
