from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rus.dialogue import remarks
from rus.dialogue.forms import RemarkForm


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
