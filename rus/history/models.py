from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """What somebody did to something: outlives the thing and the person."""

    object_type = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("key"), max_length=40)
    object_name = models.CharField(_("what"), max_length=300)
    verb = models.CharField(_("did"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    changes = models.JSONField(_("from and to"), default=dict, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="change_by_object")]

    def __str__(self):
        return f"{self.object_name}: {self.verb}"
