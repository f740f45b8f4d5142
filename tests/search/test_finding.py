"""Search over everything published: inflection, parts of words, typos, å ä ö; and nothing that is not public."""

import pytest
from django.core.management import call_command
from django.db import connection

from initiatives import moderation
from initiatives.models import Actor, Initiative
from initiatives.moderation import publish_content
from rus.dialogue import talking
from rus.dialogue.models import Question
from rus.search.finding import search
from rus.search.indexing import rebuild
from rus.search.kinds import KINDS
from rus.search.models import Entry

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite finds whole and part words only")


def found(text, **choice):
    return {group.name: [str(hit.title) for hit in group.hits] for group in search(text, **choice)}


def page(client, status=200, **query):
    answer = client.get("/sok/", query)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def varied(county):
    for title in (
        "Återvinning av kläder",
        "Energieffektiva fastigheter",
        "Äldres möten på Öland",
        "Aterstart",
        "Ölbryggning i Nora",
    ):
        publish_content({"title": title, "challenge": "Vi vill mer.", "kraftsamlingar": ["skola"]}, by=None)


@pytest.mark.parametrize("typed", ["återvinning", "ÅTERVINNING", "Återvin", "kläder", "kläder återvinning"])
def test_case_and_beginnings_do_not_matter_and_å_is_not_a(varied, typed):
    [title] = found(typed)["initiative"]
    assert "<mark>" in title
    assert "Återvinning".casefold() in title.replace("<mark>", "").replace("</mark>", "").casefold()


def test_å_ä_and_ö_are_letters_of_their_own(varied):
    assert [title.replace("<mark>", "").replace("</mark>", "") for title in found("aterstart")["initiative"]] == [
        "Aterstart"
    ]
    assert len(found("äldres öland")["initiative"]) == 1


@postgresql
@pytest.mark.parametrize("typed", ["fastighet", "fastigheterna", "energieffektivt", "fastigheetr", "enrgieffektiva"])
def test_inflection_and_typos_are_forgiven(varied, typed):
    assert "fastigheter" in found(typed)["initiative"][0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stems words, and finds from their beginning")
def test_a_part_of_a_compound_is_found(varied):
    assert "Energi" in found("effektiva")["initiative"][0]
    assert found("atervinning") == {}
    assert "Ölbryggning" in found("Öl")["initiative"][0].replace("<mark>", "").replace("</mark>", "")


def test_every_kind_is_found_and_leads_somewhere_that_answers(client, county, aby, berit):
    talking.answer(Question.objects.get(), text="Vi bör läsa alla tillsammans.", actor=aby, by=berit)
    laslyft = Initiative.objects.get(slug="laslyft")
    moderation.tell_news(laslyft, text="Biblioteket har öppnat.", kind="activity", by=berit, actor=aby)
    typed = {
        "news": "biblioteket", "answer": "tillsammans", "actor": "Åby", "indicator": "behöriga", "driver": "klyftor",
        "initiative": "läslyftet", "shift": "likvärdigt", "insight": "fokus", "question": "gör", "result": "sönder",
    }  # fmt: skip
    assert set(typed) == set(KINDS)
    for kind, text in typed.items():
        groups = {group.name: group for group in search(text)}
        assert kind in groups, text
        path = groups[kind].hits[0].link.partition("#")[0]
        assert client.get(path).status_code == 200


def test_nothing_unpublished_is_found_even_when_the_index_is_behind(client, county, sara, berit, aby):
    draft = moderation.start(actor=aby, by=berit, payload={"title": "Hemligt utkast"})
    assert found("hemligt") == {}
    initiative = Initiative.objects.get(slug="laslyft")
    assert "initiative" in found("läslyftet")
    Initiative.objects.filter(pk=initiative.pk).update(state="archived")  # past the signals
    assert Entry.objects.filter(kind="initiative", object_id=initiative.pk).exists()
    assert "initiative" not in found("läslyftet")
    assert str(draft) not in page(client, q="utkast")
    rebuild()
    assert not Entry.objects.filter(kind="initiative", object_id=initiative.pk).exists()


def test_taken_down_and_deleted_things_leave_the_index(county, sara):
    moderation.archive(Initiative.objects.get(slug="laslyft"), by=sara, comment="Fel")
    assert "initiative" not in found("läslyftet")
    Actor.objects.create(slug="tillfallig", name="Tillfälliga sällskapet")
    assert "actor" in found("sällskapet")
    Actor.objects.get(slug="tillfallig").delete()
    assert "actor" not in found("sällskapet")


def test_the_totals_are_what_one_counts_by_hand(county):
    for number in range(9):
        publish_content({"title": f"Cykelväg {number}", "kraftsamlingar": ["skola"]}, by=None)
    [group] = search("cykelväg")
    assert (group.total, len(group.hits)) == (9, 5)
    [group] = search("cykelväg", "initiative", 50)
    assert (group.total, len(group.hits)) == (9, 9)


def test_markup_in_a_text_is_shown_and_not_run(client, county):
    publish_content({"title": "<script>alert(1)</script> cykel", "kraftsamlingar": ["skola"]}, by=None)
    text = page(client, q="cykel")
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "typed", ["'", '"', "a & b | !", "((", "%%%", "å" * 200, "*", "NEAR(", "\u200f", "😀", "\\", "a:*"]
)
def test_odd_signs_are_words_or_nothing(client, county, typed):
    page(client, q=typed)


def test_ten_thousand_letters_and_an_unknown_kind_get_a_sentence_and_a_way_out(client, county):
    assert "Skriv högst 200 tecken" in page(client, 400, q="x" * 10_000)
    text = page(client, 400, q="läs", typ="påhittat")
    assert "Det finns inget av det slaget." in text and "Sök i allt" in text
    assert "Inget publicerat innehåller" in page(client, q="finnsinteallshär")


def test_the_page_asks_at_most_as_often_as_there_are_kinds(client, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page(client, q="e i a l")
    with django_assert_max_num_queries(14):
        page(client, q="läs")


def test_the_index_is_built_anew_by_a_command(county, capsys):
    before = set(Entry.objects.values_list("kind", "object_id", "title", "text"))
    Entry.objects.all().delete()
    call_command("rebuild_search")
    assert set(Entry.objects.values_list("kind", "object_id", "title", "text")) == before
