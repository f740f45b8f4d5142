"""Questions, answers, replies and support; and from word to action to result."""

import pytest
from django.core import mail

from indicators.models import Indicator
from initiatives import letters, moderation
from initiatives.models import Initiative, Membership, Revision
from rus.dialogue import talking
from rus.dialogue.models import Answer, Question, Support
from rus.strategy.models import Kraftsamling, Strategy

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(county):
    return Question.objects.create(
        strategy=Strategy.objects.get(is_current=True),
        slug="lasning",
        name_sv="Hur får vi fler att läsa?",
        kraftsamling=Kraftsamling.objects.get(slug="skola"),
        indicator=Indicator.objects.get(slug="behorighet"),
    )


def page_of(client):
    return client.get("/dialog/lasning/").content.decode()


def test_an_answer_is_public_at_once_with_the_organisation_s_name_and_not_the_person_s(
    question, berit, signed_in, client
):
    signed_in(berit).post("/dialog/lasning/", {"actor": "aby", "text": "Läs högt varje dag."})
    client.logout()
    page = page_of(client)
    assert "Läs högt varje dag." in page
    assert "Åby kommun" in page
    assert "Berit" not in page
    assert "1 svar" in client.get("/dialog/").content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"actor": "skolverk", "text": "x"},
        {"actor": "aby", "text": " "},
        {"actor": "aby", "text": "x" * 3001},
        {"actor": "ingen", "text": "x"},
    ],
)
def test_in_somebody_else_s_name_or_without_words_nothing_is_said(question, berit, signed_in, data):
    signed_in(berit).post("/dialog/lasning/", data)
    assert not Answer.objects.exists()


def test_only_members_answer(question, okke, signed_in, client):
    assert client.post("/dialog/lasning/", {"actor": "aby", "text": "x"}).status_code == 403
    assert signed_in(okke).post("/dialog/lasning/", {"actor": "aby", "text": "x"}).status_code == 403
    assert "Hitta din" in page_of(signed_in(okke))


def test_replies_stand_under_the_answer_and_support_is_given_once_and_taken_back(
    question, berit, pelle, aby, signed_in
):
    found = talking.answer(question, text="Läs högt.", actor=aby, by=berit)
    client = signed_in(pelle)
    client.post("/dialog/lasning/", {"actor": "skolverk", "text": "Vi har böcker.", "replies_to": found.pk})
    reply = Answer.objects.get(replies_to=found)
    client.post("/dialog/lasning/", {"actor": "skolverk", "text": "Många.", "replies_to": reply.pk})
    assert found.replies.count() == 2
    for _twice in range(2):
        client.post(f"/dialog/svar/{found.pk}/stod/", {"actor": "skolverk", "act": "give"})
    assert Support.objects.count() == 1
    assert "Stöds av" in page_of(client)
    client.post(f"/dialog/svar/{found.pk}/stod/", {"actor": "skolverk", "act": "withdraw"})
    assert not Support.objects.exists()
    assert signed_in(berit).post(f"/dialog/svar/{found.pk}/stod/", {"actor": "skolverk"}).status_code == 400
    signed_in(berit).post(f"/dialog/svar/{found.pk}/stod/", {"actor": "aby"})
    assert not Support.objects.exists()


def test_a_closed_question_takes_no_answers_and_stays_readable(question, berit, aby, signed_in):
    talking.answer(question, text="Läs högt.", actor=aby, by=berit)
    Question.objects.update(is_open=False)
    page = signed_in(berit).post("/dialog/lasning/", {"actor": "aby", "text": "Till och med mer"}).content.decode()
    assert "Frågan är stängd" in page
    # What was typed when it closed is still there to copy.
    assert "Till och med mer" in page
    page = page_of(signed_in(berit))
    assert "Läs högt." in page
    assert "Frågan är stängd" in page


def test_what_a_coordinator_hides_is_gone(question, berit, aby, sara, signed_in, client):
    found = talking.answer(question, text="Ovett.", actor=aby, by=berit)
    signed_in(sara).post("/admin/dialogue/answer/", {"action": "hide", "_selected_action": [found.pk]})
    client.logout()
    assert "Ovett" not in page_of(client)
    assert signed_in(berit).post(f"/dialog/svar/{found.pk}/initiativ/", {"actor": "aby"}).status_code == 404


def test_from_word_to_action_to_result(
    question, berit, pelle, aby, skolverk, sara, signed_in, client, django_capture_on_commit_callbacks
):
    found = talking.answer(question, text="Läs högt varje dag. Alla klasser.", actor=aby, by=berit)
    talking.support(found, actor=skolverk, by=pelle)
    with django_capture_on_commit_callbacks(execute=True):
        opened = signed_in(berit).post(f"/dialog/svar/{found.pk}/initiativ/", {"actor": "aby"})
    draft = Revision.objects.get()
    assert opened.url == draft.get_absolute_url()
    assert (draft.payload["title"], draft.payload["kraftsamlingar"]) == ("Läs högt varje dag", ["skola"])
    assert draft.payload["contributions"][0]["indicator"] == "behorighet"
    assert {(part["actor"], part["role"]) for part in draft.payload["partnerships"]} == {
        ("aby", "lead"),
        ("skolverk", "partner"),
    }
    assert [letter.to for letter in mail.outbox] == [[pelle.email]]
    client.logout()
    assert "Åby kommun skriver på ett initiativ" in page_of(client)
    assert signed_in(pelle).post(f"/dialog/svar/{found.pk}/initiativ/", {"actor": "skolverk"}).status_code == 409

    # It comes back once, and what became of the answer is still told.
    moderation.save(draft, {"start": "2026-08-01"})
    child = moderation.send_back(moderation.submit(draft, by=berit), by=sara, comment="Var?")
    initiative = moderation.publish(moderation.submit(child, by=berit), by=sara)
    client.logout()
    page = page_of(client)
    assert initiative.get_absolute_url() in page
    assert "inget resultat berättat än" in page
    moderation.tell_news(initiative, text="Hundra barn läser.", kind="result", by=berit, actor=aby)
    assert "Hundra barn läser." in page_of(client)
    assert initiative.partner_requests.open().get().actor == skolverk


def test_a_page_of_many_answers_takes_as_many_queries_as_one_of_few(
    question, berit, pelle, aby, skolverk, client, django_assert_num_queries
):
    def add(count):
        for number in range(count):
            found = talking.answer(question, text=f"Svar {number}.", actor=aby, by=berit)
            talking.answer(question, text="Ja!", actor=skolverk, by=pelle, replies_to=found)
            talking.support(found, actor=skolverk, by=pelle)
            talking.make_initiative(found, actor=aby, by=berit)

    add(2)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/dialog/lasning/")
    add(20)
    with CaptureQueriesContext(connection) as many:
        client.get("/dialog/lasning/")
    assert len(many) == len(few) <= 15


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eomvänt", "😀" * 100, "**fet** [länk](javascript:alert(1))"]
)
def test_odd_words_are_shown_as_they_are_and_do_nothing(question, berit, aby, client, text):
    talking.answer(question, text=text, actor=aby, by=berit)
    page = page_of(client)
    assert "<script>alert(1)" not in page
    assert 'href="javascript' not in page


# Who works with whom


def test_an_organisation_s_page_says_with_whom_on_what_and_who_does_the_same_alone(county, aby, skolverk, sara, client):
    page = client.get("/organisationer/aby/").content.decode()
    assert 'href="/initiativ/?organisation=aby&amp;med=skolverk"' in page
    assert "Läslyftet i Åby" in client.get("/initiativ/?organisation=aby&med=skolverk").content.decode()
    from initiatives import content
    from initiatives.models import Actor

    alone = Actor.objects.create(slug="ensam", name="Ensam skola")
    other = Initiative.objects.get(slug="laslyft")
    payload = content.snapshot(other) | {
        "title": "Egen läsning",
        "partnerships": [{"actor": "ensam", "named_as": "", "role": "lead"}],
    }
    moderation.publish_content(payload, by=sara)
    page = client.get("/organisationer/aby/").content.decode()
    assert "Samma indikatorer, inte tillsammans" in page
    assert alone.name in page
    assert Membership.objects.filter(actor=alone).count() == 0


def test_who_answered_reads_the_replies_in_the_weekly_letter(
    question, berit, pelle, aby, skolverk, django_capture_on_commit_callbacks
):
    found = talking.answer(question, text="Läs högt.", actor=aby, by=berit)
    talking.answer(question, text="Vi har böcker.", actor=skolverk, by=pelle, replies_to=found)
    talking.answer(question, text="Bra!", actor=aby, by=berit, replies_to=found)
    hidden = talking.answer(question, text="Dumheter.", actor=skolverk, by=pelle, replies_to=found)
    talking.hide(hidden, by=berit)
    with django_capture_on_commit_callbacks(execute=True):
        assert letters.send_to(berit.pk)
        assert not letters.send_to(pelle.pk)
    [letter] = mail.outbox
    assert letter.to == [berit.email]
    assert "Svar på det du har sagt i dialogen" in letter.body
    assert "Vi har böcker." in letter.body
    assert "Bra!" not in letter.body and "Dumheter." not in letter.body


def test_replies_can_be_switched_off(question, berit, pelle, aby, skolverk):
    letters.choose(berit, ["waiting", "following", "check_in", "county"])
    found = talking.answer(question, text="Läs högt.", actor=aby, by=berit)
    talking.answer(question, text="Vi har böcker.", actor=skolverk, by=pelle, replies_to=found)
    assert not letters.send_to(berit.pk)


def test_the_reply_s_form_opens_under_its_answer_and_keeps_what_is_typed(question, berit, pelle, aby, signed_in):
    found = talking.answer(question, text="Läs högt.", actor=aby, by=pelle)
    client = signed_in(berit)
    assert 'id="reply_text"' not in page_of(client)
    page = client.get(f"/dialog/lasning/?svara={found.pk}").content.decode()
    assert 'id="reply_text"' in page
    wrong = {"actor": "ingen", "text": "Vi har böcker.", "replies_to": found.pk}
    page = client.post(f"/dialog/lasning/?svara={found.pk}", wrong).content.decode()
    assert page.index("Vi har böcker.") < page.index('id="id_text"')
    assert not found.replies.exists()
