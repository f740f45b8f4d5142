"""Counts that pages show of what is linked and what is not, on registers made up at random, against counts by hand."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.models import Actor, Initiative
from initiatives.moderation import archive, publish_content
from rus.overview import needs, summary
from rus.overview.connections import Kind, flows, weave
from rus.overview.examples import with_examples
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift, Strategy

pytestmark = pytest.mark.django_db
ACTORS = ["aby", "skolverk", "region"]


@st.composite
def initiatives(draw):
    parts = draw(st.lists(st.tuples(st.sampled_from(ACTORS), st.sampled_from(["partner", "financier"])), unique=True))
    lead = draw(st.sampled_from([*ACTORS, None]))
    return {
        "title": "Ett initiativ",
        "phase": draw(st.sampled_from(["ongoing", "ongoing", "ended", "unknown"])),
        "end": draw(st.sampled_from([None, 30, 400])),
        "kraftsamlingar": draw(st.lists(st.just("skola"), max_size=1)),
        "perspectives": dict.fromkeys(draw(st.lists(st.sampled_from(["jamstalldhet", "nytt"]), unique=True)), ""),
        "shifts": draw(st.lists(st.just("lika"), max_size=1)),
        "principles": draw(st.lists(st.just("tillit"), max_size=1)),
        "reach": draw(st.sampled_from(["county", "unknown", "municipalities"])),
        "municipalities": draw(st.lists(st.sampled_from(["9801", "9802"]), unique=True)),
        "indicators": draw(st.lists(st.sampled_from(["behorighet", "framtidstro"]), unique=True)),
        "parts": [*parts, *([(lead, "lead")] if lead else [])],
        "archived": draw(st.booleans()),
    }


def build(found, sara):
    """The initiatives in the register; returns those that are published."""
    Initiative.objects.all().delete()
    today = timezone.localdate()
    for one in found:
        aims = [{"indicator": slug, "breakdown": "", "aim": "raise", "how": "", "lag_years": None,
                 "origin": "organisation"} for slug in one["indicators"]]  # fmt: skip
        end = (today + timedelta(days=one["end"])).isoformat() if one["end"] else None
        parts = [{"actor": slug, "named_as": "", "role": role} for slug, role in one["parts"]]
        made = publish_content(one | {"end": end, "contributions": aims, "partnerships": parts}, by=None)
        if one["archived"]:
            archive(made, by=sara)
    return [one for one in found if not one["archived"]]


def taking_part(one):
    return {slug for slug, role in one["parts"] if role != "financier"}


def said_by_hand(published):
    """What the pages should say, counted the long way."""
    ongoing = [one for one in published if one["phase"] == "ongoing"]
    reached = {code for one in ongoing if one["reach"] == "municipalities" for code in one["municipalities"]}
    perspectives = {slug for one in ongoing if one["kraftsamlingar"] for slug in one["perspectives"]}
    alone = [
        (slug, one["end"]) for one in ongoing for slug in one["indicators"]
        if one["end"] == 30 and sum(slug in other["indicators"] for other in ongoing) == 1
    ]  # fmt: skip
    together, alongside = {}, {}
    for slug in ACTORS:
        own = [one for one in published if slug in {name for name, _role in one["parts"]}]
        aimed = {name for one in published if slug in taking_part(one) for name in one["indicators"]}
        for other in set(ACTORS) - {slug}:
            if shared := sum(other in {name for name, _role in one["parts"]} for one in own):
                together[slug, other] = shared
                continue
            theirs = {name for one in published if other in taking_part(one) for name in one["indicators"]}
            if aimed & theirs:
                alongside[slug, other] = len(aimed & theirs)
    return {
        "shift": (sum(bool(one["shifts"]) for one in published), sum(bool(one["shifts"]) for one in ongoing)),
        "principle": (sum(bool(one["principles"]) for one in published), sum(bool(one["principles"]) for one in ongoing)),
        "unreached shifts": {"lika"} if not any(one["shifts"] for one in ongoing) else set(),
        "unreached perspectives": {"jamstalldhet", "nytt"} - perspectives,
        "unreached municipalities": {"9801", "9802"} - reached,
        "whole county": sum(one["reach"] == "county" for one in ongoing),
        "place unknown": sum(one["reach"] == "unknown" for one in ongoing),
        "ending alone": sorted(slug for slug, _end in alone),
        "together": together,
        "alongside": alongside,
        "led": {slug: sum((slug, "lead") in one["parts"] for one in published) for slug in ACTORS},
        "in all": {slug: sum(slug in {name for name, _role in one["parts"]} for one in published) for slug in ACTORS},
        "in flows": sum(bool(one["kraftsamlingar"]) for one in ongoing),
    }  # fmt: skip


def said_by_the_pages():
    strategy = Strategy.objects.get()
    [shift] = with_examples(list(Shift.objects.filter(slug="lika")), "shifts")
    [principle] = with_examples(list(Principle.objects.filter(slug="tillit")), "principles")
    unreached = needs.list_unreached(strategy)
    gaps = dict(unreached.perspectives)
    skola = Kraftsamling.objects.get(slug="skola")
    listed = {one.slug: one for one in Actor.objects.for_list()}
    together, alongside = {}, {}
    for slug in ACTORS:
        actor = listed[slug]
        together |= {(slug, one.slug): one.shared for one in Actor.objects.together_with(actor)}
        alongside |= {(slug, one.slug): one.in_common for one in Actor.objects.alongside(actor)}
    drawn = flows(weave(strategy, "/omvarld/"), lit_only=False)
    return {
        "shift": (shift.initiative_count, shift.ongoing_count),
        "principle": (principle.initiative_count, principle.ongoing_count),
        "unreached shifts": {one.slug for one in unreached.shifts},
        "unreached perspectives": {one.slug for one in gaps.get(skola, [])},
        "unreached municipalities": {one.code for one in unreached.municipalities} & {"9801", "9802"},
        "whole county": unreached.county_wide,
        "place unknown": unreached.place_unknown,
        "ending alone": sorted(one.indicator.slug for one in needs.ending_alone()),
        "together": together,
        "alongside": alongside,
        "led": {slug: listed[slug].lead_count for slug in ACTORS},
        "in all": {slug: listed[slug].initiative_count for slug in ACTORS},
        "in flows": sum(
            count for one, other, count in drawn.links
            if (drawn.kinds[one], drawn.kinds[other]) == (Kind.KRAFTSAMLING, Kind.INITIATIVE)
        ),
    }  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(initiatives(), max_size=6))
def test_what_pages_count_is_what_one_counts_by_hand(county, sara, found):
    with transaction.atomic():
        assert said_by_the_pages_after(found, sara) == []
        transaction.set_rollback(True)


def said_by_the_pages_after(found, sara):
    """What the pages say otherwise than counted by hand."""
    by_hand, by_pages = said_by_hand(build(found, sara)), said_by_the_pages()
    return [(name, by_hand[name], by_pages[name]) for name in by_hand if by_hand[name] != by_pages[name]]


def test_the_county_of_these_tests_holds_what_they_name(county):
    assert set(ACTORS) <= set(Actor.objects.values_list("slug", flat=True))
    assert {"9801", "9802"} <= set(Geography.objects.values_list("code", flat=True))
    assert {"jamstalldhet", "nytt"} <= set(Perspective.objects.values_list("slug", flat=True))
    assert summary.perspectives_of(Initiative.objects.none(), Strategy.objects.get())
