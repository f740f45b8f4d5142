import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.actors import Actor
from initiatives.models.initiatives import Initiative, LogEntry
from initiatives.querysets import AttachmentQuerySet


def path_of(attachment, _name):
    """A name of our own, so that nothing of the sender's choosing reaches the disk."""
    return f"bilagor/{attachment.token}"


class Attachment(models.Model):
    """A document, a picture or a link on an initiative. Files wait for a coordinator's look, a link does not."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        PICTURE = "picture", _("picture")
        LINK = "link", _("link")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="attachments", verbose_name=_("initiative"))
    entry = models.OneToOneField(
        LogEntry, models.CASCADE, null=True, blank=True, related_name="picture", verbose_name=_("news")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("what it is, or what the picture shows"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=path_of, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    file_name = models.CharField(_("file name"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    actor = models.ForeignKey(Actor, models.SET_NULL, null=True, blank=True, verbose_name=_("organisation"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="link", file="") & ~Q(url="") | ~Q(kind="link") & ~Q(file="") & Q(url=""),
                name="attachment_is_a_file_or_a_link",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.url or reverse("initiatives:attachment", args=[self.token])


class Contact(models.Model):
    """A person who has chosen to be shown as a contact for an initiative."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="contacts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_for")
    agreed_at = models.DateTimeField(_("agreed"), default=timezone.now)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["agreed_at"]
        constraints = [models.UniqueConstraint(fields=["initiative", "user"], name="contact_once")]

    def __str__(self):
        return f"{self.user}, {self.initiative}"
