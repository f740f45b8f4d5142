"""Organisations, initiatives and results."""

from collections import defaultdict

from initiatives.content import complete, snapshot
from initiatives.models import Actor, ActorName, Contribution, Funding, Initiative, Partnership, Phase, Result
from initiatives.moderation import publish_content
from rus.county.loading.reading import Reader
from rus.county.tables import Row
from rus.history.models import Change


class Action(Reader):
    def organisations(self) -> None:
        columns = ["slug", "name", "kind", "description", "places", "website", "other_names", "source"]
        self.table("actors", columns, self.actor)

    def actor(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        actor = self.keep(
            "actors",
            slug,
            Actor,
            {"slug": slug},
            {
                "name": row.text("name", required=True),
                "kind": row.choice("kind", Actor.Kind, "other"),
                "description": row.text("description"),
                "website": row.text("website"),
                "source": row.text("source"),
            },
        )
        actor.places.set(row.many("places", self.known["places"]))
        for name in (name.strip() for name in row.text("other_names").split("|")):
            if name:
                ActorName.objects.get_or_create(name=name, defaults={"actor": actor})

    # Initiatives, put together of four tables and published by the one function that publishes

    def initiatives(self) -> None:
        parts: dict[str, list[dict]] = defaultdict(list)
        contributions: dict[str, list[dict]] = defaultdict(list)
        funding: dict[str, list[dict]] = defaultdict(list)
        rows: dict[str, tuple[Row, dict]] = {}

        def take_initiative(row):
            slug = row.text("slug", required=True)
            if slug in rows:
                raise row.error("slug", f"{slug!r} stands on an earlier line too.")
            rows[slug] = (row, self.initiative_payload(row))

        def take_partner(row):
            actor = row.one("actor", self.known["actors"])
            named_as = row.text("named_as", required=actor is None)
            part = {
                "actor": actor.slug if actor else "",
                "named_as": named_as,
                "role": row.choice("role", Partnership.Role),
            }
            slug = row.one("initiative", {slug: slug for slug in rows}, required=True)
            if part["role"] == Partnership.Role.LEAD and any(one["role"] == part["role"] for one in parts[slug]):
                raise row.error("role", f"{slug!r} has a lead already.")
            parts[slug].append(part)

        def take_contribution(row):
            slug = row.one("initiative", {slug: slug for slug in rows}, required=True)
            contributions[slug].append(
                {
                    "indicator": row.one("indicator", self.known["indicators"], required=True).slug,
                    "breakdown": row.text("breakdown"),
                    "aim": row.choice("aim", Contribution.Aim),
                    "how": row.text("how"),
                    "lag_years": row.integer("lag_years"),
                    "origin": row.choice("origin", Contribution.Origin, "editors"),
                }
            )

        def take_funding(row):
            slug = row.one("initiative", {slug: slug for slug in rows}, required=True)
            amount = row.integer("amount")
            if not amount or amount < 0:
                raise row.error("amount", "must be a whole number of kronor above zero.")
            funding[slug].append(
                {
                    "amount": amount,
                    "kind": row.choice("kind", Funding.Kind),
                    "first_year": row.integer("first_year"),
                    "last_year": row.integer("last_year"),
                    "financier": row.text("financier"),
                    "source": row.text("source"),
                }
            )

        self.table(
            "initiatives",
            [
                "slug", "title", "phase", "start", "end", "reach", "municipalities", "kraftsamlingar", "perspectives",
                "shifts", "principles", "summary", "source",
            ],
            take_initiative,
        )  # fmt: skip
        self.table("partnerships", ["initiative", "actor", "named_as", "role"], take_partner, optional=True)
        self.table(
            "contributions",
            ["initiative", "indicator", "breakdown", "aim", "how", "lag_years", "origin"],
            take_contribution,
            optional=True,
        )
        self.table(
            "funding",
            ["initiative", "amount", "kind", "first_year", "last_year", "financier", "source"],
            take_funding,
            optional=True,
        )
        standing = {one.slug: one for one in Initiative.objects.filter(slug__in=rows)}
        changed_by_people = set(
            Change.objects.filter(object_type="initiatives.initiative", by__isnull=False).values_list(
                "object_id", flat=True
            )
        )
        for slug, (_row, payload) in rows.items():
            payload |= {"partnerships": parts[slug], "contributions": contributions[slug], "funding": funding[slug]}
            self.publish(slug, payload, standing.get(slug), changed_by_people)
        self.known["initiatives"] = {one.slug: one for one in Initiative.objects.filter(slug__in=rows)}

    def initiative_payload(self, row: Row) -> dict:
        (start, start_precision), (end, end_precision) = row.date("start"), row.date("end", end=True)
        if start and end and end < start:
            raise row.error("end", "the initiative ends before it starts.")
        codes = [place.code for place in row.many("municipalities", self.known["places"])]
        reach = row.choice("reach", Initiative.Reach, "unknown")
        if (reach == Initiative.Reach.MUNICIPALITIES) != bool(codes):
            raise row.error("reach", "'municipalities' goes with a list of municipalities, and only then.")
        return {
            "title": row.text("title", required=True),
            "summary": row.text("summary"),
            "phase": row.choice("phase", Phase, "unknown"),
            "start": start.isoformat() if start else None,
            "start_precision": start_precision,
            "end": end.isoformat() if end else None,
            "end_precision": end_precision,
            "reach": reach,
            "municipalities": codes,
            "kraftsamlingar": [one.slug for one in row.many("kraftsamlingar", self.known["kraftsamlingar"])],
            "perspectives": {one.slug: "" for one in row.many("perspectives", self.known["perspectives"])},
            "shifts": [one.slug for one in row.many("shifts", self.known["shifts"])],
            "principles": [one.slug for one in row.many("principles", self.known["principles"])],
            "source": row.text("source"),
        }

    def publish(self, slug: str, payload: dict, standing: Initiative | None, changed_by_people: set[str]) -> None:
        if standing is None:
            publish_content(payload, by=None, slug=slug, by_editors=True)
        elif str(standing.pk) not in changed_by_people and not _same(snapshot(standing), complete(payload)):
            publish_content(payload, by=None, initiative=standing)

    def result(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        on, precision = row.date("on")
        now_on, _precision = row.date("now_on")
        if on is None:
            raise row.error("on", "is empty, but must be filled in.")
        if row.text("now_sv") and now_on is None:
            raise row.error("now_on", "must say since when 'now_sv' has been so.")
        values = {name: row.text(name) for name in ("title_en", "now_sv", "now_en")}
        values |= {
            "kraftsamling": row.one("kraftsamling", self.known["kraftsamlingar"], required=True),
            "title_sv": row.text("title_sv", required=True),
            "evidence": row.text("evidence", required=True),
            "on": on,
            "on_precision": precision,
            "now_on": now_on,
        }
        result = self.keep("results", slug, Result, {"slug": slug}, values)
        result.initiatives.set(row.many("initiatives", self.known["initiatives"]))


def _same(standing: dict, payload: dict) -> bool:
    """Whether two payloads say the same, whatever order the lists came in."""
    return _ordered(standing) == _ordered(payload)


def _ordered(payload: dict) -> dict:
    return {key: sorted(value, key=str) if isinstance(value, list) else value for key, value in payload.items()}
