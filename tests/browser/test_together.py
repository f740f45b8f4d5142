"""Two people with a browser each, a contributor on a phone and a coordinator at her desk, from invitation to result."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from initiatives import letters
from initiatives.models import Actor, Initiative, Membership, PartnerRequest
from rus.accounts.models import Notice
from rus.accounts.notices import deliver_waiting
from rus.dialogue.models import Question
from tests.browser.walking import look, sign_in, watch
from tests.conftest import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Vägar till arbete för unga i Kumla"


@pytest.fixture
def desk_and_phone(browser, orebro):
    found, contexts = [], []
    for viewport in ({"width": 1280, "height": 900}, {"width": 390, "height": 800}):
        contexts.append(browser.new_context(viewport=viewport, locale="sv-SE"))
    pages = [context.new_page() for context in contexts]
    for page in pages:
        watch(page, found)
    yield pages
    for context in contexts:
        context.close()
    assert found == []


def the_link(letter, part):
    """The address in a letter that holds `part`, without the host that the letter was written for."""
    return next(path for path in re.findall(r"https?://[^/\s]+(/\S+)", letter.body) if part in path)


def letters_to(name):
    return [letter for letter in mail.outbox if letter.to == [f"{name.lower()}@lill.example"]]


def half_an_hour_passes():
    Notice.objects.filter(state=Notice.State.WAITING).update(send_after=timezone.now())
    deliver_waiting()


def publish(desk, live_server, link, title):
    """The coordinator opens the proposal from the queue and publishes it."""
    desk.goto(f"{live_server.url}/admin/initiatives/revision/")
    look(desk, f"queue-{link}")
    desk.get_by_role("link", name=title, exact=True).click()
    look(desk, f"decide-admin-{link}")
    desk.get_by_role("button", name="Publicera allt").click()
    expect(desk.get_by_text("är publicerat")).to_be_visible()


def test_from_invitation_to_an_answer_that_becomes_an_initiative(desk_and_phone, live_server, orebro):
    desk, phone = desk_and_phone
    kumla = Actor.objects.get(slug="kumla-kommun")
    make_person("Pelle", kumla, Membership.Role.ADMINISTRATOR)

    # Invitation
    sign_in(desk, live_server, "Sara")
    desk.goto(f"{live_server.url}/organisationer/stiftelsen-activa/medlemmar/")
    desk.get_by_label("E-post").fill("nova@lill.example")
    desk.get_by_label("Som", exact=True).select_option("administrator")
    look(desk, "invite")
    desk.get_by_role("button", name="Skicka en inbjudan").click()
    [letter] = letters_to("Nova")
    phone.goto(live_server.url + the_link(letter, "/inbjudan/"))
    look(phone, "invitation")
    phone.get_by_label("Ditt namn").fill("Nova Nilsson")
    phone.get_by_label("Välj ett lösenord").fill("ett-langt-hemligt-ord")
    phone.get_by_role("button", name="Tacka ja och skapa konto").click()
    expect(phone.get_by_role("heading", name="Berätta", exact=True)).to_be_visible()
    look(phone, "tell")

    # Det här är vårt
    phone.goto(f"{live_server.url}/initiativ/framtid/")
    look(phone, "take-over")
    phone.get_by_role("button", name="Det här är vårt").click()
    look(phone, "take-over-1")
    phone.get_by_label("Vilken utmaning tar ni er an?").fill("Unga som inte har arbete eller studier.")
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    look(phone, "take-over-2")
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    look(phone, "take-over-3")
    phone.get_by_role("button", name="Skicka till regionen").click()
    look(phone, "receipt")
    publish(desk, live_server, "take-over", "#Framtid")
    look(desk, "published-admin")
    assert not Initiative.objects.get(slug="framtid").by_editors

    # A new initiative, with a partner, on the phone
    phone.goto(f"{live_server.url}/initiativ/nytt/")
    phone.get_by_label("Vad heter initiativet?").fill(TITLE)
    phone.get_by_label("Vilken utmaning tar ni er an?").fill("För många unga står utan arbete.")
    phone.get_by_label("Ökad inkludering").check()
    phone.get_by_label("Startar").fill("2026-09")
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    phone.get_by_label("Vad gör ni?").fill("Allt möjligt.")
    phone.get_by_label("Sök en organisation").fill("Kumla kommun")
    phone.get_by_label("Sök en organisation").press("Enter")
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    phone.get_by_role("button", name="Skicka till regionen").click()
    expect(phone.get_by_text(f"”{TITLE}” är skickat.")).to_be_visible()

    # Returned with a comment on one field; the rest is published, from the proposal's public page
    desk.goto(live_server.url + phone.url.partition(live_server.url)[2].replace("kvitto/", ""))
    look(desk, "decide-public")
    row = desk.locator("details").filter(has_text="Vad som görs")
    row.locator("summary").click()
    row.locator("textarea").fill("Skriv vad ni gör, så att andra förstår.")
    desk.get_by_role("button", name="Publicera allt").click()
    look(desk, "decided-public")
    half_an_hour_passes()
    assert any("Skriv vad ni gör" in letter.body for letter in letters_to("Nova"))
    initiative = Initiative.objects.get(title=TITLE)
    assert initiative.summary == ""

    # The partner accepts
    assert any(TITLE in letter.body for letter in letters_to("Pelle"))
    partner = desk.context.browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    sign_in(partner, live_server, "Pelle")
    partner.goto(f"{live_server.url}/mina-sidor/")
    look(partner, "mine-partner")
    partner.get_by_role("button", name=re.compile("^Ja")).click()
    expect(partner.get_by_text("Ditt svar är sparat")).to_be_visible()
    assert PartnerRequest.objects.get().is_accepted

    # Changed, and published
    phone.goto(f"{live_server.url}/mina-sidor/")
    look(phone, "mine-returned")
    phone.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    look(phone, "returned")
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    look(phone, "returned-2")
    phone.get_by_label("Vad gör ni?").fill("Vi öppnar ett gemensamt kontor med kommunen.")
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    phone.get_by_role("button", name="Skicka till regionen").click()
    publish(desk, live_server, "changed", TITLE)
    desk.goto(live_server.url + initiative.get_absolute_url())
    expect(desk.get_by_text("Vi öppnar ett gemensamt kontor med kommunen.")).to_be_visible()
    desk.get_by_role("button", name="Följ: ett brev i veckan").click()
    look(desk, "initiative-coordinator")

    # News, in place
    phone.goto(f"{live_server.url}/beratta/")
    mine = phone.locator(f"#i{initiative.pk}")
    mine.get_by_label("Vad har hänt?").fill("Kontoret är öppet och tolv unga har fått arbete.")
    mine.get_by_label("Slags nyhet").select_option("result")
    mine.get_by_role("button", name="Publicera nyheten").click()
    expect(mine.get_by_text("Publicerat nu:")).to_be_visible()
    look(phone, "told")
    expect(mine.get_by_label("Vad har hänt?")).to_have_value("")

    # Half a minute, by the link in the letter
    Initiative.objects.filter(pk=initiative.pk).update(changed_at=timezone.now() - timedelta(days=365))
    initiative.entries.update(
        on=timezone.localdate() - timedelta(days=365), written_at=timezone.now() - timedelta(days=3)
    )
    mail.outbox.clear()
    letters.send_weekly()
    [letter] = letters_to("Nova")
    phone.goto(live_server.url + the_link(letter, "as_planned"))
    look(phone, "half-minute")
    phone.get_by_role("button", name="Som planerat").click()
    expect(phone.get_by_text("Tack!")).to_be_visible()
    look(phone, "half-minute-thanks")
    phone.goto(live_server.url + the_link(letter, "/brev/"))
    look(phone, "letters")
    # The same week's letter to the coordinator, who follows it
    [letter] = letters_to("Sara")
    assert TITLE in letter.body
    assert "List-Unsubscribe" in letter.extra_headers
    letters.send_weekly()
    assert len(letters_to("Sara")) == 1

    # An answer becomes a draft, with the one who stood behind it
    question = Question.objects.filter(is_open=True).first()
    phone.goto(live_server.url + question.get_absolute_url())
    phone.get_by_label("Vad säger ni?").last.fill("Öppna fler gemensamma kontor. Det hjälper unga.")
    phone.get_by_role("button", name="Publicera svaret").click()
    expect(phone.get_by_text("Öppna fler gemensamma kontor.")).to_be_visible()
    expect(phone.locator(f"form[data-keep=fraga-{question.pk}] textarea")).to_have_value("")
    look(phone, "answer")
    partner.goto(live_server.url + question.get_absolute_url())
    partner.get_by_role("button", name=re.compile("^Stöd")).click()
    partner.context.close()
    phone.get_by_role("button", name=re.compile("Gör det till ett initiativ")).click()
    expect(phone.get_by_label("Vad heter initiativet?")).to_have_value("Öppna fler gemensamma kontor")
    look(phone, "answer-draft")
    phone.goto(live_server.url + question.get_absolute_url())
    expect(phone.get_by_text("Stiftelsen Activa skriver på ett initiativ")).to_be_visible()
    look(phone, "answer-became")
