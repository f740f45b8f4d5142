import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from initiatives.models.actors import Actor
from initiatives.models.initiatives import Initiative
from initiatives.querysets import FollowQuerySet
from rus.strategy.models import Kraftsamling


class Follow(models.Model):
    """A person follows something: what happens with it comes in the weekly letter."""

    # What can be followed, by the word in its address.
    KINDS = {
        "initiativ": ("initiative", Initiative),
        "organisation": ("actor", Actor),
        "kraftsamling": ("kraftsamling", Kraftsamling),
        "indikator": ("indicator", Indicator),
    }

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    initiative = models.ForeignKey(Initiative, models.CASCADE, null=True, blank=True, related_name="follows")
    actor = models.ForeignKey(Actor, models.CASCADE, null=True, blank=True, related_name="follows")
    kraftsamling = models.ForeignKey(Kraftsamling, models.CASCADE, null=True, blank=True, related_name="follows")
    indicator = models.ForeignKey(Indicator, models.CASCADE, null=True, blank=True, related_name="follows")
    since = models.DateTimeField(default=timezone.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed")
        verbose_name_plural = _("followed")
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["user", name], condition=Q(**{f"{name}__isnull": False}),
                                    name=f"followed_{name}_once")
            for name in ("initiative", "actor", "kraftsamling", "indicator")
        ]  # fmt: skip

    def __str__(self):
        return f"{self.user}: {self.target}"

    @property
    def target(self):
        return self.initiative or self.actor or self.kraftsamling or self.indicator

    @property
    def kind(self):
        return next(word for word, (name, _model) in self.KINDS.items() if getattr(self, f"{name}_id"))


class CheckIn(models.Model):
    """Half a minute instead of a form: one person is asked how an initiative that the own organisation leads stands.

    The link is the person's own and expires. It is asked again at most MOST_TIMES, in the weekly letter.
    """

    class Answer(models.TextChoices):
        AS_PLANNED = "as_planned", _("as planned")
        CHANGED = "changed", _("something has changed")
        ENDED = "ended", _("it is over")

    VALID = timedelta(days=60)
    MOST_TIMES = 3

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="check_ins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_ins")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    times = models.PositiveSmallIntegerField(_("times asked"), default=1)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("half-minute question")
        verbose_name_plural = _("half-minute questions")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["user", "answered_at"], name="check_in_open")]

    def __str__(self):
        return f"{self.initiative}, {self.user}"

    @property
    def expires_at(self):
        return self.asked_at + self.VALID
