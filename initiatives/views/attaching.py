"""Attaching, and handing out what is attached in a way that runs nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import attaching
from initiatives.forms import AttachForm
from initiatives.models import Actor, Attachment, Contact, Initiative
from initiatives.moderation import StepRefused
from rus.htmx import render_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request, slug):
    """A document or a link on an initiative that one takes part in."""
    initiative = get_object_or_404(Initiative.objects.told_by(request.user), slug=slug)
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actor = Actor.objects.of(request.user).filter(partnerships__initiative=initiative).first()
        who = {"title": form.cleaned_data["title"], "actor": actor, "by": request.user}
        try:
            if form.cleaned_data["file"]:
                attaching.attach_document(initiative, file=form.cleaned_data["file"], **who)
                messages.success(request, _("The document is kept, and shown when a coordinator has looked at it."))
            else:
                attaching.attach_link(initiative, url=form.cleaned_data["url"], **who)
                messages.success(request, _("The link is shown now."))
        except StepRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect(initiative)
    return render_page(request, "initiatives/attach.html", {"initiative": initiative, "form": form})


@require_safe
def attachment(request, token):
    """Documents are downloads; pictures are shown. Neither may run anything, whatever is in them."""
    one = get_object_or_404(Attachment.objects.visible_to(request.user).exclude(file=""), token=token)
    is_picture = one.kind == Attachment.Kind.PICTURE
    answer = FileResponse(
        one.file.open(), as_attachment=not is_picture, filename=one.file_name, content_type=one.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@login_required
@require_POST
def contact(request, slug):
    """Be shown as a contact person, or no longer: by one's own hand only."""
    initiative = get_object_or_404(Initiative.objects.told_by(request.user), slug=slug)
    if request.POST.get("act") == "hide":
        Contact.objects.filter(initiative=initiative, user=request.user).delete()
        messages.success(request, _("You are no longer shown as a contact."))
    else:
        Contact.objects.get_or_create(initiative=initiative, user=request.user)
        messages.success(request, _("Your name and your address are shown to everyone on this page."))
    return redirect(initiative)
