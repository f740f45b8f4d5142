from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address. What the person may do comes from memberships and two flags."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_coordinator = models.BooleanField(
        _("coordinator"), default=False, help_text=_("Moderates, curates and runs the yearly follow-up.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    letters_off = models.JSONField(_("kinds of letters switched off"), default=list, blank=True)
    letter_at = models.DateTimeField(_("last weekly letter"), null=True, blank=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    # A coordinator works in these rooms of the admin; people and secrets are the superuser's.
    COORDINATOR_APPS = frozenset(
        {"initiatives", "indicators", "strategy", "places", "dialogue", "history", "django_celery_beat"}
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_an_address")]

    def __str__(self):
        return self.name or self.email

    def get_short_name(self):
        return str(self)

    @property
    def is_staff(self):
        return self.is_coordinator or self.is_superuser

    @property
    def can_moderate(self):
        return self.is_active and self.is_staff

    def has_perm(self, perm, obj=None):
        return self.has_module_perms(perm.partition(".")[0])

    def has_module_perms(self, app_label):
        """By what the person is alone: no group and no single permission is handed out."""
        return self.can_moderate and (self.is_superuser or app_label in self.COORDINATOR_APPS)


class Notice(models.Model):
    """One e-mail to one person. The row is the truth: a lost message to the worker only makes it late."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    MAX_ATTEMPTS = 5

    to = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("to"))
    address = models.EmailField(_("address"), blank=True, help_text=_("Of somebody who has no account yet."))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    send_after = models.DateTimeField(_("not before"), null=True, blank=True)
    about = models.CharField(
        _("about"), max_length=60, blank=True, help_text=_("What can call it back while it waits.")
    )
    unsubscribe = models.URLField(_("where the receiver switches it off"), max_length=300, blank=True)
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="notice_waiting")]
        constraints = [
            models.CheckConstraint(condition=models.Q(to=None) ^ models.Q(address=""), name="notice_has_one_receiver")
        ]

    def __str__(self):
        return self.subject

    @property
    def receiver(self):
        return self.to.email if self.to else self.address
