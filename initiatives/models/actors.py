import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import (
    ActorQuerySet,
    InvitationQuerySet,
)
from rus.places.models import Geography


class Actor(models.Model):
    """An organisation that takes part."""

    class Kind(models.TextChoices):
        REGION = "region", _("region")
        MUNICIPALITY = "municipality", _("municipality")
        AGENCY = "agency", _("state agency")
        UNIVERSITY = "university", _("university")
        BUSINESS = "business", _("business organisation")
        COMPANY = "company", _("company")
        PUBLIC_COMPANY = "public_company", _("publicly owned company")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        CULTURE = "culture", _("culture institution")
        SCHOOL = "school", _("folk high school")
        RURAL = "rural", _("rural development association")
        ENERGY = "energy", _("energy office")
        INNOVATION = "innovation", _("science park or innovation body")
        PARTNERSHIP = "partnership", _("partnership or network")
        OTHER = "other", _("other")

    slug = models.SlugField(_("key"), unique=True, max_length=100)
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.OTHER)
    description = models.CharField(_("in the source's words"), max_length=200, blank=True)
    places = models.ManyToManyField(Geography, blank=True, related_name="actors", verbose_name=_("places"))
    website = models.URLField(_("website"), blank=True)
    is_trusted = models.BooleanField(
        _("trusted"), default=False, help_text=_("What it sends is published at once and looked at afterwards.")
    )
    email_domain = models.CharField(
        _("e-mail domain"),
        max_length=100,
        blank=True,
        help_text=_("Whoever has proved an address there joins without being asked. Empty: nobody does."),
    )
    source = models.CharField(_("source"), max_length=500, blank=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="actors")

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("initiatives:actor", args=[self.slug])


class ActorName(models.Model):
    """Another name that an organisation is known by."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="other_names", verbose_name=_("organisation"))
    name = models.CharField(_("other name"), max_length=200)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="other_name_once")]

    def __str__(self):
        return self.name


class Membership(models.Model):
    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="memberships", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=14, choices=Role, default=Role.MEMBER)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["user", "actor"], name="member_once")]

    def __str__(self):
        return f"{self.user}, {self.actor}"


class Invitation(models.Model):
    """A link for one person to join an organisation: it expires, works once, and is bound to the address it went to."""

    VALID_DAYS = 14

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="invitations", verbose_name=_("organisation"))
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=14, choices=Membership.Role, default=Membership.Role.MEMBER)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                "actor", Lower("email"), condition=Q(accepted_at=None, withdrawn_at=None), name="one_open_invitation"
            )
        ]

    def __str__(self):
        return f"{self.email}, {self.actor}"

    def get_absolute_url(self):
        return reverse("initiatives:invitation", args=[self.token])


class MembershipRequest(models.Model):
    """Somebody asks to join an organisation; its administrators decide, or the region where it has none.

    An organisation that is not in the register is proposed by name in the same step; the region decides.
    """

    actor = models.ForeignKey(
        Actor, models.CASCADE, null=True, blank=True, related_name="requests", verbose_name=_("organisation")
    )
    proposed_name = models.CharField(_("proposed organisation"), max_length=200, blank=True)
    proposed_kind = models.CharField(_("kind"), max_length=16, choices=Actor.Kind, blank=True)
    proposed_website = models.URLField(_("website"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership_requests", verbose_name=_("person")
    )
    text = models.CharField(_("in your own words"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    is_accepted = models.BooleanField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["actor", "user"], condition=Q(decided_at=None), name="one_open_request"),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(proposed_name=""), name="request_names_an_organisation"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.actor or self.proposed_name}"
