import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.actors import Actor
from initiatives.models.initiatives import Initiative
from initiatives.querysets import PartnerRequestQuerySet, RevisionQuerySet


class Revision(models.Model):
    """Content proposed for an initiative, by stable keys. A new initiative is a revision alone until published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="revisions", verbose_name=_("initiative")
    )
    base_version = models.ForeignKey("Version", models.SET_NULL, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="revisions", verbose_name=_("organisation"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="revisions", verbose_name=_("author")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    payload = models.JSONField(_("content"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    takes_over = models.BooleanField(
        _("takes over from the editors"),
        default=False,
        help_text=_("When published, the initiative is the organisation's own."),
    )

    awaits_lead = models.BooleanField(
        _("waits for the lead"),
        default=False,
        help_text=_("A partner's proposal, which the lead has not accepted yet."),
    )
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    awaits_look = models.BooleanField(
        _("to look at afterwards"), default=False, help_text=_("A trusted organisation's, published at once.")
    )

    objects = RevisionQuerySet.as_manager()

    # So long after somebody opened it, nobody is taken to be reading it any more.
    LOOK = timedelta(minutes=15)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-saved_at"]
        indexes = [
            models.Index(fields=["state", "submitted_at", "-id"], name="revision_queue"),
            models.Index(fields=["author", "-saved_at"], name="revision_of_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="submitted_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(initiative__isnull=False), name="published_has_an_initiative"
            ),
        ]

    def __str__(self):
        return self.payload.get("title") or str(_("Without a title"))

    def get_absolute_url(self):
        return reverse("initiatives:revision", args=[self.token])

    @property
    def last_decision(self):
        """The decision on it, or the one that it came back with."""
        for revision in (self, self.parent):
            decision = getattr(revision, "decision", None) if revision else None
            if decision:
                return decision
        return None

    @property
    def comment(self):
        """What the coordinator wrote when the content came back, or with the decision."""
        return self.last_decision.comment if self.last_decision else ""

    @property
    def field_comments(self):
        """What the coordinator wrote on single fields, by field."""
        return self.last_decision.field_comments if self.last_decision else {}

    @property
    def base(self):
        """The content it was begun from, or None for a new initiative."""
        return self.base_version.content if self.base_version else None

    @property
    def current(self):
        """What the public reads now, or None."""
        version = self.initiative.versions.filter(held_to=None).first() if self.initiative else None
        return version.content if version else None

    @property
    def waited_days(self):
        return (timezone.now() - self.submitted_at).days

    def being_read_by(self, user):
        """Somebody else who opened it lately and has not decided, or None."""
        lately = self.looked_at and self.looked_at > timezone.now() - self.LOOK
        return self.looked_at_by if lately and self.looked_at_by_id != user.pk else None


class Decision(models.Model):
    """What a coordinator decided on a revision; the first one counts."""

    class Verdict(models.TextChoices):
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("returned")

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="decision", verbose_name=_("proposal"))
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    accepted_fields = models.JSONField(default=list)
    returned_fields = models.JSONField(default=list)
    field_comments = models.JSONField(default=dict)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(comment="") | ~Q(field_comments={}), name="returning_says_why"
            ),
        ]

    # A decision can be taken back for so long, and the letter about it waits as long.
    UNDO = timedelta(minutes=30)

    def __str__(self):
        return f"{self.revision}: {self.get_verdict_display()}"

    @property
    def said_on_fields(self):
        """(label, comment) of each field that was returned with words of its own."""
        from initiatives.content import LABELS

        return [(LABELS[field], text) for field, text in self.field_comments.items()]

    @property
    def can_be_undone_until(self):
        until = self.at + self.UNDO
        return until if until > timezone.now() else None


class PartnerRequest(models.Model):
    """An organisation is asked to be a partner in an initiative, or asks to be; the other side decides."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("asked by the lead")
        OFFERED = "offered", _("asks to join")

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="partner_requests", verbose_name=_("initiative")
    )
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="partner_requests", verbose_name=_("organisation"))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    text = models.CharField(_("in your own words"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_accepted = models.BooleanField(_("accepted"), null=True)

    objects = PartnerRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner request")
        verbose_name_plural = _("partner requests")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "actor"], condition=Q(decided_at=None), name="one_open_partner_request"
            )
        ]

    def __str__(self):
        return f"{self.actor}, {self.initiative}"


class CannedAnswer(models.Model):
    """A text for a common answer to an author."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    text = models.TextField(_("text"), max_length=2000)

    class Meta:
        verbose_name = _("common answer")
        verbose_name_plural = _("common answers")
        ordering = ["name"]

    def __str__(self):
        return self.name


class FormerSlug(models.Model):
    """The key that something had before it was merged into another: old addresses and old content still lead there."""

    slug = models.SlugField(max_length=100)
    actor = models.ForeignKey(Actor, models.CASCADE, null=True, related_name="former_slugs")
    initiative = models.ForeignKey(Initiative, models.CASCADE, null=True, related_name="former_slugs")

    class Meta:
        verbose_name = _("former key")
        verbose_name_plural = _("former keys")
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(initiative=None), name="former_actor_slug_once"),
            models.UniqueConstraint(fields=["slug"], condition=Q(actor=None), name="former_initiative_slug_once"),
            models.CheckConstraint(
                condition=Q(actor=None, initiative__isnull=False) | Q(initiative=None, actor__isnull=False),
                name="former_slug_leads_somewhere",
            ),
        ]

    def __str__(self):
        return self.slug


class Version(models.Model):
    """A full snapshot of each publication of an initiative, with the time it held. Public, without persons' names."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="versions")
    held_from = models.DateTimeField(default=timezone.now)
    held_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["initiative", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["initiative"], condition=Q(held_to=None), name="one_version_holds"),
            models.CheckConstraint(condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="version_held"),
        ]

    def __str__(self):
        return f"{self.initiative} {self.number}"
