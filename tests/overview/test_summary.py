"""Every count on the overview equals the one made the long way, on counties made up at random."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Assessment, Indicator
from initiatives.models import Actor, Funding, Initiative
from initiatives.moderation import archive, publish_content
from rus.overview import summary
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Strategy

pytestmark = pytest.mark.django_db
PHASES = ["ongoing", "planned", "paused", "ended", "stopped", "unknown"]
INITIATIVES = st.lists(
    st.fixed_dictionaries(
        {
            "phase": st.sampled_from(PHASES),
            "kraftsamlingar": st.lists(st.sampled_from(["skola", "miljo"]), unique=True, max_size=2),
            "reach": st.sampled_from(["county", "municipalities", "unknown"]),
            "municipalities": st.lists(st.sampled_from(["9801", "9802"]), unique=True, max_size=2),
            "parts": st.lists(
                st.tuples(st.sampled_from(["aby", "skolverk", "region"]), st.sampled_from(["lead", "partner", "financier"])),
                unique_by=lambda part: part[0], max_size=3,
            ),
            "archived": st.booleans(),
        }
    ),
    max_size=6,
)  # fmt: skip


def build(found, sara):
    Initiative.objects.all().delete()
    known = set(Kraftsamling.objects.values_list("slug", flat=True))
    places = set(Geography.objects.values_list("code", flat=True))
    for number, one in enumerate(found):
        one["kraftsamlingar"] = [slug for slug in one["kraftsamlingar"] if slug in known]
        one["municipalities"] = (
            [code for code in one["municipalities"] if code in places] if one["reach"] == "municipalities" else []
        )
        leads = [part for part in one["parts"] if part[1] == "lead"]
        one["parts"] = [part for part in one["parts"] if part[1] != "lead"] + leads[:1]
        made = publish_content(
            {
                "title": f"Initiativ {number}", "phase": one["phase"], "kraftsamlingar": one["kraftsamlingar"],
                "reach": one["reach"], "municipalities": one["municipalities"],
                "partnerships": [{"actor": slug, "named_as": "", "role": role} for slug, role in one["parts"]],
            },
            by=None,
        )  # fmt: skip
        if one["archived"]:
            archive(made, by=sara, comment="x")
    return [one for one in found if one["phase"] == "ongoing" and not one["archived"]]


def organisations(rows):
    return {slug for row in rows for slug, role in row["parts"] if role != "financier"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=INITIATIVES, code=st.sampled_from(["", "9801"]), slug=st.sampled_from(["", "aby"]))
def test_efforts_are_counted_as_by_hand(county, sara, found, code, slug):
    ongoing = build(found, sara)
    if code:
        ongoing = [one for one in ongoing if code in one["municipalities"]]
    if slug:
        ongoing = [one for one in ongoing if slug in organisations([one])]
    place = Geography.objects.filter(code=code).first()
    actor = Actor.objects.filter(slug=slug).first()
    everyone, parts = summary.count_efforts(place, actor)
    assert (everyone.initiatives, everyone.organisations) == (len(ongoing), len(organisations(ongoing)))
    for kraftsamling in Kraftsamling.objects.all():
        own = [one for one in ongoing if kraftsamling.slug in one["kraftsamlingar"]]
        part = parts[kraftsamling.pk]
        assert (part.initiatives, part.organisations) == (len(own), len(organisations(own)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=INITIATIVES)
def test_tiles_are_counted_as_by_hand(county, sara, found):
    ongoing = build(found, sara)
    tiles = summary.tile_map(list(Strategy.objects.get().county.children.all()))
    assert tiles.county_wide == sum(one["reach"] == "county" for one in ongoing)
    assert tiles.unknown == sum(one["reach"] == "unknown" for one in ongoing)
    for tile in tiles.tiles:
        assert tile.count == sum(tile.place.code in one["municipalities"] for one in ongoing)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(directions=st.lists(st.sampled_from([*Assessment.Direction.values, None]), min_size=1, max_size=8))
def test_arrows_are_counted_as_by_hand_and_sum_to_all(county, directions):
    place = Strategy.objects.get().county
    skola = Kraftsamling.objects.get(slug="skola")
    Indicator.objects.all().delete()
    for number, direction in enumerate(directions):
        one = Indicator.objects.create(
            slug=f"m{number}",
            name_sv=f"M{number}",
            definition_sv="x",
            unit_sv="procent",
            desired="up",
            kraftsamling=skola,
        )
        if direction:
            Assessment.objects.create(indicator=one, geography=place, direction=direction)
    indicators = list(Indicator.objects.judged().for_list(place))
    [part] = [one for one in summary.sum_up(Kraftsamling.objects.all(), indicators, place) if one.kraftsamling == skola]
    by_hand = defaultdict(int)
    for direction in directions:
        by_hand[direction or "not_judged"] += 1
    assert dict(part.counts) == dict(by_hand)
    assert sum(part.counts.values()) == len(part.arrows) == len(directions)


def test_the_overview_from_an_organisation_shows_its_own(client, county):
    text = client.get("/", {"organisation": "aby"}).content.decode()
    assert "Det här arbetar Åby kommun med" in text
    assert "Läslyftet i Åby" in text
    assert "Behöriga" in text
    answer = client.get("/", {"organisation": "finns-inte"})
    assert answer.status_code == 404
    assert "Det finns ingen sådan organisation." in answer.content.decode()


def test_municipalities_stand_in_the_swedish_alphabet(county):
    parent = Strategy.objects.get().county
    for number, name in enumerate(["Öby", "Zby", "Äby"]):
        Geography.objects.create(
            code=f"981{number}", name=name, kind="municipality", parent=parent, tile_row=9, tile_column=9
        )
    names = [tile.place.name for tile in summary.tile_map(list(parent.children.all())).tiles]
    assert [name for name in names if name[0] in "ZÅÄÖ"] == ["Zby", "Åby", "Äby", "Öby", "Ödköping"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["decided", "applied", "total"]), st.integers(1, 10**9)),
        max_size=6,
    ),
    taken_up=st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_funding_perspectives_and_organisations_are_counted_as_by_hand(county, amounts, taken_up):
    Initiative.objects.all().delete()
    perspective = Perspective.objects.first()
    made = [
        publish_content(
            {
                "title": f"Initiativ {number}", "phase": "ongoing", "kraftsamlingar": ["skola"],
                "perspectives": {perspective.slug: ""} if has else {},
                "partnerships": [{"actor": "aby", "named_as": "", "role": "lead"}] if has else [],
            },
            by=None,
        )
        for number, has in enumerate(taken_up)
    ]  # fmt: skip
    for number, kind, amount in amounts:
        Funding.objects.create(initiative=made[number], kind=kind, amount=amount)
    every = Initiative.objects.published()
    by_hand = defaultdict(int)
    for _number, kind, amount in amounts:
        by_hand[kind] += amount
    found = {fund.kind: (fund.amount, fund.initiatives) for fund in summary.funding_of(every)}
    assert found == {
        Funding.Kind(kind).label: (total, len({number for number, of, _amount in amounts if of == kind}))
        for kind, total in by_hand.items()
    }
    counted = {one.pk: one.effort_count for one in summary.perspectives_of(every, Strategy.objects.get())}
    assert counted.pop(perspective.pk) == sum(taken_up)
    assert not any(counted.values())
    assert [(one.slug, one.effort_count) for one in summary.organisations_of(every)] == (
        [("aby", sum(taken_up))] if any(taken_up) else []
    )
