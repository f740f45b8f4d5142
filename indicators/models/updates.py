from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models.values import Series


class UpdateRun(models.Model):
    """One fetch of one series: the truth of the job, and afterwards what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        HELD = "held", _("held until somebody has looked")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    class Origin(models.TextChoices):
        SCHEDULE = "schedule", _("by schedule")
        PERSON = "person", _("asked for")
        COMMAND = "command", _("by command")
        BUNDLE = "bundle", _("from a bundle")

    UNFINISHED = (State.WAITING, State.RUNNING)
    MAX_ATTEMPTS = 3

    series = models.ForeignKey(Series, models.CASCADE, related_name="runs", verbose_name=_("series"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    origin = models.CharField(_("why"), max_length=10, choices=Origin)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    latest = models.PositiveSmallIntegerField(
        _("only the latest periods"), null=True, blank=True, help_text=_("Withdraws nothing. Empty: all periods.")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    fetched = models.PositiveIntegerField(_("fetched"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    withdrawn = models.PositiveIntegerField(_("withdrawn"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    questioned = models.PositiveIntegerField(_("unlikely values"), default=0)
    # The sentence as a message id with its values, so that it is read in the reader's language.
    message = models.CharField(max_length=300, blank=True)
    message_values = models.JSONField(default=dict, blank=True)
    measure = models.CharField(_("what the source says it measures"), max_length=500, blank=True)
    answer = models.BinaryField(null=True, editable=False, help_text="The held answer, gzipped lines of JSON.")
    told_at = models.DateTimeField(null=True, help_text="When coordinators were told that it failed or is held.")

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series"], condition=Q(state__in=["waiting", "running"]), name="one_unfinished_run_a_series"
            )
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="run_by_state")]

    def __str__(self):
        return f"{self.series.name}: {self.get_state_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def sentence(self) -> str:
        """What went wrong, or what came of it, in one sentence."""
        if self.message:
            return gettext(self.message) % {key: gettext(str(value)) for key, value in self.message_values.items()}
        if self.state != self.State.DONE:
            return ""
        if not (self.new or self.changed or self.withdrawn):
            return gettext("Nothing new since last time.")
        counts = {name: getattr(self, name) for name in ("new", "changed", "withdrawn", "unchanged")}
        return gettext("%(new)s new, %(changed)s changed, %(withdrawn)s withdrawn, %(unchanged)s as before.") % counts

    def explain(self, message: str, **values: object) -> None:
        self.message, self.message_values = message, {key: str(value)[:300] for key, value in values.items()}
