from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators import assessment
from indicators.querysets import AssessmentQuerySet, IndicatorQuerySet, ObservationQuerySet
from rus.places.models import Geography, GeographyGroup
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
    def is_background(self):
        return self.desired == self.Desired.NONE


class Series(models.Model):
    """One line of an indicator: one producer, one definition, one publication. Never computed across."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="series", verbose_name=_("indicator"))
    slug = models.SlugField(_("key"), unique=True, max_length=80)
    name_sv = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    provider = models.CharField(_("producer"), max_length=120)
    external_id = models.CharField(_("table or key at the producer"), max_length=120)
    publication = models.CharField(_("publication"), max_length=120, blank=True)
    unit_sv = models.CharField(_("unit"), max_length=60)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    is_primary = models.BooleanField(_("the judged one"), default=False)
    is_supplement = models.BooleanField(
        _("shows groups and municipalities"), default=False, help_text=_("Where the judged series lacks them.")
    )
    is_survey = models.BooleanField(_("sample survey"), default=False)

    name, unit = Localized(), Localized()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["indicator", "-is_primary", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "external_id", "publication", "unit_sv"], name="series_once"),
            models.UniqueConstraint(fields=["indicator"], condition=Q(is_primary=True), name="one_judged_series"),
        ]

    def __str__(self):
        return f"{self.name} ({self.provider})"


class BreakdownCategory(models.Model):
    """A category of a breakdown, such as women. Keys are built of them: `sex=k|born=abroad`; a total has none."""

    dimension = models.SlugField(_("dimension"), max_length=30)
    code = models.SlugField(_("code"), max_length=60)
    name_sv = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    name = Localized()

    class Meta:
        verbose_name = _("breakdown category")
        verbose_name_plural = _("breakdown categories")
        ordering = ["dimension", "position"]
        constraints = [models.UniqueConstraint(fields=["dimension", "code"], name="category_once")]

    def __str__(self):
        return self.name

    @property
    def key(self):
        return f"{self.dimension}={self.code}"


class Status(models.TextChoices):
    FINAL = "final", _("final")
    PRELIMINARY = "preliminary", _("preliminary")
    REVISED = "revised", _("revised")
    SUPPRESSED = "suppressed", _("confidential")
    MISSING = "missing", _("missing")


class Observation(models.Model):
    """A value of a series, in the series' unit, for a place, a breakdown and a period."""

    WITHOUT_VALUE = (Status.SUPPRESSED, Status.MISSING)

    series = models.ForeignKey(Series, models.CASCADE, related_name="observations", verbose_name=_("series"))
    geography = models.ForeignKey(Geography, models.PROTECT, related_name="observations", verbose_name=_("place"))
    breakdown = models.CharField(_("breakdown"), max_length=120, blank=True, default="")
    period = models.CharField(_("period"), max_length=12)
    first_day = models.DateField(_("first day"), editable=False)
    last_day = models.DateField(_("last day"), editable=False)
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    value = models.FloatField(_("value"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.FINAL)
    source = models.CharField(_("place of collection"), max_length=500, blank=True)
    known_from = models.DateTimeField(_("known from"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["series", "geography", "breakdown", "first_day"]
        constraints = [
            models.UniqueConstraint(fields=["series", "geography", "breakdown", "period"], name="observation_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_ends_after_start"),
            models.CheckConstraint(
                condition=Q(value=None, status__in=["suppressed", "missing"])
                | Q(value__isnull=False, status__in=["final", "preliminary", "revised"]),
                name="value_missing_exactly_when_said",
            ),
        ]

    def __str__(self):
        return f"{self.series} {self.geography} {self.period}"


class ObservationVersion(models.Model):
    """An earlier value of an observation, with the time it was the known one. Append-only."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="versions")
    value = models.FloatField(null=True)
    status = models.CharField(max_length=12, choices=Status)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField()

    class Meta:
        ordering = ["observation", "known_from"]
        constraints = [models.CheckConstraint(condition=Q(known_to__gte=F("known_from")), name="known_to_after_from")]

    def __str__(self):
        return f"{self.value} ({self.known_from:%Y-%m-%d})"


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


class Assessment(models.Model):
    """The judgement of an indicator in a place, with the numbers it stands on and the time it held."""

    class Direction(models.TextChoices):
        RIGHT = assessment.Direction.RIGHT.value, _("right way")
        SLOW = assessment.Direction.SLOW.value, _("right way, too slowly")
        FLAT = assessment.Direction.FLAT.value, _("roughly unchanged")
        UNCLEAR = assessment.Direction.UNCLEAR.value, _("no clear direction")
        WRONG = assessment.Direction.WRONG.value, _("wrong way")
        NOT_JUDGED = assessment.Direction.NOT_JUDGED.value, _("cannot be judged")

    class Outcome(models.TextChoices):
        REACHED = assessment.Outcome.REACHED.value, _("target level reached")
        LOST = assessment.Outcome.LOST.value, _("reached but lost")
        ON_TRACK = assessment.Outcome.ON_TRACK.value, _("on track")
        ALMOST = assessment.Outcome.ALMOST.value, _("almost on track")
        TOO_SLOW = assessment.Outcome.TOO_SLOW.value, _("too slowly")
        NOT_ON_TRACK = assessment.Outcome.NOT_ON_TRACK.value, _("not on track")
        MET_IN_TIME = assessment.Outcome.MET_IN_TIME.value, _("target reached")
        MISSED = assessment.Outcome.MISSED.value, _("target not reached")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="assessments", verbose_name=_("indicator"))
    geography = models.ForeignKey(Geography, models.CASCADE, related_name="assessments", verbose_name=_("place"))
    series = models.ForeignKey(Series, models.CASCADE, null=True, related_name="assessments", verbose_name=_("series"))
    direction = models.CharField(_("direction"), max_length=12, choices=Direction)
    outcome = models.CharField(_("against the target"), max_length=12, choices=Outcome, blank=True)
    reason = models.CharField(_("why not judged"), max_length=24, blank=True)
    year = models.PositiveSmallIntegerField(_("latest year"), null=True)
    value = models.FloatField(_("latest value"), null=True)
    pace = models.FloatField(_("yearly pace"), null=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    ranked = models.PositiveSmallIntegerField(_("ranked among"), null=True)
    inputs = models.JSONField(_("what it stands on"), default=dict)
    held_from = models.DateTimeField(_("held from"), default=timezone.now)
    held_to = models.DateTimeField(_("held to"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["indicator", "geography", "-held_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "geography"], condition=Q(held_to=None), name="one_judgement_holds"
            ),
            models.CheckConstraint(condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="judgement_held"),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.geography}: {self.get_direction_display()}"
