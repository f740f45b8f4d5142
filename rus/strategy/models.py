from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rus.places.models import Geography
from rus.strategy.localized import Localized


class Strategy(models.Model):
    """A regional development strategy (RUS) of one county. Older ones stay readable; one is current."""

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    name_sv = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    vision_sv = models.TextField(_("vision"), blank=True)
    vision_en = models.TextField(_("vision in English"), blank=True)
    county = models.ForeignKey(Geography, models.PROTECT, related_name="strategies", verbose_name=_("county"))
    organisation = models.CharField(_("responsible organisation"), max_length=150)
    starts = models.PositiveSmallIntegerField(_("first year"))
    ends = models.PositiveSmallIntegerField(_("last year"))
    forum_on = models.DateField(_("next forum"), null=True, blank=True)
    began_at = models.DateTimeField(
        _("the register began"), null=True, blank=True, editable=False, help_text=_("What was there then is no news.")
    )
    is_current = models.BooleanField(_("the one in force"), default=False)
    is_synthetic = models.BooleanField(_("made-up data for load tests"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)

    name, vision = Localized(), Localized()

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="strategy_ends_after_start"),
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_strategy"),
        ]

    def __str__(self):
        return self.name


class Named(models.Model):
    """What the strategy names: an address, a place in the order, a text in two languages."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, verbose_name=_("strategy"))
    slug = models.SlugField(_("key"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name_sv = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    name = Localized()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="%(class)s_once")]

    def __str__(self):
        return self.name


class Kraftsamling(Named):
    """A joint effort that the strategy names: from the present state to the desired one."""

    class Colour(models.TextChoices):
        """Classes in the stylesheet, each with contrast enough on white."""

        PLUM = "plum", _("plum")
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        OCHRE = "ochre", _("ochre")
        TEAL = "teal", _("teal")
        BRICK = "brick", _("brick")

    short_sv = models.CharField(_("short name"), max_length=60)
    short_en = models.CharField(_("short name in English"), max_length=60, blank=True)
    present_sv = models.TextField(_("present state"), blank=True)
    present_en = models.TextField(_("present state in English"), blank=True)
    desired_sv = models.TextField(_("desired state"), blank=True)
    desired_en = models.TextField(_("desired state in English"), blank=True)
    desired_by_editors = models.BooleanField(_("desired state worded by the editors"), default=False)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour)

    short, present, desired = Localized(), Localized(), Localized()

    class Meta(Named.Meta):
        verbose_name = _("kraftsamling")
        verbose_name_plural = _("kraftsamlingar")

    def get_absolute_url(self):
        return reverse("overview:kraftsamling", args=[self.slug])


class Perspective(Named):
    """What runs through everything, such as gender equality."""

    text_sv = models.TextField(_("what it means"), blank=True)
    text_en = models.TextField(_("what it means, in English"), blank=True)

    text = Localized()

    class Meta(Named.Meta):
        verbose_name = _("perspective")
        verbose_name_plural = _("perspectives")


class Driver(Named):
    """What affects the county from outside."""

    class Level(models.TextChoices):
        TREND = "trend", _("Trends")
        EU = "eu", _("EU")
        NATION = "nation", _("Nation")

    level = models.CharField(_("level"), max_length=8, choices=Level)
    text_sv = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)

    text = Localized()

    class Meta(Named.Meta):
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")


class Shift(Named):
    """A move that the county needs to make."""

    text_sv = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    kraftsamlingar = models.ManyToManyField(
        Kraftsamling, blank=True, related_name="shifts", verbose_name=_("kraftsamlingar")
    )
    drivers = models.ManyToManyField(Driver, blank=True, related_name="shifts", verbose_name=_("answers"))

    text = Localized()

    class Meta(Named.Meta):
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")


class Principle(Named):
    """How to get from words to action."""

    text_sv = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)

    text = Localized()

    class Meta(Named.Meta):
        verbose_name = _("principle")
        verbose_name_plural = _("principles")


class Insight(Named):
    """A lesson from carrying out the strategy."""

    text_sv = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    learned_on = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=500)
    principles = models.ManyToManyField(
        Principle, blank=True, related_name="insights", verbose_name=_("ways of working that answer it")
    )

    text = Localized()

    class Meta(Named.Meta):
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
