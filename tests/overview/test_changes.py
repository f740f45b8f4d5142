"""What has changed since a day: page, feed and letter say the same."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from indicators.models import Assessment, Indicator
from initiatives import changes, following, letters
from initiatives.models import Initiative, Response, Result, Version
from initiatives.moderation import publish_content
from rus.accounts.models import Notice
from rus.overview import responding
from rus.strategy.models import Kraftsamling, Strategy

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_ago(county):
    """All that the county is loaded with is older than the span."""
    then = timezone.now() - timedelta(days=400)
    Version.objects.update(held_from=then)
    Assessment.objects.update(held_from=then)
    Result.objects.update(added_at=then)
    Strategy.objects.update(began_at=then - timedelta(days=30))
    return then


def text_of(client, path="/nytt/", **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def publish(title, phase, initiative=None):
    return publish_content(
        {"title": title, "phase": phase, "kraftsamlingar": ["skola"]}, initiative=initiative, by=None
    )


def test_nothing_has_changed_says_so_and_offers_an_earlier_day(client, long_ago):
    assert "Välj en tidigare dag" in text_of(client)
    assert "Läslyftet i Åby" in text_of(client, sedan=(long_ago - timedelta(days=1)).date().isoformat())


def test_what_the_register_began_with_is_no_news(client, county):
    text = text_of(client)
    assert "Läslyftet" not in text and "Nya resultat" not in text
    assert "Det som fanns där då räknas inte som nytt." in text
    publish("Kom till sedan", "ongoing")
    assert "Kom till sedan" in text_of(client)


def test_new_ended_and_stopped_stand_apart_and_one_that_went_back_is_not_ended(client, long_ago):
    one = publish("Nytt och kvar", "ongoing")
    for title, phases in {"Avslutat": ["ongoing", "ended"], "Stoppat": ["ongoing", "stopped"],
                          "Ångrat": ["ongoing", "ended", "ongoing"], "Redan slut": ["ended", "ended"]}.items():  # fmt: skip
        made = None
        for phase in phases:
            made = publish(title, phase, made)
        Version.objects.filter(initiative=made, number=1).update(held_from=long_ago)
    publish("Redan slut, nu med annat namn", "ended", Initiative.objects.get(title="Redan slut"))
    found = changes.changes_since(timezone.now() - timedelta(days=30), Strategy.objects.get())
    assert [version.initiative for version in found.started] == [one]
    assert [version.initiative.title for version in found.ended] == ["Avslutat"]
    assert [version.initiative.title for version in found.stopped] == ["Stoppat"]
    text = text_of(client)
    assert text.index("Nytt och kvar") < text.index("Avslutat") < text.index("Stoppat")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"year": 1}, "Ett nytt värde"),
        ({"value": 3.0}, "har reviderats från"),
        ({"inputs": {"target": {"level": 1}}}, "Målet har ändrats."),
        ({"inputs": {"window": []}}, "Tidigare värden har reviderats"),
    ],
)
def test_a_judgement_that_turned_says_why(client, long_ago, changed, why):
    held = Assessment.objects.get(indicator__slug="behorighet", geography__strategies__is_current=True)
    now = timezone.now()
    Assessment.objects.filter(pk=held.pk).update(held_to=now)
    fields = {
        "year": held.year + changed.get("year", 0),
        "value": held.value + changed.get("value", 0),
        "inputs": held.inputs | changed.get("inputs", {}),
    }
    Assessment.objects.create(
        indicator=held.indicator,
        geography=held.geography,
        series=held.series,
        direction="right",
        held_from=now,
        **fields,
    )
    text = text_of(client)
    assert why in text
    assert "Åt fel håll" in text and "Åt rätt håll" in text


def test_page_feed_and_letter_say_the_same_and_tell_no_names(
    client, long_ago, anna, sara, aby, django_capture_on_commit_callbacks
):
    responding.respond(
        Indicator.objects.get(slug="behorighet"), stance="taken", by=anna, actor=aby, text="Vi bjuder in."
    )
    Result.objects.create(
        slug="nytt",
        kraftsamling=Kraftsamling.objects.get(slug="skola"),
        title_sv="Fler läser",
        evidence="x",
        on="2026-01-01",
    )
    publish("Nytt initiativ här", "ongoing")
    feed = client.get("/nytt.atom")
    ElementTree.fromstring(feed.content)
    following.follow(sara, "kraftsamling", Kraftsamling.objects.get(slug="skola"))
    with django_capture_on_commit_callbacks(execute=True):
        letters.send_to(sara.pk)
    for text in (text_of(client), feed.content.decode(), Notice.objects.get(to=sara).body):
        for said in ("Vi bjuder in.", "Fler läser", "Nytt initiativ här"):
            assert said in text
        assert "Anna" not in text


def test_the_county_s_changes_come_with_a_letter_and_never_alone(long_ago, sara):
    publish("Nytt initiativ här", "ongoing")
    assert not letters.send_to(sara.pk)


@pytest.mark.parametrize("day", ["igår", "2999-01-01", "0001-01-01", "2026-13-40"])
def test_a_day_that_is_none_gets_one_sentence(client, county, day):
    answer = client.get("/nytt/", {"sedan": day})
    assert answer.status_code == 400
    assert "Skriv dagen som" in answer.content.decode()


def test_the_page_asks_as_often_however_much_has_changed(client, county, django_assert_max_num_queries):
    for number in range(20):
        publish(f"Initiativ {number}", "ongoing")
    with django_assert_max_num_queries(10):
        client.get("/nytt/")
    assert Response.objects.count() == 0
