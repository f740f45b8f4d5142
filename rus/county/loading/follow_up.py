"""Indicators with where their values come from, targets, and the values."""

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
from rus.county.loading.reading import NAMES, Reader
from rus.county.tables import Row


class FollowUp(Reader):
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
