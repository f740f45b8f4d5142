import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from indicators.models import Indicator
from initiatives.dates import Precision, say_date
from initiatives.querysets import (
    ActorQuerySet,
    InitiativeQuerySet,
    InvitationQuerySet,
    LogEntryQuerySet,
    ResponseQuerySet,
    RevisionQuerySet,
)
from rus.places.models import Geography
from rus.strategy.localized import Localized
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift


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
    """Somebody asks to join an organisation; its administrators decide, or the region where it has none."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="requests", verbose_name=_("organisation"))
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
            models.UniqueConstraint(fields=["actor", "user"], condition=Q(decided_at=None), name="one_open_request")
        ]

    def __str__(self):
        return f"{self.user}, {self.actor}"


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


class Result(models.Model):
    """What the work has led to, with its evidence, and how it stands now when reality has moved on."""

    slug = models.SlugField(_("key"), unique=True, max_length=80)
    kraftsamling = models.ForeignKey(
        Kraftsamling, models.CASCADE, related_name="results", verbose_name=_("kraftsamling")
    )
    initiatives = models.ManyToManyField(Initiative, blank=True, related_name="results", verbose_name=_("initiatives"))
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

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["state", "submitted_at"], name="revision_queue")]
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
    def comment(self):
        """What the coordinator wrote when the content came back, or with the decision."""
        for revision in (self, self.parent):
            decision = getattr(revision, "decision", None) if revision else None
            if decision:
                return decision.comment
        return ""


class Decision(models.Model):
    """What a coordinator decided on a revision; the first one counts."""

    class Verdict(models.TextChoices):
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("returned")

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="decision", verbose_name=_("proposal"))
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    accepted_fields = models.JSONField(default=list)
    returned_fields = models.JSONField(default=list)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="returned") | ~Q(comment=""), name="returning_says_why"),
        ]

    def __str__(self):
        return f"{self.revision}: {self.get_verdict_display()}"


class Version(models.Model):
    """A full snapshot of each publication of an initiative, with the time it held. Public, without persons' names."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
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
