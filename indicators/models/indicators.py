from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators import assessment
from indicators.querysets import IndicatorQuerySet
from rus.strategy.localized import Localized
from rus.strategy.models import Kraftsamling


class Indicator(models.Model):
    """What is measured: definition, unit, and which way is better."""

    class Desired(models.TextChoices):
        UP = assessment.Desired.UP.value, _("higher is better")
        DOWN = assessment.Desired.DOWN.value, _("lower is better")
        NONE = assessment.Desired.NONE.value, _("background figure, not judged")

    class Scale(models.TextChoices):
        SHARE = assessment.Scale.SHARE.value, _("share of a whole, in percent")
        POSITIVE = assessment.Scale.POSITIVE.value, _("positive quantity")
        LINEAR = assessment.Scale.LINEAR.value, _("any number")

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    name_sv = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    definition_sv = models.TextField(_("definition"))
    definition_en = models.TextField(_("definition in English"), blank=True)
    unit_sv = models.CharField(_("unit"), max_length=60)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    desired = models.CharField(_("desired direction"), max_length=4, choices=Desired, blank=True)
    scale = models.CharField(_("judged as"), max_length=8, choices=Scale, default=Scale.SHARE)
    judged_month = models.PositiveSmallIntegerField(
        _("judged by this month"),
        null=True,
        blank=True,
        help_text=_("For monthly sources; empty: the mean of a whole year."),
    )
    kraftsamling = models.ForeignKey(
        Kraftsamling, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name=_("kraftsamling")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_pinned = models.BooleanField(
        _("telling"), default=False, help_text=_("Shown with its curve on the overview, before the largest moves.")
    )
    planned_source = models.CharField(
        _("source it will come from"), max_length=300, blank=True, help_text=_("Shown while no data have been fetched.")
    )

    name, definition, unit = Localized(), Localized(), Localized()
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "name_sv"]
        constraints = [
            models.CheckConstraint(
                condition=Q(judged_month=None) | Q(judged_month__range=(1, 12)), name="month_exists"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("overview:indicator", args=[self.slug])

    @property
    def file_stem(self):
        """The address of its files, without the suffix that says which."""
        return self.get_absolute_url().rstrip("/")

    @property
    def is_background(self):
        return self.desired == self.Desired.NONE


class Annotation(models.Model):
    """A marked span of the time axis. Its years may be unfit to judge some indicators from."""

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    name_sv = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    unfit_for = models.ManyToManyField(
        Indicator, blank=True, related_name="unfit_annotations", verbose_name=_("unfit to judge these from")
    )

    name = Localized()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="annotation_ends_after_start")
        ]

    def __str__(self):
        return self.name

    @property
    def years(self):
        return range(self.first_day.year, self.last_day.year + 1)
