from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from rus.strategy.localized import Localized
from rus.strategy.models import Strategy


class Headline(models.Model):
    """A sentence on top of the overview that a coordinator has approved, with the figure it was written for.

    When the figure is another one it is not shown: the sentence that follows from the data stands in its place.
    """

    class Kind(models.TextChoices):
        BEHIND = "behind", _("furthest behind and going the wrong way")
        BEST = "best", _("going best")
        ALONE = "alone", _("gone wrong, with nobody on it")

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="headlines")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="headlines", verbose_name=_("indicator"))
    text_sv = models.CharField(_("sentence"), max_length=200)
    text_en = models.CharField(_("sentence in English"), max_length=200, blank=True)
    value = models.FloatField(_("value"), null=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    direction = models.CharField(_("direction"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), default=timezone.now)

    text = Localized()

    class Meta:
        verbose_name = _("headline")
        verbose_name_plural = _("headlines")
        constraints = [models.UniqueConstraint(fields=["strategy", "kind"], name="one_headline_of_a_kind")]

    def __str__(self):
        return self.text
