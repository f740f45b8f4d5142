from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from indicators.models.indicators import Indicator
from rus.places.models import Geography, GeographyGroup
from rus.strategy.localized import Localized


class Target(models.Model):
    """A desired level of an indicator in a place, in one of five shapes."""

    class Shape(models.TextChoices):
        LEVEL = "level", _("a level")
        PERCENT = "percent", _("change in percent against a base year")
        CHANGE = "change", _("change in units against a base year")
        ABOVE_GROUP = "above_group", _("better than each in a group")
        GROWTH_ABOVE_GROUP = "growth_above_group", _("improving more than each in a group")
        DIRECTION = "direction", _("direction only")
        GAP = "gap", _("a gap to be closed")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("indicator"))
    geography = models.ForeignKey(Geography, models.PROTECT, related_name="targets", verbose_name=_("place"))
    shape = models.CharField(_("shape"), max_length=20, choices=Shape)
    value = models.FloatField(_("level or change"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    base_year = models.PositiveSmallIntegerField(_("base year"), null=True, blank=True)
    group = models.ForeignKey(
        GeographyGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("comparison group"),
    )
    breakdowns = models.CharField(
        _("groups of the gap"), max_length=250, blank=True, help_text=_("Two keys with a comma between: sex=k, sex=m")
    )
    is_primary = models.BooleanField(_("decides the judgement"), default=False)
    text_sv = models.CharField(_("in words"), max_length=300)
    text_en = models.CharField(_("in words, in English"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500)

    text = Localized()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["indicator", "-is_primary", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "geography"], condition=Q(is_primary=True), name="one_primary_target"
            ),
            models.UniqueConstraint(
                "indicator", "geography", "shape", Coalesce("year", 0), "breakdowns", name="target_once"
            ),
            models.CheckConstraint(
                condition=Q(shape="level", value__isnull=False)
                | Q(shape__in=["percent", "change"], value__isnull=False, base_year__isnull=False)
                | Q(shape__in=["above_group", "growth_above_group"], group__isnull=False)
                | Q(shape="direction")
                | (Q(shape="gap") & ~Q(breakdowns="")),
                name="target_has_what_its_shape_needs",
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(base_year=None) | Q(year__gt=F("base_year")), name="target_after_base_year"
            ),
        ]

    def __str__(self):
        return self.text
