from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from rus.strategy.models import Kraftsamling, Named


class Question(Named):
    """A question to talk about, at the forum and at home."""

    name_sv = models.CharField(_("question"), max_length=300)
    name_en = models.CharField(_("question in English"), max_length=300, blank=True)
    kraftsamling = models.ForeignKey(
        Kraftsamling, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("kraftsamling")
    )
    indicator = models.ForeignKey(
        Indicator, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("indicator")
    )
    is_open = models.BooleanField(_("open"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("discussion question")
        verbose_name_plural = _("discussion questions")


class Remark(models.Model):
    """Something that a reader says is not right on a page. It gets an answer where there is an address to answer to."""

    page = models.CharField(_("page"), max_length=300)
    text = models.TextField(_("what is not right"), max_length=3000)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    email = models.EmailField(_("address to answer to"), blank=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["answered_at", "written_at"], name="remark_queue")]

    def __str__(self):
        return f"{self.page}: {self.text[:60]}"
