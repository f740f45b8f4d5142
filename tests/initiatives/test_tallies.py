"""The kept counts are those of the register, whatever has been done to it and in which order."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Indicator
from initiatives import content, deciding, merging, moderation, tallies
from initiatives.models import Actor, Initiative, Tally
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift

pytestmark = pytest.mark.django_db

PART = st.tuples(st.sampled_from(["aby", "skolverk", "region"]), st.sampled_from(["lead", "partner", "financier"]))
AIM = st.fixed_dictionaries(
    {
        "indicator": st.just("behorighet"),
        "breakdown": st.sampled_from(["", "sex=k"]),
        "aim": st.just("raise"),
        "how": st.just(""),
        "lag_years": st.sampled_from([None, 0, 3]),
        "origin": st.sampled_from(["organisation", "editors"]),
    }
)
PAYLOAD = st.fixed_dictionaries(
    {
        "title": st.just("Ett initiativ"),
        "phase": st.sampled_from(["ongoing", "ongoing", "ended"]),
        "start": st.sampled_from([None, "2020-03-01", "2025-01-01"]),
        "kraftsamlingar": st.lists(st.sampled_from(["skola", "miljo"]), unique=True),
        "reach": st.sampled_from(["county", "unknown", "municipalities"]),
        "municipalities": st.lists(st.sampled_from(["9801", "9802"]), unique=True),
        "partnerships": st.lists(PART, unique=True, max_size=4),
        "contributions": st.lists(AIM, unique_by=lambda one: one["breakdown"]),
    }
)
DONE = ["publish", "publish", "change", "propose", "undo", "archive", "merge", "merge organisations", "delete"]


@pytest.fixture
def strategy_words(county):
    """What the strategy holds to link to, so that every kind of count is there."""
    return {
        "perspectives": {one.slug: "" for one in Perspective.objects.all()},
        "shifts": [one.slug for one in Shift.objects.all()],
        "principles": [one.slug for one in Principle.objects.all()],
    }


def whole(payload, words, known):
    """The payload with what exists in the county, and at most one lead."""
    leads = [part for part in payload["partnerships"] if part[1] == "lead"][:1]
    parts = [part for part in payload["partnerships"] if part[1] != "lead"] + leads
    return content.complete(
        payload | words
        | {
            "kraftsamlingar": [slug for slug in payload["kraftsamlingar"] if slug in known],
            "partnerships": [{"actor": slug, "named_as": "", "role": role} for slug, role in parts],
        }
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(DONE), PAYLOAD, st.integers(0, 20)), min_size=1, max_size=7))
def test_counts_follow_the_register(county, strategy_words, sara, berit, aby, steps):
    with transaction.atomic():
        do(steps, strategy_words, sara, berit, aby)
        kept = counts()
        tallies.recount()
        assert kept == counts()
        transaction.set_rollback(True)


def do(steps, words, sara, berit, aby):
    known = set(Kraftsamling.objects.values_list("slug", flat=True))
    for number, (what, payload, which) in enumerate(steps):
        published = list(Initiative.objects.published().order_by("pk"))
        one = published[which % len(published)] if published else None
        payload = whole(payload, words, known)
        match what:
            case "publish":
                moderation.publish_content(payload, by=None)
            case "change" if one:
                moderation.publish_content(payload, initiative=one, by=None)
            case "propose":
                double = Actor.objects.create(slug=f"dubblett-{number}", name=f"Dubblett {number}")
                payload["partnerships"] = [{"actor": double.slug, "named_as": "", "role": "partner"}]
                payload["start"], payload["challenge"] = "2025-01-01", "x"
                sent = moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit)
                moderation.publish(sent, by=sara)
                if which % 2:
                    deciding.undo(sent.decision, by=sara)
            case "archive" if one:
                moderation.archive(one, by=sara)
            case "merge" if len(published) > 1:
                merging.merge_initiatives(published[0], published[-1], by=sara)
            case "merge organisations" if double := Actor.objects.filter(slug__startswith="dubblett").first():
                merging.merge_actors(aby, double, by=sara)
            case "delete" if one:
                one.delete()


def counts():
    rows = Tally.objects.exclude(count=0).values_list("kind", "subject", "within", "year", "count")
    assert all(count > 0 for *_cell, count in rows)
    return sorted(rows)


def test_every_kind_of_count_is_tried(county, strategy_words):
    for reach in ("county", "unknown", "municipalities"):
        aims = [{"indicator": "behorighet", "breakdown": "", "aim": "raise", "how": "", "lag_years": 2,
                 "origin": "editors" if reach == "county" else "organisation"}]  # fmt: skip
        payload = {
            "title": "Ett initiativ", "phase": "ongoing", "reach": reach, "municipalities": ["9801"],
            "kraftsamlingar": ["skola"], "start": "2024-01-01", "contributions": aims,
            "partnerships": [{"actor": "aby", "named_as": "", "role": "lead"}],
        }  # fmt: skip
        moderation.publish_content(payload | strategy_words, by=None)
    assert {kind for kind, *_rest in counts()} == set(Tally.Kind.values)


def test_a_deleted_indicator_is_in_common_with_nobody(county, aby, skolverk):
    for slug in ("aby", "region"):
        aim = {"indicator": "framtidstro", "breakdown": "", "aim": "raise", "how": "", "lag_years": None,
               "origin": "organisation"}  # fmt: skip
        part = {"actor": slug, "named_as": "", "role": "lead"}
        moderation.publish_content({"title": slug, "partnerships": [part], "contributions": [aim]}, by=None)
    assert Actor.objects.alongside(aby).filter(slug="region").exists()
    Indicator.objects.get(slug="framtidstro").delete()
    assert not Actor.objects.alongside(aby).filter(slug="region").exists()


def test_a_register_that_was_there_before_the_counts_is_counted(county):
    kept = counts()
    Tally.objects.all().delete()
    tallies.recount_if_empty()
    assert counts() == kept
    Tally.objects.update(count=7)
    call_command("recount", stdout=StringIO())
    assert counts() == kept
