from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Deck(models.Model):
    """One making of the presentation, in one language: the truth of the job, and afterwards the file."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    UNFINISHED = (State.WAITING, State.RUNNING)
    # A worker that has not been heard of for so long is gone.
    SILENCE = timedelta(minutes=5)

    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    shows = models.CharField(_("what it shows"), max_length=64, help_text=_("Changes when anything published does."))
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    file = models.BinaryField(null=True, editable=False)
    name = models.CharField(
        _("kept as"), max_length=80, blank=True, help_text=_("One with a name stays when newer ones are made.")
    )

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["language"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_unfinished_deck_a_language",
            )
        ]

    def __str__(self):
        return self.name or f"{self.asked_at:%Y-%m-%d} ({self.language})"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED
