"""Doubles made one: everything that pointed at the one that goes points at the one that stays, addresses included."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import content
from initiatives.models import Actor, ActorName, FormerSlug, Initiative, Membership
from initiatives.moderation import StepRefused, current_content, publish_content, take_away
from initiatives.tallies import followed
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record


@transaction.atomic
def merge_actors(keep: Actor, double: Actor, *, by: User) -> None:
    """The double's members, initiatives, names and all else become `keep`'s; its address leads there."""
    if keep.pk == double.pk:
        raise StepRefused(_("Choose two different organisations."))
    theirs = Initiative.objects.filter(pk__in=double.partnerships.values("initiative")).order_by("pk")
    with followed(*theirs.select_for_update()):
        for part in double.partnerships.all():
            if keep.partnerships.filter(initiative=part.initiative_id, role=part.role).exists():
                part.delete()
            else:
                part.actor = keep
                part.save(update_fields=["actor"])
    for member in double.memberships.all():
        own, created = Membership.objects.get_or_create(user=member.user, actor=keep, defaults={"role": member.role})
        if not created and member.role == Membership.Role.ADMINISTRATOR:
            own.role = member.role
            own.save(update_fields=["role"])
    double.memberships.all().delete()
    double.invitations.open().update(withdrawn_at=timezone.now())
    for relation in Actor._meta.related_objects:
        if relation.one_to_many and relation.name not in ("partnerships", "memberships"):
            _move(relation, double, keep)
    keep.places.add(*double.places.all())
    name, slug = double.name, double.slug
    keep.website = keep.website or double.website
    keep.save(update_fields=["website"])
    double.delete()
    ActorName.objects.get_or_create(name=name, defaults={"actor": keep})
    FormerSlug.objects.create(slug=slug, actor=keep)
    record(keep, Change.Verb.MERGED, by, {"double": [name, keep.name]})


@transaction.atomic
def merge_initiatives(keep: Initiative, double: Initiative, *, by: User) -> None:
    """What only the double says is added to `keep`; its news, results and proposals move. The double is archived."""
    if keep.pk == double.pk:
        raise StepRefused(_("Choose two different initiatives."))
    one, other = current_content(keep), current_content(double)
    if one is None or other is None or not keep.is_published:
        raise StepRefused(_("Only published initiatives can be merged."))
    publish_content(
        _together(one, other), initiative=keep, by=by, comment=_("Merged with “%(title)s”.") % {"title": double}
    )
    version = keep.versions.get(held_to=None)
    double.revisions.filter(state__in=["draft", "submitted"]).update(base_version=version)
    double.revisions.update(initiative=keep)
    for result in double.results.all():
        result.initiatives.add(keep)
        result.initiatives.remove(double)
    kept = {"partnerships", "contributions", "funding", "perspective_links", "versions", "revisions", "former_slugs"}
    for relation in Initiative._meta.related_objects:
        if relation.one_to_many and relation.name not in kept:
            _move(relation, double, keep)
    double.former_slugs.update(initiative=keep)
    FormerSlug.objects.create(slug=double.slug, initiative=keep)
    take_away(double)
    record(keep, Change.Verb.MERGED, by, {"double": [double.title, keep.title]})


def _move(relation: Any, double: Model, keep: Model) -> None:
    """What pointed at the double points at `keep`; what `keep` has already is not had twice."""
    for row in relation.related_model._default_manager.filter(**{relation.field.name: double}):
        setattr(row, relation.field.name, keep)
        try:
            with transaction.atomic():
                row.save(update_fields=[relation.field.name])
        except IntegrityError:
            row.delete()


def _together(one: content.Payload, other: content.Payload) -> content.Payload:
    """`one`, with what `other` has where it says nothing, and lists put together."""
    both = content.complete(one)
    for field, empty in content.EMPTY.items():
        if field.endswith("_precision"):
            continue
        mine, theirs = both[field], content.complete(other)[field]
        if isinstance(empty, list):
            both[field] = [*mine, *(item for item in theirs if not _has(field, mine, item))]
        elif isinstance(empty, dict):
            both[field] = theirs | mine
        elif mine == empty and theirs != empty:
            both = content.take(both, [field], other) if field in content.PARTS else both | {field: theirs}
    if both["start"] and both["end"] and both["start"] > both["end"]:
        # The one's beginning and the other's end do not go together.
        both = content.take(both, content.DATES, one)
    lead = next((part for part in both["partnerships"] if part["role"] == "lead"), None)
    both["partnerships"] = [
        part | {"role": "partner"} if part["role"] == "lead" and part is not lead else part
        for part in both["partnerships"]
    ]
    return both


def _has(field: str, mine: list[Any], item: Any) -> bool:
    if field == "contributions":
        return any(one["indicator"] == item["indicator"] and one["breakdown"] == item["breakdown"] for one in mine)
    if field == "partnerships":
        return any(one["actor"] == item["actor"] and one["named_as"] == item["named_as"] for one in mine)
    return item in mine
