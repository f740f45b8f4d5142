"""Places, and the strategy's own words."""

from rus.county.loading.reading import NAMES, Reader
from rus.county.tables import Row
from rus.dialogue.models import Question
from rus.places.models import Geography, GeographyGroup
from rus.strategy.models import Driver, Insight, Kraftsamling, Perspective, Principle, Shift, Strategy


class Words(Reader):
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
