"""Column maps for spreadsheets of organisations and initiatives. Keys are slugs and SCB codes, never row numbers.

An initiative's row becomes content that goes the same way as everyone else's: it is published as a version, so history
and search follow, and no column is written past that.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from indicators.resources import CheckedResource
from initiatives import content
from initiatives.dates import parse_date, write_date
from initiatives.models import Actor, Initiative, Partnership, Phase
from initiatives.moderation import publish_content
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective


class Keys(widgets.ManyToManyWidget):
    """Several objects by their keys with | between; says which key there is none for."""

    def __init__(self, model, field):
        super().__init__(model, separator="|", field=field)

    def clean(self, value, row=None, **kwargs):
        keys = [key.strip() for key in str(value or "").split("|") if key.strip()]
        found = {str(getattr(one, self.field)): one for one in self.model.objects.filter(**{f"{self.field}__in": keys})}
        for key in keys:
            if key not in found:
                kind = self.model._meta.verbose_name
                raise ValueError(_("%(key)s: there is no such %(kind)s.") % {"key": key, "kind": kind})
        return self.model.objects.filter(pk__in=[one.pk for one in found.values()])


class ActorResource(CheckedResource):
    places = fields.Field("places", "places", Keys(Geography, "code"))

    class Meta(CheckedResource.Meta):
        model = Actor
        import_id_fields = ["slug"]
        fields = ["slug", "name", "kind", "description", "places", "website", "is_trusted", "source"]


class SaidDate(widgets.Widget):
    """A date as people write it, checked but kept as text until the content is made."""

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        if text:
            try:
                parse_date(text)
            except ValueError:
                raise ValueError(_("Write a year, a month or a day: 2026, 2026-08 or 2026-08-15.")) from None
        return text


class InitiativeResource(resources.ModelResource):
    start = fields.Field(column_name="start", widget=SaidDate())
    end = fields.Field(column_name="end", widget=SaidDate())
    kraftsamlingar = fields.Field("kraftsamlingar", "kraftsamlingar", Keys(Kraftsamling, "slug"))
    perspectives = fields.Field("perspectives", "perspectives", Keys(Perspective, "slug"))
    municipalities = fields.Field("municipalities", "municipalities", Keys(Geography, "code"))
    lead = fields.Field("lead", "lead")

    PLAIN = ("title", "challenge", "summary", "phase", "reach", "website", "source")

    class Meta:
        model = Initiative
        import_id_fields = ["slug"]
        fields = [
            "slug", "title", "phase", "start", "end", "lead", "reach", "municipalities", "kraftsamlingar",
            "perspectives", "challenge", "summary", "website", "source",
        ]  # fmt: skip
        clean_model_instances = False
        use_transactions = True

    def before_import(self, dataset, **kwargs):
        self.user = kwargs.get("user")
        self.rows = {}

    def import_instance(self, instance, row, **kwargs):
        """Check every cell, and keep the whole row as content instead of setting columns."""
        errors = {}
        cleaned = {}
        for name in self.get_import_order():
            field = self.fields[name]
            try:
                cleaned[name] = field.clean(row, **kwargs) if field.column_name in row else None
            except ValueError as error:
                errors[name] = str(error)
        if errors:
            raise ValidationError(errors)
        instance.slug = cleaned["slug"]
        instance.title = cleaned.get("title") or instance.title
        instance.payload = self._payload(instance, cleaned)

    def _payload(self, instance, cleaned):
        base = content.snapshot(instance) if instance.pk else content.complete({})
        changes = {name: cleaned[name] or "" for name in self.PLAIN if cleaned.get(name) is not None}
        changes["phase"] = changes.get("phase") or base["phase"]
        if changes["phase"] not in Phase.values:
            raise ValidationError({"phase": _write_one_of(Phase.values)})
        if not (changes.get("title") or base["title"]):
            raise ValidationError({"title": _("is missing.")})
        for name in ("start", "end"):
            if cleaned.get(name) is not None:
                day, precision = parse_date(cleaned[name], end=name == "end") if cleaned[name] else (None, "day")
                changes |= {name: day.isoformat() if day else None, f"{name}_precision": precision}
        start, end = (changes.get(name, base[name]) for name in ("start", "end"))
        if start and end and end < start:
            raise ValidationError({"end": _("The initiative ends before it starts.")})
        if cleaned.get("kraftsamlingar") is not None:
            changes["kraftsamlingar"] = [one.slug for one in cleaned["kraftsamlingar"]]
        if cleaned.get("perspectives") is not None:
            how = base["perspectives"]
            changes["perspectives"] = {one.slug: how.get(one.slug, "") for one in cleaned["perspectives"]}
        if cleaned.get("municipalities") is not None:
            changes["municipalities"] = [place.code for place in cleaned["municipalities"]]
            if changes["municipalities"]:
                changes["reach"] = Initiative.Reach.MUNICIPALITIES.value
        reach = changes["reach"] = changes.get("reach") or base["reach"]
        if reach not in Initiative.Reach.values:
            raise ValidationError({"reach": _write_one_of(Initiative.Reach.values)})
        if cleaned.get("lead"):
            changes["partnerships"] = self._with_lead(base["partnerships"], str(cleaned["lead"]))
        return base | changes

    def _with_lead(self, partnerships, slug):
        if not Actor.objects.filter(slug=slug).exists():
            kind = Actor._meta.verbose_name
            raise ValidationError({"lead": _("%(key)s: there is no such %(kind)s.") % {"key": slug, "kind": kind}})
        others = [part for part in partnerships if part["role"] != Partnership.Role.LEAD]
        return [{"actor": slug, "named_as": "", "role": Partnership.Role.LEAD.value}, *others]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        payload = getattr(instance, "payload", None)
        return bool(payload and instance.pk and content.snapshot(original) == content.complete(payload))

    def do_instance_save(self, instance, is_create):
        published = publish_content(
            instance.payload, by=self.user, initiative=None if is_create else instance, slug=instance.slug
        )
        instance.pk = published.pk

    def save_m2m(self, instance, row, **kwargs):
        """Publishing has written the lists already."""

    def dehydrate_start(self, one):
        return write_date(one.start, one.start_precision)

    def dehydrate_end(self, one):
        return write_date(one.end, one.end_precision)

    def dehydrate_perspectives(self, one):
        return "|".join(link.perspective.slug for link in one.perspective_links.select_related("perspective"))

    def dehydrate_lead(self, one):
        lead = one.partnerships.filter(role=Partnership.Role.LEAD).select_related("actor").first()
        return lead.actor.slug if lead and lead.actor else ""


def _write_one_of(values):
    return _("Write one of these: %(values)s.") % {"values": ", ".join(values)}
