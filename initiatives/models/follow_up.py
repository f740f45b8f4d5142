from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from initiatives.dates import Precision, say_date
from initiatives.models.actors import Actor
from initiatives.models.initiatives import Initiative, LogEntry
from initiatives.querysets import ResponseQuerySet
from rus.strategy.localized import Localized
from rus.strategy.models import Kraftsamling


class Result(models.Model):
    """What the work has led to, with its evidence, and how it stands now when reality has moved on."""

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    kraftsamling = models.ForeignKey(
        Kraftsamling, models.CASCADE, related_name="results", verbose_name=_("kraftsamling")
    )
    initiatives = models.ManyToManyField(Initiative, blank=True, related_name="results", verbose_name=_("initiatives"))
    entry = models.OneToOneField(
        LogEntry,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="picked_as",
        verbose_name=_("picked from the news"),
    )
    title_sv = models.CharField(_("result"), max_length=200)
    title_en = models.CharField(_("result in English"), max_length=200, blank=True)
    text_sv = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=700)
    on = models.DateField(_("date"))
    on_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    now_sv = models.TextField(_("how it stands now"), blank=True)
    now_en = models.TextField(_("how it stands now, in English"), blank=True)
    now_on = models.DateField(_("as of"), null=True, blank=True)

    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    title, text, now = Localized(), Localized(), Localized()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(now_sv="") | Q(now_on__isnull=False), name="now_is_dated")]

    def __str__(self):
        return self.title

    @property
    def said_on(self):
        return say_date(self.on, self.on_precision)


class Response(models.Model):
    """The county's answer to an indicator that needs more: the latest one holds, the earlier stay readable."""

    class Stance(models.TextChoices):
        NOBODY = "nobody", _("nobody has taken it")
        DISCUSSED = "discussed", _("being discussed")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("we refrain")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="responses", verbose_name=_("indicator"))
    stance = models.CharField(_("answer"), max_length=10, choices=Stance)
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="responses", verbose_name=_("organisation")
    )
    text = models.CharField(_("where it is discussed, or why we refrain"), max_length=300, blank=True)
    said_on = models.DateField(_("date"), default=timezone.localdate)
    decided_by = models.CharField(_("who decided"), max_length=150, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["-said_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(stance="taken") | Q(actor__isnull=False), name="taken_by_somebody"),
            models.CheckConstraint(condition=~Q(stance="declined") | ~Q(text=""), name="refraining_says_why"),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.get_stance_display()}"

    @property
    def said_at(self):
        """The beginning of its day, for what is ordered by time."""
        return timezone.make_aware(datetime.combine(self.said_on, time.min))
