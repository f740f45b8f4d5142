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

from initiatives.models import Actor
from rus.htmx import render_page
from rus.overview import forum
from rus.overview import my_data as my_data_of
from rus.strategy.context import strategy_or_404

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
