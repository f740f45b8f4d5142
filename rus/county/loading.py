"""Loads a county's folder: the strategy, organisations, initiatives, indicators and values. All of it or nothing.

Safe to run again: what the folder says is brought up to date by its keys, what it does not mention is left alone, and
an initiative that somebody has changed since is kept as they left it. The format is described in docs/howto/county.md.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from indicators.judging import judge_indicators
from indicators.models import (
    Annotation,
    BreakdownCategory,
    BreakdownCode,
    Indicator,
    Series,
    Source,
    Status,
    Target,
)
from indicators.sources.door import refuse_address
from indicators.sources.errors import SourceRejected
from indicators.storing import Incoming, store
from initiatives.content import complete, snapshot
from initiatives.models import Actor, ActorName, Contribution, Funding, Initiative, Partnership, Phase, Result
from initiatives.moderation import publish_content
from rus.county.tables import CellError, CountyError, Row, read_table
from rus.dialogue.models import Question
from rus.history.models import Change
from rus.places.models import Geography, GeographyGroup
from rus.search.indexing import rebuild
from rus.strategy.models import Driver, Insight, Kraftsamling, Perspective, Principle, Shift, Strategy

NAMES = ["slug", "name_sv", "name_en"]


def load_county(folder: Path) -> dict[str, int]:
    """Load the folder and judge its indicators; returns the rows of each kind. On a CountyError nothing is kept."""
    loader = Loader(folder)
    with transaction.atomic():
        counts = loader.load()
        rebuild()
        return counts


class Loader:
    """The tables in the order in which they name each other, with what has been read so far by key."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.known: dict[str, dict[str, Any]] = defaultdict(dict)
        self.counts: dict[str, int] = {}

    def load(self) -> dict[str, int]:
        if not self.folder.is_dir():
            raise CountyError([f"{self.folder}: there is no such folder."])
        begins = not Strategy.objects.exists()
        self.table("places", ["code", "name", "kind", "parent", "tile_column", "tile_row"], self.place)
        self.table("groups", ["slug", "name", "year", "members"], self.group, optional=True)
        self.table(
            "strategy",
            [*NAMES, "vision_sv", "vision_en", "county", "organisation", "starts", "ends", "source"],
            self.strategy,
        )
        self.strategy_texts()
        self.action()
        self.follow_up()
        self.initiatives()
        self.table(
            "results",
            [
                "slug",
                "kraftsamling",
                "title_sv",
                "title_en",
                "initiatives",
                "on",
                "evidence",
                "now_sv",
                "now_en",
                "now_on",
            ],
            self.result,
            optional=True,
        )
        self.observations()
        judge_indicators()
        if begins:
            Strategy.objects.filter(pk=self.current.pk).update(began_at=timezone.now())
        return self.counts

    def table(
        self,
        name: str,
        columns: list[str],
        take: Callable[[Row], object],
        *,
        optional: bool = False,
        writes: bool = True,
    ) -> None:
        """Hand every row to `take`; all faults of one table are told at once, and nothing after it is read.

        A row that `writes` has a savepoint of its own, so that a refusal by the database spoils that row alone.
        """
        problems: list[str] = []
        count = 0
        try:
            for row in read_table(self.folder, name, columns, optional=optional):
                count += 1
                try:
                    with transaction.atomic() if writes else nullcontext():
                        take(row)
                except CellError as error:
                    problems.append(str(error))
                except IntegrityError as error:
                    problems.append(
                        f"{row.file}, line {row.line}, column {columns[0]}: refused by the database ({error})."
                    )
        except CellError as error:
            problems.append(str(error))
        if problems:
            raise CountyError(problems)
        self.counts[name] = count

    def keep(self, kind: str, key: str, model: type[Model], where: dict, values: dict) -> Any:
        obj, _created = model._default_manager.update_or_create(**where, defaults=values)
        self.known[kind][key] = obj
        return obj

    # Places and the strategy's own words

    def place(self, row: Row) -> None:
        code = row.text("code", required=True)
        self.keep(
            "places",
            code,
            Geography,
            {"code": code},
            {
                "name": row.text("name", required=True),
                "kind": row.choice("kind", Geography.Kind),
                "parent": row.one("parent", self.known["places"]),
                "tile_column": row.integer("tile_column"),
                "tile_row": row.integer("tile_row"),
            },
        )

    def group(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        group = self.keep(
            "groups",
            slug,
            GeographyGroup,
            {"slug": slug, "year": row.integer("year")},
            {"name": row.text("name", required=True)},
        )
        group.members.set(row.many("members", self.known["places"]))

    def strategy(self, row: Row) -> None:
        starts, ends = row.integer("starts"), row.integer("ends")
        if starts is None or ends is None or ends < starts:
            raise row.error("ends", "must be a year that does not come before 'starts'.")
        slug = row.text("slug", required=True)
        Strategy.objects.exclude(slug=slug).update(is_current=False)
        self.current = self.keep(
            "strategies",
            slug,
            Strategy,
            {"slug": slug},
            {
                "name_sv": row.text("name_sv", required=True),
                "name_en": row.text("name_en"),
                "vision_sv": row.text("vision_sv"),
                "vision_en": row.text("vision_en"),
                "county": row.one("county", self.known["places"], required=True),
                "organisation": row.text("organisation", required=True),
                "starts": starts,
                "ends": ends,
                "source": row.text("source"),
                "is_current": True,
            },
        )

    def named(self, kind: str, model: type[Model], row: Row, texts: list[str], **values: Any) -> Any:
        slug = row.text("slug", required=True)
        values |= {"position": row.line, "name_sv": row.text("name_sv", required=True), "name_en": row.text("name_en")}
        values |= {name: row.text(name) for name in texts}
        return self.keep(kind, slug, model, {"strategy": self.current, "slug": slug}, values)

    def strategy_texts(self) -> None:
        both = ["text_sv", "text_en"]
        states = ["short_en", "present_sv", "present_en", "desired_sv", "desired_en"]

        def kraftsamling(row):
            self.named(
                "kraftsamlingar",
                Kraftsamling,
                row,
                states,
                short_sv=row.text("short_sv", required=True),
                colour=row.choice("colour", Kraftsamling.Colour),
                desired_by_editors=row.flag("desired_by_editors"),
            )

        def driver(row):
            self.named("drivers", Driver, row, both, level=row.choice("level", Driver.Level))

        def shift(row):
            shift = self.named("shifts", Shift, row, [])
            shift.kraftsamlingar.set(row.many("kraftsamlingar", self.known["kraftsamlingar"]))
            shift.drivers.set(row.many("drivers", self.known["drivers"]))

        def insight(row):
            day, _precision = row.date("learned_on")
            if day is None:
                raise row.error("learned_on", "is empty, but must be filled in.")
            insight = self.named("insights", Insight, row, ["source"], learned_on=day)
            insight.principles.set(row.many("principles", self.known["principles"]))

        def question(row):
            self.named(
                "questions", Question, row, [], kraftsamling=row.one("kraftsamling", self.known["kraftsamlingar"])
            )

        self.table("kraftsamlingar", [*NAMES, "short_sv", *states, "colour", "desired_by_editors"], kraftsamling)
        self.table("perspectives", [*NAMES, *both], lambda row: self.named("perspectives", Perspective, row, both))
        self.table("drivers", [*NAMES, "level", *both], driver, optional=True)
        self.table("shifts", [*NAMES, "kraftsamlingar", "drivers"], shift, optional=True)
        self.table("principles", NAMES, lambda row: self.named("principles", Principle, row, []), optional=True)
        self.table("insights", [*NAMES, "learned_on", "source", "principles"], insight, optional=True)
        self.table("questions", [*NAMES, "kraftsamling"], question, optional=True)

    # Organisations

    def action(self) -> None:
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

    # Indicators

    def follow_up(self) -> None:
        self.table(
            "indicators",
            [
                *NAMES, "kraftsamling", "definition_sv", "definition_en", "unit_sv", "unit_en", "decimals", "desired",
                "scale", "judged_month", "planned_source",
            ],
            self.indicator,
        )  # fmt: skip
        self.table(
            "series",
            [
                *NAMES, "indicator", "provider", "external_id", "publication", "unit_sv", "unit_en", "is_primary",
                "is_supplement",
                "is_survey",
            ],
            self.series,
        )  # fmt: skip
        self.table("categories", ["dimension", "code", "name_sv", "name_en"], self.category, optional=True)
        self.table(
            "sources",
            ["slug", "name", "kind", "base_url", "place_variable", "calls", "per_seconds", "max_cells", "credit"],
            self.source,
            optional=True,
        )
        self.table("codes", ["source", "variable", "value", "dimension", "category"], self.code, optional=True)
        self.table(
            "fetching",
            [
                "series", "source", "source_key", "selection", "reach", "every_days", "interval_months",
                "delay_months",
            ],
            self.fetching,
            optional=True,
        )  # fmt: skip
        self.table("annotations", [*NAMES, "first_day", "last_day", "unfit_for"], self.annotation, optional=True)
        self.table(
            "targets",
            [
                "indicator", "geography", "shape", "value", "year", "base_year", "group", "breakdowns", "is_primary",
                "text_sv", "text_en", "source",
            ],
            self.target,
            optional=True,
        )  # fmt: skip

    def indicator(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        values = {name: row.text(name) for name in ("name_en", "definition_en", "unit_en", "planned_source")}
        values |= {name: row.text(name, required=True) for name in ("name_sv", "definition_sv", "unit_sv")}
        values |= {
            "kraftsamling": row.one("kraftsamling", self.known["kraftsamlingar"]),
            "decimals": row.integer("decimals", 1),
            "desired": row.choice("desired", Indicator.Desired),
            "scale": row.choice("scale", Indicator.Scale),
            "judged_month": row.integer("judged_month"),
            "position": row.line,
        }
        self.keep("indicators", slug, Indicator, {"slug": slug}, values)

    def series(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        values = {name: row.text(name) for name in ("name_en", "publication", "unit_en")}
        values |= {name: row.text(name, required=True) for name in ("name_sv", "provider", "external_id", "unit_sv")}
        values |= {
            "indicator": row.one("indicator", self.known["indicators"], required=True),
            "is_primary": row.flag("is_primary"),
            "is_supplement": row.flag("is_supplement"),
            "is_survey": row.flag("is_survey"),
        }
        self.keep("series", slug, Series, {"slug": slug}, values)

    def category(self, row: Row) -> None:
        where = {"dimension": row.text("dimension", required=True), "code": row.text("code", required=True)}
        self.keep(
            "categories",
            f"{where['dimension']}={where['code']}",
            BreakdownCategory,
            where,
            {"name_sv": row.text("name_sv", required=True), "name_en": row.text("name_en"), "position": row.line},
        )

    def source(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        values = {name: row.text(name, required=True) for name in ("name", "base_url")}
        try:
            refuse_address(values["base_url"])
        except SourceRejected as refused:
            raise row.error("base_url", str(refused)) from None
        values |= {
            "kind": row.choice("kind", Source.Kind),
            "place_variable": row.text("place_variable") or "Region",
            "calls": row.integer("calls", 10),
            "per_seconds": row.integer("per_seconds", 10),
            "max_cells": row.integer("max_cells", 100_000),
            "credit": row.text("credit"),
        }
        self.keep("sources", slug, Source, {"slug": slug}, values)

    def code(self, row: Row) -> None:
        category = f"{row.text('dimension')}={row.text('category')}" if row.text("dimension") else ""
        if category and category not in self.known["categories"]:
            raise row.error("category", f"{category!r} does not exist.")
        BreakdownCode.objects.update_or_create(
            source=row.one("source", self.known["sources"], required=True),
            variable=row.text("variable", required=True),
            value=row.text("value", required=True),
            defaults={"category": self.known["categories"].get(category)},
        )

    def fetching(self, row: Row) -> None:
        """How a series is fetched; what people have changed since in the admin is theirs only until this is loaded."""
        series = row.one("series", self.known["series"], required=True)
        series.source = row.one("source", self.known["sources"], required=True)
        series.source_key = row.text("source_key", required=True)
        series.selection = row.selection("selection")
        series.reach = row.choice("reach", Series.Reach, "home")
        series.every_days = row.integer("every_days")
        series.interval_months = row.integer("interval_months", 12)
        series.delay_months = row.integer("delay_months", 12)
        series.save()

    def annotation(self, row: Row) -> None:
        slug = row.text("slug", required=True)
        (first, _), (last, _) = row.date("first_day"), row.date("last_day", end=True)
        if first is None or last is None or last < first:
            raise row.error("last_day", "must be a date that does not come before 'first_day'.")
        annotation = self.keep(
            "annotations",
            slug,
            Annotation,
            {"slug": slug},
            {
                "name_sv": row.text("name_sv", required=True),
                "name_en": row.text("name_en"),
                "first_day": first,
                "last_day": last,
            },
        )
        annotation.unfit_for.set(row.many("unfit_for", self.known["indicators"]))

    def target(self, row: Row) -> None:
        where = {
            "indicator": row.one("indicator", self.known["indicators"], required=True),
            "geography": row.one("geography", self.known["places"], required=True),
            "shape": row.choice("shape", Target.Shape),
            "year": row.integer("year"),
            "breakdowns": row.text("breakdowns"),
        }
        values = {
            "value": row.number("value"),
            "base_year": row.integer("base_year"),
            "group": row.one("group", self.known["groups"]),
            "is_primary": row.flag("is_primary"),
            "text_sv": row.text("text_sv", required=True),
            "text_en": row.text("text_en"),
            "source": row.text("source", required=True),
        }
        Target.objects.update_or_create(**where, defaults=values)

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

    # Values

    def observations(self) -> None:
        total = 0
        categories = {"", *self.known["categories"]}
        for slug, series in self.known["series"].items():
            incoming: dict[tuple, Incoming] = {}

            def take(row, incoming=incoming):
                one = self.value(row, categories)
                if one[:3] in incoming:
                    raise row.error("period", "the same place, breakdown and period stand on an earlier line too.")
                incoming[one[:3]] = one

            name = f"observations/{slug}"
            columns = ["place", "period", "breakdown", "value", "status", "source"]
            self.table(name, columns, take, optional=True, writes=False)
            total += self.counts.pop(name)
            store(series, incoming.values())
        self.counts["observations"] = total

    def value(self, row: Row, categories: set[str]) -> Incoming:
        place = row.one("place", self.known["places"], required=True)
        breakdown = row.text("breakdown")
        parts = breakdown.split("|")
        if parts != sorted(parts) or not categories.issuperset(parts):
            raise row.error(
                "breakdown", f"{breakdown!r} is not built of known categories in order, as in born=se|sex=k."
            )
        value, status = row.number("value"), row.choice("status", Status, "final")
        if (value is None) != (status in (Status.SUPPRESSED, Status.MISSING)):
            raise row.error("value", "is empty exactly when 'status' is suppressed or missing.")
        return Incoming(place.pk, breakdown, row.period("period"), value, status, row.text("source"))


def _same(standing: dict, payload: dict) -> bool:
    """Whether two payloads say the same, whatever order the lists came in."""
    return _ordered(standing) == _ordered(payload)


def _ordered(payload: dict) -> dict:
    return {key: sorted(value, key=str) if isinstance(value, list) else value for key, value in payload.items()}
