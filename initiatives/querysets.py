from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


class ActorQuerySet(models.QuerySet):
    def of(self, user):
        """Those that the user is a member of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)

    def told_for_by(self, user):
        """Those in whose name the user may tell; every one for a coordinator."""
        return self if user.is_authenticated and user.can_moderate else self.of(user)

    def administered_by(self, user):
        """Those whose members the user looks after; every one for a coordinator."""
        if not user.is_authenticated:
            return self.none()
        if user.can_moderate:
            return self
        return self.filter(memberships__user=user, memberships__role="administrator")

    def administered_alone_by(self, user):
        """Those whose only administrator the user is."""
        from initiatives.models import Membership

        others = Membership.objects.filter(actor=OuterRef("pk"), role="administrator").exclude(user=user)
        return self.filter(memberships__user=user, memberships__role="administrator").exclude(Exists(others))

    def together_with(self, actor):
        """Those that share a published initiative with the organisation, most shared first, with how many."""
        own = actor.partnerships.filter(initiative__state="published").values("initiative")
        found = self.exclude(pk=actor.pk).filter(partnerships__initiative__in=own)
        return found.annotate(shared=Count("partnerships__initiative", distinct=True)).order_by("-shared", "name")

    def alongside(self, actor):
        """Those that work with the same indicators in published initiatives, but share none with the organisation; most
        indicators in common first, with how many."""
        from initiatives.models import Partnership, Tally

        own = actor.partnerships.filter(initiative__state="published").values("initiative")
        together = Partnership.objects.filter(initiative__in=own, actor__isnull=False).values("actor")
        aiming = Tally.objects.filter(kind=Tally.Kind.AIMING, count__gt=0)
        indicators = list(aiming.filter(subject=actor.pk).values_list("within", flat=True))
        aiming = aiming.filter(within__in=indicators)
        shared = aiming.filter(subject=OuterRef("pk")).order_by().values("subject").annotate(found=Count("pk"))
        found = self.exclude(pk=actor.pk).exclude(pk__in=together).filter(pk__in=aiming.values("subject"))
        return found.annotate(in_common=Subquery(shared.values("found"))).order_by("-in_common", "name")

    def for_list(self):
        """With how many published initiatives each takes part in, and leads."""
        from initiatives.models import Partnership

        published = Q(partnerships__initiative__state="published")
        return self.annotate(
            initiative_count=Count("partnerships__initiative", filter=published, distinct=True),
            lead_count=Count(
                "partnerships__initiative",
                filter=published & Q(partnerships__role=Partnership.Role.LEAD),
                distinct=True,
            ),
        )


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those that have not been used or withdrawn; an expired one is open still, and can be sent anew."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class InitiativeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state="published")

    def ongoing(self):
        """Published and said to be going on; an unknown phase is never counted."""
        return self.published().filter(phase="ongoing")

    def visible_to(self, user):
        """The published; what has been archived too for coordinators and for members of a partner."""
        if not user.is_authenticated:
            return self.published()
        if user.can_moderate:
            return self
        own = self.model.objects.filter(partnerships__actor__memberships__user=user)
        return self.filter(Q(state="published") | Q(pk__in=own))

    def editable_by(self, user):
        """Published ones that an organisation of the user's leads or is a partner in; every one for a coordinator.

        What a partner proposes waits for the lead before the coordinators: see moderation.submit.
        """
        if not user.is_authenticated:
            return self.none()
        if user.can_moderate:
            return self
        own = self.model.objects.filter(
            partnerships__role__in=["lead", "partner"], partnerships__actor__memberships__user=user
        )
        return self.published().filter(pk__in=own)

    def led_by(self, user):
        """Those whose lead the user is a member of."""
        if not user.is_authenticated:
            return self.none()
        from initiatives.models import Partnership

        led = Partnership.objects.filter(role=Partnership.Role.LEAD, actor__memberships__user=user)
        return self.filter(pk__in=led.values("initiative"))

    def claimable_by(self, user):
        """Those entered by the editors that an organisation of the user's may say are its own: it leads them, or takes
        part where no organisation of the register leads."""
        if not user.is_authenticated:
            return self.none()
        own = self.model.objects.filter(partnerships__actor__memberships__user=user)
        led = self.model.objects.filter(partnerships__role="lead", partnerships__actor__isnull=False)
        led_by_own = own.filter(partnerships__role="lead", partnerships__actor__memberships__user=user)
        taken_part_in = own.filter(
            partnerships__role__in=["lead", "partner"], partnerships__actor__memberships__user=user
        ).exclude(pk__in=led)
        return self.published().filter(Q(pk__in=led_by_own) | Q(pk__in=taken_part_in), by_editors=True)

    def told_by(self, user):
        """Published ones that the user may write news on: as a member of any partner, or as a coordinator."""
        if not user.is_authenticated:
            return self.none()
        if user.can_moderate:
            return self.published()
        own = self.model.objects.filter(partnerships__actor__memberships__user=user)
        return self.published().filter(pk__in=own)

    def for_list(self):
        """With no more than a row shows, the lead's name included; tags.tag_rows adds the links."""
        from initiatives.models import Partnership

        leads = Partnership.objects.filter(initiative=OuterRef("pk"), role=Partnership.Role.LEAD)
        named = leads.annotate(shown=Coalesce("actor__name", "named_as"))
        return self.only("slug", "title", "phase", "start", "end", "state").annotate(
            lead_name=Subquery(named.values("shown")[:1])
        )


class RevisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the user's organisations; every one for a coordinator."""
        if not user.is_authenticated:
            return self.none()
        if user.can_moderate:
            return self
        from initiatives.models import Initiative

        own = self.model.objects.filter(actor__memberships__user=user)
        asked = Q(awaits_lead=True, initiative__in=Initiative.objects.led_by(user))
        return self.filter(Q(pk__in=own) | asked)

    def editable_by(self, user):
        drafts = self.filter(state="draft")
        if user.is_authenticated and not user.can_moderate:
            return drafts.filter(pk__in=self.model.objects.filter(actor__memberships__user=user))
        return drafts.visible_to(user)

    def accepted_by_lead(self, user):
        """Partners' proposals that the user, as a member of the lead, says yes or no to."""
        from initiatives.models import Initiative

        led = Initiative.objects.led_by(user).values("pk")
        return self.filter(state="submitted", awaits_lead=True, initiative__in=led)

    def waiting(self):
        """What waits for the coordinators."""
        return self.filter(state="submitted", awaits_lead=False).order_by("submitted_at")


class PartnerRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)

    def decided_by(self, user):
        """Open ones that the user decides on: for an organisation that is asked, or for the lead where one asks."""
        if not user.is_authenticated:
            return self.none()
        if user.can_moderate:
            return self.open()
        from initiatives.models import Membership, Partnership

        administers = Membership.objects.filter(user=user, role=Membership.Role.ADMINISTRATOR).values("actor")
        led = Partnership.objects.filter(role=Partnership.Role.LEAD, actor__in=administers).values("initiative")
        return self.open().filter(Q(kind="asked", actor__in=administers) | Q(kind="offered", initiative__in=led))


class FollowQuerySet(models.QuerySet):
    def named(self):
        """With the name and the address of what is followed, and no more of it."""
        found = self.select_related("initiative", "actor", "kraftsamling", "indicator")
        shown = ["initiative__title", "actor__name", "kraftsamling__name_sv", "kraftsamling__name_en"]
        shown += ["indicator__name_sv", "indicator__name_en"]
        shown += [f"{kind}__slug" for kind in ("initiative", "actor", "kraftsamling", "indicator")]
        return found.only("user", *shown)


class LogEntryQuerySet(models.QuerySet):
    def public(self):
        return self.filter(hidden_at=None, initiative__state="published")


class AttachmentQuerySet(models.QuerySet):
    def public(self):
        return self.exclude(looked_at=None).filter(hidden_at=None, initiative__state="published")

    def visible_to(self, user):
        """The public ones; those that wait for a look too for the coordinators and for those who take part."""
        if not user.is_authenticated:
            return self.public()
        if user.can_moderate:
            return self
        from initiatives.models import Initiative

        own = self.model.objects.filter(initiative__in=Initiative.objects.told_by(user), hidden_at=None)
        return self.filter(Q(pk__in=self.model.objects.public()) | Q(pk__in=own))


class ResponseQuerySet(models.QuerySet):
    def current(self):
        """The latest word on each indicator."""
        later = self.model.objects.filter(indicator=OuterRef("indicator")).filter(
            Q(said_on__gt=OuterRef("said_on")) | Q(said_on=OuterRef("said_on"), pk__gt=OuterRef("pk"))
        )
        return self.filter(~Exists(later))
