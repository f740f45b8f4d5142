from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models.indicators import Indicator
from indicators.models.sources import Source
from indicators.querysets import ObservationQuerySet, SeriesQuerySet
from rus.places.models import Geography
from rus.strategy.localized import Localized


def check_selection(selection: object) -> None:
    """ValidationError unless it is variables with lists of their values."""
    fits = isinstance(selection, dict) and all(
        isinstance(values, list) and all(isinstance(value, str) for value in values) for values in selection.values()
    )
    if not fits:
        raise ValidationError(_("Write variables with lists of values, as in {“Kon”: [“1”, “2”]}."))


class Series(models.Model):
    """One line of an indicator: one producer, one definition, one publication. Never computed across."""

    class Reach(models.TextChoices):
        HOME = "home", _("the nation, all counties and the county's municipalities")
        ALL = "all", _("the nation, all counties and all municipalities")

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
    margin = models.FloatField(
        _("margin of error"), null=True, blank=True, help_text=_("Plus and minus so many units, where it is known.")
    )

    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("fetched from"),
        help_text=_("Empty: values come by hand or by file."),
    )
    source_key = models.CharField(_("measure or table at the source"), max_length=300, blank=True)
    selection = models.JSONField(
        _("selection in the table"),
        default=dict,
        blank=True,
        validators=[check_selection],
        help_text=_("For PxWeb: variable and chosen values, as in {“Kon”: [“1”, “2”]}."),
    )
    reach = models.CharField(_("places to fetch"), max_length=4, choices=Reach, default=Reach.HOME)
    every_days = models.PositiveSmallIntegerField(
        _("fetched every so many days"), null=True, blank=True, default=7, help_text=_("Empty: only when asked for.")
    )
    next_update_at = models.DateTimeField(_("next fetch"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True, editable=False)
    measure = models.CharField(_("what the source says it measures"), max_length=500, blank=True, editable=False)
    interval_months = models.PositiveSmallIntegerField(_("months between publications"), default=12)
    delay_months = models.PositiveSmallIntegerField(
        _("published so many months after the period"), default=12, help_text=_("When values older than this are late.")
    )

    name, unit = Localized(), Localized()
    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["indicator", "-is_primary", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "external_id", "publication", "unit_sv"], name="series_once"),
            models.UniqueConstraint(fields=["indicator"], condition=Q(is_primary=True), name="one_judged_series"),
            models.CheckConstraint(
                condition=Q(source=None) | ~Q(source_key=""),
                name="source_says_what_to_fetch",
                violation_error_message=_("Say which measure or table at the source is to be fetched."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.provider})"

    @property
    def is_share(self) -> bool:
        return self.unit_sv == "procent"

    @property
    def credit(self) -> str:
        """The producer, and by whom its values are passed on, as they are named beside a chart."""
        name = self.provider
        if self.source and self.source.credit not in name:
            name += f" via {self.source.credit}"
        return f"{name}, {self.external_id}" + (f" ({self.publication})" if self.publication else "")


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


class BreakdownCode(models.Model):
    """What a source calls a category: `Kon=2` at SCB is women. Without a category it is the source's total."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="codes", verbose_name=_("source of statistics"))
    variable = models.CharField(_("variable"), max_length=60)
    value = models.CharField(_("value"), max_length=60)
    category = models.ForeignKey(
        BreakdownCategory, models.CASCADE, null=True, blank=True, related_name="codes", verbose_name=_("category"),
        help_text=_("Empty: the total."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("source's code for a category")
        verbose_name_plural = _("sources' codes for categories")
        ordering = ["source", "variable", "value"]
        constraints = [models.UniqueConstraint(fields=["source", "variable", "value"], name="breakdown_code_once")]

    def __str__(self):
        return f"{self.variable}={self.value}"


class Status(models.TextChoices):
    FINAL = "final", _("final")
    PRELIMINARY = "preliminary", _("preliminary")
    REVISED = "revised", _("revised")
    SUPPRESSED = "suppressed", _("confidential")
    MISSING = "missing", _("missing")


class Observation(models.Model):
    """A value of a series, in the series' unit, for a place, a breakdown and a period."""

    WITHOUT_VALUE = (Status.SUPPRESSED, Status.MISSING)

    # The unique index begins with series and place, so that neither needs one of its own: a million rows go in faster.
    series = models.ForeignKey(
        Series, models.CASCADE, related_name="observations", verbose_name=_("series"), db_index=False
    )
    geography = models.ForeignKey(
        Geography, models.PROTECT, related_name="observations", verbose_name=_("place"), db_index=False
    )
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
    is_questioned = models.BooleanField(
        _("unlikely"), default=False, help_text=_("Shown as preliminary until a coordinator has looked.")
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["series", "geography", "breakdown", "first_day"]
        indexes = [models.Index(fields=["series"], condition=Q(is_questioned=True), name="observation_questioned")]
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

    @property
    def shown_status(self) -> str:
        return Status.PRELIMINARY if self.is_questioned else self.status


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
