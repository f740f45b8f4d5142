from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from initiatives.models import Actor, Revision
from rus.dialogue.querysets import AnswerQuerySet
from rus.strategy.models import Kraftsamling, Named


class Question(Named):
    """A question to talk about, at the forum and at home."""

    name_sv = models.CharField(_("question"), max_length=300)
    name_en = models.CharField(_("question in English"), max_length=300, blank=True)
    kraftsamling = models.ForeignKey(
        Kraftsamling, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("kraftsamling")
    )
    indicator = models.ForeignKey(
        Indicator, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("indicator")
    )
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("A closed question stays readable, and takes no more answers.")
    )

    class Meta(Named.Meta):
        verbose_name = _("discussion question")
        verbose_name_plural = _("discussion questions")

    def get_absolute_url(self):
        return reverse("dialogue:question", args=[self.slug])


class Answer(models.Model):
    """What an organisation says to a question, or in reply to an answer. Public at once; a coordinator can hide it."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="answers", verbose_name=_("discussion question")
    )
    replies_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("in reply to")
    )
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="answers", verbose_name=_("organisation"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="answers", verbose_name=_("by")
    )
    text = models.TextField(_("answer"), max_length=3000)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    support_count = models.PositiveIntegerField(_("supported by so many"), default=0, editable=False)
    revision = models.OneToOneField(
        Revision, models.SET_NULL, null=True, blank=True, related_name="answer", verbose_name=_("became the draft")
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["written_at", "pk"]
        indexes = [
            models.Index(
                fields=["question", "-support_count", "written_at", "id"],
                condition=Q(hidden_at=None, replies_to=None),
                name="answers_to_read",
            )
        ]

    def __str__(self):
        return self.text[:60]

    def get_absolute_url(self):
        return f"{self.question.get_absolute_url()}#svar-{self.replies_to_id or self.pk}"


class Support(models.Model):
    """An organisation stands behind an answer."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="supports")
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="supports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support")
        ordering = ["given_at"]
        constraints = [models.UniqueConstraint(fields=["answer", "actor"], name="support_once_an_organisation")]

    def __str__(self):
        return f"{self.actor}: {self.answer}"


class Remark(models.Model):
    """Something that a reader says is not right on a page. It gets an answer where there is an address to answer to."""

    page = models.CharField(_("page"), max_length=300)
    text = models.TextField(_("what is not right"), max_length=3000)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    email = models.EmailField(_("address to answer to"), blank=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["answered_at", "written_at"], name="remark_queue")]

    def __str__(self):
        return f"{self.page}: {self.text[:60]}"
