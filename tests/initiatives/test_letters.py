"""Half a minute instead of a form, the weekly letter, following, feeds, the next step and how things end."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.utils import timezone

from indicators.models import Assessment, Indicator
from initiatives import checking_in, following, letters, moderation
from initiatives.models import CheckIn, Follow, Initiative, LogEntry, Revision
from rus.accounts.models import User

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def laslyft(county):
    """Led by Åby, and silent for a year."""
    long_ago = timezone.now() - timedelta(days=365)
    Initiative.objects.update(changed_at=long_ago)
    return Initiative.objects.get(slug="laslyft")


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def send():
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            letters.send_weekly()
        return list(mail.outbox)

    return send


def week_later():
    User.objects.exclude(letter_at=None).update(letter_at=timezone.now() - timedelta(days=7, minutes=1))


def links(letter):
    return re.findall(r"http://127\.0\.0\.1:8000(\S+)", letter.body)


def test_the_lead_s_administrator_gets_one_letter_and_its_link_changes_nothing_by_being_opened(
    laslyft, anna, berit, pelle, send, client
):
    [letter] = send()
    assert letter.to == [anna.email]
    assert "Läslyftet i Åby" in letter.body
    path = next(link for link in links(letter) if "as_planned" in link)
    assert "Tryck på knappen" in client.get(path).content.decode()
    assert client.head(path).status_code == 200
    laslyft.refresh_from_db()
    assert laslyft.confirmed_at is None
    client.post(path.partition("?")[0], {"svar": "as_planned"})
    laslyft.refresh_from_db()
    assert laslyft.confirmed_at is not None
    assert "Tack!" in client.get(path).content.decode()
    assert "att det är som planerat" in client.get("/initiativ/laslyft/").content.decode()
    week_later()
    assert send() == []


def test_where_there_is_no_administrator_the_members_are_asked_and_one_answer_is_enough(laslyft, berit, send, client):
    [letter] = send()
    assert letter.to == [berit.email]


@pytest.mark.parametrize(("answer", "phase"), [("changed", None), ("ended", "ended")])
def test_the_other_answers_open_a_prepared_proposal_for_the_one_who_was_asked(
    laslyft, anna, berit, client, signed_in, answer, phase
):
    [one] = checking_in.ask(anna)
    path = f"/halvminuten/{one.token}/"
    asks = client.post(path, {"svar": answer})
    assert asks.url.startswith("/konto/login/?next=")
    assert not Revision.objects.exists()
    assert signed_in(berit).post(path, {"svar": answer}).status_code == 403
    opened = signed_in(anna).post(path, {"svar": answer})
    draft = Revision.objects.get()
    assert opened.url == draft.get_absolute_url()
    assert draft.payload["phase"] == (phase or laslyft.phase)
    assert signed_in(anna).post(path, {"svar": answer}).status_code == 200
    assert Revision.objects.count() == 1


def test_an_old_link_and_one_of_somebody_who_left_say_so(laslyft, anna, client):
    [one] = checking_in.ask(anna)
    CheckIn.objects.update(asked_at=timezone.now() - timedelta(days=61))
    path = f"/halvminuten/{one.token}/"
    assert "Länken är för gammal" in client.post(path, {"svar": "as_planned"}).content.decode()
    CheckIn.objects.update(asked_at=timezone.now())
    anna.memberships.all().delete()
    assert "leder inte längre" in client.post(path, {"svar": "as_planned"}).content.decode()
    laslyft.refresh_from_db()
    assert laslyft.confirmed_at is None


def test_it_is_asked_three_times_and_then_not_again_this_half_year(laslyft, anna, send):
    for _time in range(3):
        assert len(send()) == 1
        week_later()
    assert send() == []


def test_news_stops_the_question(laslyft, anna, berit, aby, send):
    moderation.tell_news(laslyft, text="Vi har börjat.", kind="activity", by=berit, actor=aby)
    assert send() == []


def test_at_most_one_letter_a_week_and_everything_in_it(laslyft, anna, pelle, skolverk, sara, aby, send):
    following.follow(anna, "initiativ", laslyft)
    moderation.tell_news(laslyft, text="Alla lärare är med.", kind="result", by=pelle, actor=skolverk)
    Initiative.objects.update(changed_at=timezone.now() - timedelta(days=365))
    draft = moderation.start(actor=aby, by=anna, initiative=laslyft)
    moderation.save(draft, {"title": "Läslyftet"})
    moderation.send_back(moderation.submit(draft, by=anna), by=sara, comment="Varför?")
    [letter] = [one for one in send() if one.to == [anna.email]]
    assert "som planerat" in letter.body
    assert "kom tillbaka med en kommentar" in letter.body
    assert "Alla lärare är med." in letter.body
    assert send() == []
    assert letters.send_to(anna.pk) is False


def test_no_letter_without_something_to_say(county, okke, sara, send):
    assert send() == []


def test_the_letter_can_be_switched_off_by_the_header_without_signing_in(laslyft, anna, send, client):
    [letter] = send()
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    from django.test import Client

    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.get(path).status_code == 200
    anna.refresh_from_db()
    assert anna.letters_off == []
    mail_program.post(path, {"List-Unsubscribe": "One-Click"})
    week_later()
    assert send() == []


def test_each_kind_is_chosen_by_itself_and_a_forged_link_chooses_nothing(laslyft, anna, client, send):
    path = f"/brev/{letters.token_of(anna)}/"
    client.post(path, {"kinds": ["waiting", "following", "replies", "county"]})
    anna.refresh_from_db()
    assert anna.letters_off == ["check_in"]
    assert send() == []
    assert client.post("/brev/1:påhittat/", {"kinds": []}).status_code == 404
    assert client.post(path[:-3] + "x/", {"kinds": []}).status_code == 404
    client.post(path, {"kinds": ["okänt"]})
    anna.refresh_from_db()
    assert anna.letters_off == ["check_in"]


# Following


@pytest.mark.parametrize(
    ("kind", "slug", "page"),
    [
        ("initiativ", "laslyft", "/initiativ/laslyft/"),
        ("organisation", "aby", "/organisationer/aby/"),
        ("kraftsamling", "skola", "/kraftsamlingar/skola/"),
        ("indikator", "behorighet", "/indikatorer/behorighet/"),
    ],
)
def test_follow_and_stop(laslyft, okke, berit, aby, signed_in, send, kind, slug, page):
    client = signed_in(okke)
    assert "Följ: ett brev i veckan" in client.get(page).content.decode()
    assert client.post(f"/folj/{kind}/{slug}/").url == page
    assert "Sluta följa" in client.get(page).content.decode()
    moderation.tell_news(laslyft, text="Femtio elever läser.", kind="result", by=berit, actor=aby)
    [letter] = [one for one in send() if one.to == [okke.email]]
    assert "Femtio elever läser." in letter.body
    client.post(f"/folj/{kind}/{slug}/", {"act": "unfollow"})
    assert not Follow.objects.exists()


@pytest.mark.parametrize("path", ["/folj/planet/mars/", "/folj/initiativ/ingen/", "/folj/initiativ/a/"])
def test_what_is_not_there_cannot_be_followed(laslyft, okke, signed_in, path):
    assert signed_in(okke).post(path).status_code == 404


def test_a_judgement_that_turned_is_told(laslyft, okke):
    indicator = Indicator.objects.get(slug="behorighet")
    held = Assessment.objects.holding().get(indicator=indicator, geography__strategies__is_current=True)
    now = timezone.now()
    Assessment.objects.filter(pk=held.pk).update(held_to=now)
    turned = "right" if held.direction != "right" else "wrong"
    Assessment.objects.create(indicator=indicator, geography=held.geography, direction=turned, held_from=now)
    [one] = [one for one in following.happenings_of(indicator) if one.key.startswith("judgement")]
    assert one.title == f"{indicator.name}: bedömningen har vänt"


def test_a_feed_says_the_same_without_an_account_and_nothing_that_is_hidden(laslyft, berit, aby, sara, client):
    moderation.tell_news(laslyft, text="Öppet för alla & <b>tydligt</b>", kind="milestone", by=berit, actor=aby)
    hidden = moderation.tell_news(laslyft, text="Dolt", kind="activity", by=berit, actor=aby)
    moderation.hide_news(hidden, by=sara)
    answer = client.get("/flode/initiativ/laslyft.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    texts = [entry.findtext(f"{ATOM}summary") or "" for entry in entries]
    assert any("Öppet för alla & <b>tydligt</b>" in text for text in texts)
    assert not any("Dolt" in text for text in texts)
    assert "Berit" not in answer.content.decode()
    moderation.archive(laslyft, by=sara)
    assert client.get("/flode/initiativ/laslyft.atom").status_code == 404


# How it ended, and the next step


def close(client, **answers):
    data = {
        "effect": "no_effect",
        "end": "2026-06",
        "promised": "Fler läser",
        "outcome": "Lika många",
        "evidence": "Provet",
        "learned": "Börja tidigare",
    }
    return client.post("/initiativ/laslyft/avsluta/", data | answers)


def test_an_ending_without_effect_is_told_published_and_found(laslyft, berit, sara, signed_in, client):
    opened = close(signed_in(berit))
    draft = Revision.objects.get()
    assert opened.url == f"/forslag/{draft.token}/granska/"
    moderation.publish(moderation.submit(draft, by=berit), by=sara)
    client.logout()
    page = client.get("/initiativ/laslyft/").content.decode()
    assert "Avslutat utan effekt" in page
    assert "Börja tidigare" in page
    assert "Läslyftet i Åby" in client.get("/initiativ/?fas=utan-effekt").content.decode()
    laslyft.refresh_from_db()
    assert (laslyft.phase, str(laslyft.end), laslyft.end_precision) == ("ended", "2026-06-30", "month")
    assert "Börja tidigare" in client.get("/initiativ/laslyft/versioner/").content.decode()


def test_a_stopped_one_is_stopped_and_a_question_without_an_answer_is_asked_again(
    laslyft, berit, pelle, okke, signed_in
):
    assert "Läs igen" not in close(signed_in(berit), outcome="").content.decode()
    assert not Revision.objects.exists()
    assert close(signed_in(okke)).status_code == 404
    close(signed_in(berit), effect="stopped")
    assert Revision.objects.get().payload["phase"] == "stopped"


def test_the_next_step_is_one_thing_and_changes_with_what_is_told(laslyft, berit, aby, signed_in):
    client = signed_in(berit)
    assert "Nästa steg:" in client.get("/beratta/").content.decode()
    moderation.tell_news(laslyft, text="Nytt.", kind="activity", by=berit, actor=aby)
    assert "Berätta om ett resultat: 1 minut" in client.get("/initiativ/laslyft/").content.decode()
    moderation.tell_news(laslyft, text="Ett resultat.", kind="result", by=berit, actor=aby)
    assert "Nästa steg:" not in client.get("/initiativ/laslyft/").content.decode()
    client.logout()
    assert "Nästa steg:" not in client.get("/initiativ/laslyft/").content.decode()
    assert LogEntry.objects.count() == 2
