from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Change(models.Model):
    """What somebody did to something: outlives the thing and the person."""

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("did", "sent")
        WITHDRAWN = "withdrawn", pgettext_lazy("did", "withdrew")
        PUBLISHED = "published", pgettext_lazy("did", "published")
        RETURNED = "returned", pgettext_lazy("did", "sent back")
        ARCHIVED = "archived", pgettext_lazy("did", "archived")
        TOLD = "told", pgettext_lazy("did", "told news")
        HID = "hid", pgettext_lazy("did", "hid news")
        ADDED = "added", pgettext_lazy("did", "added")
        CHANGED = "changed", pgettext_lazy("did", "changed")
        CONFIRMED = "confirmed", pgettext_lazy("did", "said to be as planned:")
        UNDID = "undid", pgettext_lazy("did", "took back the decision on")
        MERGED = "merged", pgettext_lazy("did", "merged")
        DELETED = "deleted", pgettext_lazy("did", "deleted")

    object_type = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("key"), max_length=40)
    object_name = models.CharField(_("what"), max_length=300)
    verb = models.CharField(_("did"), max_length=10, choices=Verb)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("by"))
    by_former_member = models.BooleanField(_("by a former member"), default=False)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    changes = models.JSONField(_("from and to"), default=dict, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="change_by_object")]

    @property
    def who(self):
        """The person, in words: a deleted account is a former member, and nobody is the service itself."""
        if self.by:
            return str(self.by)
        return _("former member") if self.by_former_member else _("Kraftsamla itself")

    def __str__(self):
        return f"{self.object_name}: {self.get_verb_display()}"
