from django.db import models
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
