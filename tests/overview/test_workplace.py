"""Before the forum, what is kept about a person, and the history."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from initiatives import following, moderation
from initiatives.models import Actor, Initiative, LogEntry, Membership, Result, Revision
from rus.accounts.models import Notice, User
from rus.dialogue import remarks
from rus.history.models import Change
from rus.strategy.models import Strategy

pytestmark = pytest.mark.django_db
FORUM = "/admin/infor-forumet/"


@pytest.fixture
def laslyft(county):
    Initiative.objects.update(changed_at=timezone.now() - timedelta(days=500))
    return Initiative.objects.get(slug="laslyft")


def test_the_page_before_the_forum_holds_what_is_left_to_do(laslyft, berit, sara, aby, signed_in):
    Strategy.objects.update(forum_on=timezone.localdate() + timedelta(days=12))
    Initiative.objects.filter(pk=laslyft.pk).update(start="2020-01-01", end="2024-12-31")
    page = signed_in(sara).get(FORUM).content.decode()
    assert "12 dagar kvar" in page
    assert "Åby kommun" in page
    assert "Läslyftet i Åby" in page[page.index("Slutdatum") :]
    moderation.tell_news(laslyft, text="Alla läser.", kind="result", by=berit, actor=aby)
    page = signed_in(sara).get(FORUM).content.decode()
    assert "Åby kommun" not in page[page.index("Har inte sagt något") : page.index("Slutdatum")]
    assert "Alla läser." in page[page.index("Resultat") :]


def test_a_result_whose_present_state_is_old_is_to_be_looked_at(laslyft, sara, signed_in):
    today = timezone.localdate()
    told = Result.objects.create(slug="n", kraftsamling=laslyft.kraftsamlingar.first(), title_sv="Nyss sagt", on=today,
                                 evidence="x", now_sv="Det står sig.", now_on=today)  # fmt: skip
    Result.objects.create(slug="g", kraftsamling=told.kraftsamling, title_sv="Länge sedan", on=today.replace(year=2020, day=1),
                          evidence="x", now_sv="Det stod sig.", now_on=today.replace(year=2021, day=1))  # fmt: skip
    page = signed_in(sara).get(FORUM).content.decode()
    part = page[page.index("Resultat vars läge") : page.index("Bedömningar som")]
    assert "Länge sedan" in part
    assert "Nyss sagt" not in part


def test_remind_all_writes_one_letter_a_week_to_those_who_can_be_written_to(
    laslyft, anna, berit, sara, signed_in, django_capture_on_commit_callbacks
):
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            signed_in(sara).post(FORUM)
    assert [letter.to for letter in mail.outbox] == [[anna.email]]
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers


def test_news_is_picked_as_a_result_once(laslyft, berit, aby, sara, signed_in):
    entry = moderation.tell_news(laslyft, text="Alla läser.", kind="result", by=berit, actor=aby)
    chosen = {"action": "pick", "_selected_action": [entry.pk]}
    opened = signed_in(sara).post("/admin/initiatives/logentry/", chosen)
    result = Result.objects.get(entry=entry)
    assert opened.url == f"/admin/initiatives/result/{result.pk}/change/"
    assert (result.title_sv, list(result.initiatives.all())) == ("Alla läser.", [laslyft])
    signed_in(sara).post("/admin/initiatives/logentry/", chosen)
    assert Result.objects.filter(entry=entry).count() == 1


# What is kept about a person


def test_one_sees_and_takes_along_what_is_kept_and_no_keys(laslyft, berit, aby, signed_in):
    following.follow(berit, "initiativ", laslyft)
    moderation.tell_news(laslyft, text="Alla läser.", kind="result", by=berit, actor=aby)
    client = signed_in(berit)
    page = client.get("/mina-sidor/uppgifter/").content.decode()
    assert berit.email in page
    assert "Alla läser." in page
    taken = client.get("/mina-sidor/uppgifter.json")
    about = json.loads(taken.content)
    assert about["e-post"] == berit.email
    assert berit.password not in taken.content.decode()


def test_a_coordinator_s_second_factor_is_not_shown(sara, signed_in):
    from allauth.mfa.models import Authenticator

    secret = Authenticator.objects.get(user=sara).data["secret"]
    assert secret not in signed_in(sara).get("/mina-sidor/uppgifter.json").content.decode()


def test_a_deleted_person_becomes_a_former_member_and_the_organisation_s_words_stay(
    laslyft, berit, anna, aby, sara, signed_in, client
):
    draft = moderation.start(actor=aby, by=berit, initiative=laslyft)
    moderation.save(draft, {"title": "Läslyftet"})
    moderation.publish(moderation.submit(draft, by=berit), by=sara)
    moderation.tell_news(laslyft, text="Alla läser.", kind="result", by=berit, actor=aby)
    half_written = moderation.start(actor=aby, by=berit, initiative=laslyft)
    remarks.remark(page="/", text="Fel.", user=berit)
    assert "Berit" in signed_in(anna).get("/initiativ/laslyft/versioner/").content.decode()
    mistaken = signed_in(berit).post("/mina-sidor/avsluta-kontot/", {"email": "annan@lill.example"})
    assert "inte kontots adress" in mistaken.content.decode()
    assert User.objects.filter(pk=berit.pk).exists()
    signed_in(berit).post("/mina-sidor/avsluta-kontot/", {"email": berit.email.upper()})
    assert not User.objects.filter(pk=berit.pk).exists()
    page = signed_in(anna).get("/initiativ/laslyft/versioner/").content.decode()
    assert "tidigare medlem" in page
    assert "Berit" not in page
    assert Revision.objects.filter(pk=half_written.pk).exists()
    laslyft.refresh_from_db()
    assert laslyft.title == "Läslyftet"
    assert LogEntry.objects.get(text="Alla läser.").actor == aby
    assert not Notice.objects.filter(body__contains=berit.email).exists()
    client.logout()
    assert client.get("/mina-sidor/").status_code == 302


def test_the_only_administrator_is_told_and_may_go(aby, anna, signed_in):
    client = signed_in(anna)
    assert "enda administratör" in client.get("/mina-sidor/avsluta-kontot/").content.decode()
    client.post("/mina-sidor/avsluta-kontot/", {"email": anna.email})
    assert not Membership.objects.filter(actor=aby).exists()
    assert Actor.objects.filter(pk=aby.pk).exists()


# History


@pytest.fixture
def renamed(laslyft, aby, berit, sara):
    for title in ("Läslyftet", "Läsresan"):
        draft = moderation.start(actor=aby, by=berit, initiative=laslyft)
        moderation.save(draft, {"title": title})
        moderation.publish(moderation.submit(draft, by=berit), by=sara, comment="Bättre namn.")
    laslyft.refresh_from_db()
    return laslyft


def test_any_two_versions_are_compared_whichever_is_chosen_first(renamed, client):
    for query in ("fran=1&till=3", "fran=3&till=1"):
        page = client.get(f"/initiativ/laslyft/versioner/?{query}").content.decode()
        part = page[page.index("Det som skiljer version 1 och version 3") : page.index("Version 3,")]
        assert "Läsresan" in part
        assert "Läslyftet</ins>" not in part
    assert client.get("/initiativ/laslyft/versioner/?fran=1&till=99").status_code == 200


def test_an_earlier_version_comes_back_the_way_of_every_proposal(renamed, berit, sara, signed_in):
    opened = signed_in(berit).post("/initiativ/laslyft/versioner/1/aterstall/")
    draft = Revision.objects.get(state="draft")
    assert opened.url == f"/forslag/{draft.token}/granska/"
    moderation.publish(moderation.submit(draft, by=berit), by=sara)
    renamed.refresh_from_db()
    assert renamed.title == "Läslyftet i Åby"
    assert renamed.versions.count() == 4


def test_who_did_what_is_for_those_who_take_part(renamed, berit, pelle, okke, sara, signed_in, client):
    for person in (berit, sara):
        page = signed_in(person).get("/initiativ/laslyft/versioner/").content.decode()
        assert "Sara publicerade" in page
        assert "Bättre namn." in page
    for person in (None, okke):
        client.logout()
        if person:
            signed_in(person)
        page = client.get("/initiativ/laslyft/versioner/").content.decode()
        assert "Sara" not in page
        assert "Bättre namn." not in page
    assert Change.objects.filter(verb="published").count() >= 2
