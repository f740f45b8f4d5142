from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from indicators.models import Indicator
from initiatives.dates import Precision, say_date
from initiatives.models.actors import Actor
from initiatives.querysets import (
    InitiativeQuerySet,
    LogEntryQuerySet,
)
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift


class Phase(models.TextChoices):
    PLANNED = "planned", _("planned")
    ONGOING = "ongoing", _("ongoing")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")
    STOPPED = "stopped", _("stopped")
    UNKNOWN = "unknown", _("unknown")


class Initiative(models.Model):
    """A project, activity or programme. Its columns hold published content only; publishing alone writes them."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    class Reach(models.TextChoices):
        COUNTY = "county", _("the whole county")
        MUNICIPALITIES = "municipalities", _("listed municipalities")
        UNKNOWN = "unknown", _("unknown")

    slug = models.SlugField(_("key"), unique=True, max_length=100)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLISHED)
    title = models.CharField(_("title"), max_length=200)
    challenge = models.TextField(_("challenge"), blank=True)
    summary = models.TextField(_("what is done"), blank=True)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase, default=Phase.UNKNOWN)
    start = models.DateField(_("starts"), null=True, blank=True)
    start_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    end = models.DateField(_("ends"), null=True, blank=True)
    end_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    reach = models.CharField(_("reach"), max_length=14, choices=Reach, default=Reach.UNKNOWN)
    municipalities = models.ManyToManyField(
        Geography, blank=True, related_name="initiatives", verbose_name=_("municipalities")
    )
    kraftsamlingar = models.ManyToManyField(
        Kraftsamling, blank=True, related_name="initiatives", verbose_name=_("kraftsamlingar")
    )
    shifts = models.ManyToManyField(Shift, blank=True, related_name="initiatives", verbose_name=_("shifts"))
    principles = models.ManyToManyField(Principle, blank=True, related_name="initiatives", verbose_name=_("principles"))
    website = models.URLField(_("website"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=700, blank=True)
    by_editors = models.BooleanField(_("entered by the editors"), default=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    confirmed_at = models.DateTimeField(
        _("said to be as planned"), null=True, blank=True, help_text=_("By the lead, without changing anything.")
    )
    search_text = models.TextField(editable=False, default="")

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["-changed_at", "title"]
        indexes = [models.Index(fields=["state", "-changed_at"], name="initiative_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")), name="initiative_ends_after_start"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("initiatives:detail", args=[self.slug])

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED

    @property
    def goes_on(self):
        """Said to be going on, or to be about to; unknown is not."""
        return self.phase in (Phase.PLANNED, Phase.ONGOING, Phase.PAUSED)

    @property
    def starts(self):
        return say_date(self.start, self.start_precision)

    @property
    def ends(self):
        return say_date(self.end, self.end_precision)


class InitiativePerspective(models.Model):
    """How an initiative takes up a perspective."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="perspective_links")
    perspective = models.ForeignKey(Perspective, models.CASCADE, related_name="initiative_links")
    how = models.TextField(_("how"), blank=True)

    class Meta:
        verbose_name = _("perspective")
        verbose_name_plural = _("perspectives")
        ordering = ["perspective__position"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "perspective"], name="perspective_once_an_initiative")
        ]

    def __str__(self):
        return str(self.perspective)


class Partnership(models.Model):
    """An organisation's part in an initiative; a name that is no organisation of the register stays text."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        PARTNER = "partner", _("partner")
        FINANCIER = "financier", _("financier")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="partnerships")
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="partnerships", verbose_name=_("organisation")
    )
    named_as = models.CharField(_("named as"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["role", F("actor__name").asc(nulls_last=True), "named_as"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "actor", "role"], name="partner_once_a_role"),
            models.UniqueConstraint(fields=["initiative"], condition=Q(role="lead"), name="at_most_one_lead"),
            models.CheckConstraint(condition=Q(actor__isnull=False) | ~Q(named_as=""), name="partner_is_somebody"),
        ]

    def __str__(self):
        return self.actor.name if self.actor else self.named_as


class Funding(models.Model):
    """An amount of one kind, in kronor. Never summed across kinds."""

    class Kind(models.TextChoices):
        DECIDED = "decided", _("decided support")
        PAID = "paid", _("paid")
        EU_GRANT = "eu_grant", _("EU grant")
        CEILING = "ceiling", _("ceiling of co-financing")
        APPLIED = "applied", _("applied for")
        TOTAL = "total", _("total budget")
        ESTIMATE = "estimate", _("estimated cost")
        UNKNOWN = "unknown", _("kind not known")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="funding")
    amount = models.DecimalField(_("amount in kronor"), max_digits=14, decimal_places=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    financier = models.CharField(_("financier"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=700, blank=True)

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        ordering = ["kind", "-amount"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="amount_above_zero"),
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(first_year=None) | Q(last_year__gte=F("first_year")),
                name="funding_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.amount} ({self.get_kind_display()})"


class Contribution(models.Model):
    """The effect that an initiative aims for: on which indicator, which way, how, and after how many years."""

    class Aim(models.TextChoices):
        RAISE = "raise", _("to raise it")
        LOWER = "lower", _("to lower it")

    class Origin(models.TextChoices):
        ORGANISATION = "organisation", _("said by the organisation")
        EDITORS = "editors", _("suggested by the editors")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="contributions")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="contributions", verbose_name=_("indicator"))
    breakdown = models.CharField(_("breakdown"), max_length=120, blank=True, default="")
    aim = models.CharField(_("aims"), max_length=5, choices=Aim)
    how = models.TextField(_("how"), blank=True)
    lag_years = models.PositiveSmallIntegerField(_("years until it could show"), null=True, blank=True)
    origin = models.CharField(_("said by"), max_length=12, choices=Origin, default=Origin.ORGANISATION)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "indicator", "breakdown"], name="contribution_once"),
            models.CheckConstraint(condition=Q(lag_years=None) | Q(lag_years__lte=30), name="lag_within_reason"),
        ]

    def __str__(self):
        return f"{self.initiative} → {self.indicator}"

    @property
    def facts(self):
        """`pågår · augusti 2023–2026 · ska höja den · kan synas efter 3 år`."""
        starts, ends = self.initiative.starts, self.initiative.ends
        parts = [self.initiative.get_phase_display(), f"{starts}\N{EN DASH}{ends}" if starts and ends else starts]
        parts.append(self.get_aim_display())
        if self.lag_years is not None:
            parts.append(
                ngettext("could show after %(counter)s year", "could show after %(counter)s years", self.lag_years)
                % {"counter": self.lag_years}
            )
        return " · ".join(str(part) for part in parts if part)

    def is_too_early(self, latest_year):
        """Whether start and lag lie after the latest value's year, so that no effect could be seen yet."""
        if not self.initiative.start or self.lag_years is None or latest_year is None:
            return False
        return self.initiative.start.year + self.lag_years > latest_year


class Closing(models.Model):
    """How an initiative ended. To end without an effect, or to stop, is an honourable ending that others learn from."""

    class Effect(models.TextChoices):
        EFFECT = "effect", _("ended, and it made a difference")
        NO_EFFECT = "no_effect", _("ended without effect")
        UNKNOWN = "unknown", _("ended, too early to say")
        STOPPED = "stopped", _("stopped before its end")

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="closing", verbose_name=_("initiative"))
    effect = models.CharField(_("how it ended"), max_length=10, choices=Effect)
    promised = models.TextField(_("what was promised"), max_length=2000)
    outcome = models.TextField(_("what came of it"), max_length=2000)
    evidence = models.TextField(_("how do you know"), max_length=2000, blank=True)
    learned = models.TextField(_("what did you learn"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")

    def __str__(self):
        return str(self.get_effect_display())


class LogEntry(models.Model):
    """Dated news on an initiative. Public at once; a coordinator can hide it afterwards."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("activity")
        MILESTONE = "milestone", _("milestone")
        RESULT = "result", _("result")
        OBSTACLE = "obstacle", _("obstacle")
        LESSON = "lesson", _("lesson")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ACTIVITY)
    text = models.TextField(_("news"), max_length=2000)
    on = models.DateField(_("date"), default=timezone.localdate)
    actor = models.ForeignKey(Actor, models.SET_NULL, null=True, blank=True, verbose_name=_("organisation"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="entries", verbose_name=_("by")
    )
    written_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return self.text[:60]
