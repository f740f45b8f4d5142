"""Measures statistics: storing a million values, judging all places, and the indicator's page among many values."""

import resource
import time

from indicators.judging import judge_indicators
from indicators.models import BreakdownCategory, Indicator, Observation, Series, Target
from indicators.storing import Incoming, store
from rus.places.models import Geography
from rus.strategy.models import Strategy
from tests.bench import county

MILLION = 1_000_000
COUNTIES, MUNICIPALITIES = 21, 290


def build_places():
    """A nation, 21 counties and 290 municipalities of no real county, twelve of them at home."""
    nation = Geography.objects.create(code="00", name="Riket", kind="nation")
    counties = [
        Geography.objects.create(code=f"{n:02}", name=f"Län {n}", kind="county", parent=nation)
        for n in range(1, COUNTIES + 1)
    ]
    places = [nation, *counties]
    for n in range(MUNICIPALITIES):
        parent = counties[0] if n < 12 else counties[1 + n % (COUNTIES - 1)]
        places.append(
            Geography.objects.create(code=f"{3000 + n}", name=f"Kommun {n}", kind="municipality", parent=parent)
        )
    Strategy.objects.create(
        slug="prov", name_sv="Provstrategin", county=counties[0], organisation="Region Prov", starts=2022, ends=2030,
        is_current=True, is_synthetic=True,
    )  # fmt: skip
    return places


def build_indicators(count, places, years, breakdowns=("", "sex=k", "sex=m")):
    for position, code in enumerate("km"):
        BreakdownCategory.objects.get_or_create(
            dimension="sex", code=code, defaults={"name_sv": code.upper(), "position": position}
        )
    for n in range(count):
        one = Indicator.objects.create(
            slug=f"i{n}", name_sv=f"Påhittat mått {n}", definition_sv="Påhittat.", unit_sv="procent",
            desired=["up", "down"][n % 2], position=n,
        )  # fmt: skip
        series = Series.objects.create(
            indicator=one, slug=f"i{n}", name_sv="Påhittad serie", provider="Ingen", external_id=f"X{n}",
            unit_sv="procent", is_primary=True,
        )  # fmt: skip
        store(series, synthetic(n, places, years, breakdowns))
        if n % 3 == 0:
            Target.objects.create(
                indicator=one, geography=places[1], shape="level", value=70 if n % 2 == 0 else 30, year=2030, is_primary=True,
                text_sv="Påhittat mål", source="Ingen",
            )  # fmt: skip


def synthetic(seed, places, years, breakdowns=("",), bump_every=0):
    """Figures that mean nothing: a slow drift with some waves, the same each time."""
    number = 0
    for breakdown in breakdowns:
        for place in places:
            start = 30 + (place.pk * 7919 + seed * 104729 + len(breakdown) * 31) % 400 / 10
            for year in years:
                value = (
                    start
                    + (year - 2010) * ((place.pk + seed) % 9 - 4) * 0.12
                    + (year * place.pk * (seed + 3)) % 17 * 0.1
                )
                if bump_every and number % bump_every == 0:
                    value += 0.7
                yield Incoming(place.pk, breakdown, str(year), round(value, 1))
                number += 1


def resident_megabytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


def storing(rows=MILLION):
    """Insert; again unchanged; again with 1 % changed: rows a second and memory above the start."""
    places = build_places()
    build_indicators(1, places, [], [])
    series = Series.objects.get()
    breakdowns = ["", *(f"age={n:03}" for n in range(rows // (len(places) * 25) + 1))]
    keys = [place.pk for place in places]

    def incoming(bump_every=0):
        for number, one in enumerate(synthetic(1, places, range(2001, 2026), breakdowns, bump_every)):
            if number == rows:
                return
            yield one

    begun = time.perf_counter()
    generated = sum(1 for _one in incoming())
    making = time.perf_counter() - begun
    base = resident_megabytes()
    print(f"\n{f'storing {generated:,} values':30}{'rows/s':>10}{'wanted':>10}{'MB above start':>16}")
    for name, every, wanted in (("insert", 0, 30_000), ("unchanged", 0, 150_000), ("1 % changed", 100, 100_000)):
        begun = time.perf_counter()
        store(series, incoming(every), complete_for=keys, accept_losses=False)
        # What it takes to make up the figures is no part of storing them.
        rate = rows / (time.perf_counter() - begun - making)
        print(f"{name:30}{rate:10,.0f}{wanted:10,}{resident_megabytes() - base:16.0f}", flush=True)


def judging(count=60):
    """All indicators in all places, the first time, again when nothing has changed, and what one run changed."""
    places = build_places()
    build_indicators(count, places, range(2011, 2026))
    print(f"\njudging {count} indicators x {len(places)} places with two groups each, 15 years")
    for name, chosen in (
        ("all, the first time", None),
        ("all again, nothing changed", None),
        ("one run's indicator", "i0"),
    ):
        if chosen:
            series = Series.objects.get(slug=chosen)
            store(series, synthetic(0, places, range(2011, 2026), ("",), bump_every=2))
        begun = time.perf_counter()
        changed = judge_indicators(Indicator.objects.filter(slug=chosen) if chosen else None)
        print(f"  {name:28}{time.perf_counter() - begun:7.2f} s   {changed} judgements stored", flush=True)


def indicator_page(measure, client, sizes=(50_000, 5_000_000)):
    """The page's time and queries among few and among many values, uncached, beside the bare page."""
    county.build(initiatives=60)
    places, years = list(Geography.objects.all()), range(2005, 2025)
    print(f"\n{'indicator page among':24}{'queries':>8}{'ms':>9}{'x bare':>8}")
    found = {}
    for size in sizes:
        fill(places, years, size)
        queries, ms, _body = measure(client, "/indikatorer/i0/")
        _queries, bare, _body = measure(client, "/bare/")
        found[size] = ms
        print(f"{size:>16,} values{queries:8}{ms:9.1f}{ms / bare:8.2f}", flush=True)
    few, many = found.values()
    print(f"Many against few: {many / few:.2f} (wanted: at most 1.3)")


def fill(places, years, size):
    """Other series of other indicators until the table holds so many rows."""
    wanted = size - Observation.objects.count()
    if wanted <= 0:
        return
    each = len(places) * len(years)
    indicator = Indicator.objects.create(
        slug=f"fyll-{size}", name_sv="Påhittad fyllnad", definition_sv="Påhittat.", unit_sv="procent"
    )
    series = Series.objects.create(
        indicator=indicator,
        slug=f"fyll-{size}",
        name_sv="Fyllnad",
        provider="Ingen",
        external_id=f"F{size}",
        unit_sv="procent",
    )
    breakdowns = [f"age={n:03}" for n in range(wanted // each + 1)]
    store(series, synthetic(7, places, years, breakdowns))
    county.take_stock()
