"""Här behövs mer: who takes what, with its history and what came of it; effort against outcome."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Assessment, Indicator
from initiatives.models import Initiative, Response, Revision
from initiatives.moderation import publish_content
from rus.dialogue.models import Question
from rus.overview import needs, responding
from rus.strategy.models import Strategy

pytestmark = pytest.mark.django_db
PATH = "/agera/behorighet/"


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def behorighet(county):
    return Indicator.objects.get(slug="behorighet")


def test_an_organisation_takes_it_for_itself_and_everyone_reads_it(client, signed_in, behorighet, berit):
    assert "Ingen har tagit den" in text_of(client.get(PATH))
    answer = signed_in(berit).post(
        PATH, {"stance": "taken", "actor": "aby", "text": "Vi bjuder in skolorna."}, follow=True
    )
    assert "Nu är det sagt" in text_of(answer)
    client.logout()
    for path in (PATH, "/agera/", "/"):
        text = text_of(client.get(path))
        assert "Åby kommun tar den" in text
        assert "Vi bjuder in skolorna." in text
        assert "Berit" not in text


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"stance": "declined", "actor": "aby", "text": "Nej"}, "inte ett av de giltiga alternativen"),
        ({"stance": "taken", "actor": "skolverk"}, "inte ett av de giltiga alternativen"),
        ({"stance": "taken"}, "Fältet måste fyllas i"),
        ({"stance": "nobody", "actor": "aby"}, "Ingen har tagit den."),
        ({"stance": "påhittad", "actor": "aby"}, "inte ett av de giltiga alternativen"),
    ],
)
def test_a_member_says_nothing_for_others_or_for_the_county(signed_in, behorighet, berit, said, refused):
    text_of(signed_in(berit).post(PATH, said))
    assert not Response.objects.exists()


def test_nobody_and_those_of_no_organisation_are_refused(client, signed_in, behorighet, okke):
    assert client.post(PATH, {"stance": "taken", "actor": "aby"}).status_code == 403
    assert signed_in(okke).post(PATH, {"stance": "taken", "actor": "aby"}).status_code == 403
    assert not Response.objects.exists()


def test_what_another_has_taken_only_it_or_the_region_changes(signed_in, behorighet, berit, pelle, sara):
    signed_in(berit).post(PATH, {"stance": "taken", "actor": "aby"})
    text = text_of(signed_in(pelle).post(PATH, {"stance": "taken", "actor": "skolverk"}))
    assert "Åby kommun har tagit den." in text
    signed_in(berit).post(PATH, {"stance": "nobody", "actor": "aby"})
    signed_in(pelle).post(PATH, {"stance": "taken", "actor": "skolverk"})
    assert behorighet.responses.current().get().actor.slug == "skolverk"
    assert "Säg varför länet avstår." in text_of(signed_in(sara).post(PATH, {"stance": "declined"}))
    signed_in(sara).post(PATH, {"stance": "declined", "text": "Staten har ansvaret."})
    assert "Länet har sagt att det avstår" in text_of(
        signed_in(pelle).post(PATH, {"stance": "taken", "actor": "skolverk"})
    )
    assert behorighet.responses.count() == 4


def test_the_history_says_how_it_stood_then_and_what_came_of_it(client, behorighet, sara):
    county = Strategy.objects.get().county
    now = Assessment.objects.get(indicator=behorighet, geography=county, held_to=None)
    turned = timezone.now() - timedelta(days=200)
    Assessment.objects.filter(pk=now.pk).update(held_from=turned)
    Assessment.objects.create(
        indicator=behorighet, geography=county, series=now.series, direction="right", year=now.year - 1, value=81.0,
        inputs=now.inputs, held_from=turned - timedelta(days=365), held_to=turned,
    )  # fmt: skip
    responding.respond(behorighet, stance="discussed", by=sara, actor=None, text="I skolrådet")
    Response.objects.update(said_on=date.today() - timedelta(days=300))
    [word] = responding.history(behorighet, county)
    assert (word.then.direction, word.after.direction, word.has_news) == ("right", "wrong", True)
    text = text_of(client.get(PATH))
    assert "Då:" in text and "Efteråt:" in text
    responding.respond(behorighet, stance="nobody", by=sara, actor=None)
    newest, _oldest = responding.history(behorighet, county)
    assert not newest.has_news


def test_a_coordinator_opens_one_question_and_a_member_gets_a_prepared_initiative(signed_in, behorighet, sara, berit):
    for _time in range(2):
        answer = signed_in(sara).post(f"{PATH}ta-sig-an/", {"act": "question"}, follow=True)
        assert "Vem vill ta sig an ”Behöriga”, och hur?" in text_of(answer)
    assert Question.objects.filter(indicator=behorighet).count() == 1
    assert signed_in(berit).post(f"{PATH}ta-sig-an/", {"act": "question"}).status_code == 403
    signed_in(berit).post(f"{PATH}ta-sig-an/", {"actor": "aby"})
    draft = Revision.objects.get()
    assert draft.payload["contributions"][0]["indicator"] == "behorighet"
    assert draft.payload["contributions"][0]["aim"] == "raise"
    assert draft.payload["kraftsamlingar"] == ["skola"]
    assert signed_in(berit).post(f"{PATH}ta-sig-an/", {"actor": "skolverk"}).status_code == 404


def test_those_near_at_hand_are_named_with_why(client, behorighet, county):
    assert "arbetar med samma indikator" in text_of(client.get(PATH))


def test_what_ends_soon_and_is_alone_on_its_indicator_is_named(client, behorighet):
    Initiative.objects.filter(slug="laslyft").update(end=timezone.localdate() + timedelta(days=90), end_precision="day")
    assert "är ensamt om sin indikator" in text_of(client.get("/agera/"))
    Initiative.objects.filter(slug="laslyft").update(end=timezone.localdate() + timedelta(days=400))
    cache.clear()  # written past the history
    assert "är ensamt om sin indikator" not in text_of(client.get("/agera/"))


EFFORTS = st.lists(
    st.tuples(
        st.sampled_from(["ongoing", "planned", "ended", "unknown"]),
        st.sampled_from(["organisation", "editors"]),
        st.sampled_from([None, 2010, 2022, 2026]),
        st.sampled_from([None, 0, 3]),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(efforts=EFFORTS)
def test_efforts_are_counted_as_one_would_by_hand(county, efforts):
    Initiative.objects.all().delete()
    behorighet = Indicator.objects.get(slug="behorighet")
    for number, (phase, origin, start, lag, twice) in enumerate(efforts):
        aims = [
            {"indicator": "behorighet", "breakdown": breakdown, "aim": "raise", "how": "", "lag_years": lag, "origin": origin}
            for breakdown in (["", "sex=k"] if twice else [""])
        ]  # fmt: skip
        payload = {"title": f"Insats {number}", "phase": phase, "kraftsamlingar": ["skola"], "contributions": aims,
                   "start": f"{start}-01-01" if start else None, "start_precision": "year" if start else ""}  # fmt: skip
        publish_content(payload, by=None)
    place = Strategy.objects.get().county
    [need] = [
        one for one in needs.weigh(list(Indicator.objects.judged().for_list(place))) if one.indicator == behorighet
    ]
    ongoing = [one for one in efforts if one[0] == "ongoing"]
    said = [one for one in ongoing if one[1] == "organisation"]
    early = [one for one in said if one[2] and one[3] is not None and one[2] + one[3] > need.assessment.year]
    assert (need.effort.said, need.effort.suggested) == (len(said), len(ongoing) - len(said))
    assert need.effort.too_early == len(early)


def test_every_judged_indicator_stands_in_exactly_one_corner(county):
    place = Strategy.objects.get().county
    weighed = needs.weigh(list(Indicator.objects.judged().for_list(place)))
    found = needs.corners(weighed)
    standing = [*found.wrong_without, *found.wrong_with, *found.right_without, *found.right_with]
    assert sorted(one.indicator.slug for one in standing) == sorted(one.indicator.slug for one in weighed)
    judged = Assessment.objects.filter(geography=place, held_to=None, indicator__desired__in=["up", "down"])
    assert len(standing) == judged.exclude(direction="not_judged").count()
