from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators import assessment
from indicators.models.indicators import Indicator
from indicators.models.values import Series
from indicators.querysets import AssessmentQuerySet
from rus.places.models import Geography


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
