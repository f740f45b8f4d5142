"""A synthetic county in a throw-away database, for load alone. Its figures mean nothing, and every page says so."""

import random
from datetime import date, timedelta

from django.db import connection

from indicators.judging import judge_indicators
from indicators.models import BreakdownCategory, Indicator, Observation, Series, Target
from initiatives import content, tallies
from initiatives.models import (
    Actor,
    Contribution,
    Initiative,
    InitiativePerspective,
    LogEntry,
    Partnership,
    Version,
)
from rus.places.models import Geography
from rus.strategy.models import Driver, Kraftsamling, Perspective, Principle, Shift, Strategy

WORDS = [
    "gemensam",
    "plattform",
    "för",
    "unga",
    "samverkan",
    "klimat",
    "arbete",
    "skola",
    "hälsa",
    "landsbygd",
    "innovation",
    "energi",
    "kultur",
    "trygghet",
]


def build(initiatives=500, actors=30, indicators=60, municipalities=12, counties=21, years=15, elsewhere=0):
    chance = random.Random(1)
    nation = Geography.objects.create(code="00", name="Riket", kind="nation")
    others = [
        Geography.objects.create(code=f"{n:02}", name=f"Län {n}", kind="county", parent=nation)
        for n in range(1, counties + 1)
    ]
    county = others[0]
    places = [
        Geography.objects.create(
            code=f"01{n:02}",
            name=f"Kommun {n}",
            kind="municipality",
            parent=county,
            tile_column=n % 3 + 1,
            tile_row=n // 3 + 1,
        )
        for n in range(municipalities)
    ]
    abroad = Geography.objects.bulk_create(
        Geography(code=f"9{n:03}", name=f"Annan kommun {n}", kind="municipality", parent=others[1 + n % (counties - 1)])
        for n in range(elsewhere)
    )
    strategy = Strategy.objects.create(
        slug="prov", name_sv="Provstrategin", county=county, organisation="Region Prov", starts=2022, ends=2030,
        is_current=True, is_synthetic=True,
    )  # fmt: skip
    colours = ["plum", "blue", "green"]
    kraftsamlingar = [
        Kraftsamling.objects.create(
            strategy=strategy, slug=f"k{n}", name_sv=f"Kraftsamling nummer {n}", short_sv=f"K{n}", colour=colours[n],
            desired_sv="Önskvärt läge", position=n,
        )
        for n in range(3)
    ]  # fmt: skip
    perspectives = [
        Perspective.objects.create(strategy=strategy, slug=f"p{n}", name_sv=f"Perspektiv {n}") for n in range(5)
    ]
    for n in range(17):
        Driver.objects.create(
            strategy=strategy, slug=f"d{n}", name_sv=f"Omvärld {n}", level=["trend", "eu", "nation"][n % 3]
        )
    for n in range(8):
        Shift.objects.create(strategy=strategy, slug=f"s{n}", name_sv=f"Förflyttning {n}").kraftsamlingar.add(
            kraftsamlingar[n % 3]
        )
        Principle.objects.create(strategy=strategy, slug=f"a{n}", name_sv=f"Arbetssätt {n}")
    build_indicators(chance, indicators, kraftsamlingar, [nation, *others, *places, *abroad], county, years)
    build_initiatives(chance, initiatives, actors, kraftsamlingar, perspectives, places)
    judge_indicators()
    tallies.recount()
    take_stock()


def take_stock():
    """Let PostgreSQL know what the tables hold, as its housekeeping does by itself in a database that lives."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def build_indicators(chance, count, kraftsamlingar, places, county, years):
    for position, (code, name) in enumerate([("k", "Kvinnor"), ("m", "Män")]):
        BreakdownCategory.objects.create(dimension="sex", code=code, name_sv=name, position=position)
    for n in range(count):
        one = Indicator.objects.create(
            slug=f"i{n}", name_sv=f"Påhittat mått {n}", definition_sv="Påhittat.", unit_sv="procent", desired=["up", "down"][n % 2],
            kraftsamling=kraftsamlingar[n % 3], position=n,
        )  # fmt: skip
        series = Series.objects.create(
            indicator=one,
            slug=f"i{n}",
            name_sv="Påhittad serie",
            provider="Ingen",
            external_id=f"X{n}",
            unit_sv="procent",
            is_primary=True,
        )
        rows = []
        for place in places:
            level, drift = chance.uniform(30, 80), chance.uniform(-0.6, 0.6)
            for year in range(2026 - years, 2026):
                for breakdown in ("", "sex=k", "sex=m"):
                    level = min(max(level + drift + chance.gauss(0, 0.5), 1), 99)
                    rows.append(
                        Observation(
                            series=series, geography=place, breakdown=breakdown, period=str(year), first_day=date(year, 1, 1),
                            last_day=date(year, 12, 31), year=year, value=round(level, 1),
                        )
                    )  # fmt: skip
        Observation.objects.bulk_create(rows, batch_size=2000)
        if n % 3 == 0:
            Target.objects.create(
                indicator=one, geography=county, shape="level", value=70 if n % 2 == 0 else 30, year=2030, is_primary=True,
                text_sv="Påhittat mål", source="Ingen",
            )  # fmt: skip


def build_initiatives(chance, count, actors, kraftsamlingar, perspectives, places):
    people = [Actor.objects.create(slug=f"o{n}", name=f"Organisation {n}") for n in range(actors)]
    indicators = list(Indicator.objects.all())
    start = date(2016, 1, 1)
    rows = []
    for n in range(count):
        first = start + timedelta(days=chance.randrange(3600))
        title = f"{' '.join(chance.sample(WORDS, 4)).capitalize()} {n}"
        rows.append(
            Initiative(
                slug=f"in{n}", title=title, summary="Påhittat initiativ för belastningsprov.", start=first,
                end=first + timedelta(days=900), phase=["ongoing", "ended", "planned"][n % 3],
                reach="municipalities" if n % 2 else "unknown", search_text=title.casefold(),
            )
        )  # fmt: skip
    Initiative.objects.bulk_create(rows)
    rows = list(Initiative.objects.all())
    Initiative.kraftsamlingar.through.objects.bulk_create(
        Initiative.kraftsamlingar.through(initiative=one, kraftsamling=kraftsamlingar[n % 3])
        for n, one in enumerate(rows)
    )
    Initiative.municipalities.through.objects.bulk_create(
        Initiative.municipalities.through(initiative=one, geography=places[n % len(places)])
        for n, one in enumerate(rows)
        if n % 2
    )
    InitiativePerspective.objects.bulk_create(
        InitiativePerspective(initiative=one, perspective=perspectives[n % 5]) for n, one in enumerate(rows)
    )
    Partnership.objects.bulk_create(
        Partnership(initiative=one, actor=people[(n + shift) % actors], role=role)
        for n, one in enumerate(rows)
        for shift, role in enumerate(["lead", "partner", "partner"])
    )
    Contribution.objects.bulk_create(
        Contribution(initiative=one, indicator=indicators[n % len(indicators)], aim="raise", lag_years=2)
        for n, one in enumerate(rows)
    )
    LogEntry.objects.bulk_create(LogEntry(initiative=one, text="Påhittad nyhet", on=date(2026, 1, 1)) for one in rows)
    Version.objects.bulk_create(
        Version(initiative=one, number=1, content=content.complete({"title": one.title})) for one in rows
    )
