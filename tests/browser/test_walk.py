"""A real browser walks the main job, and every page is read for what a machine can find of WCAG 2.2 AA.

Any console error, refused style or script, or failed request fails the walk.
"""

import re
import threading

import pytest
from playwright.sync_api import expect

from indicators.models import Series
from initiatives import moderation
from initiatives.models import Actor, Initiative, Membership
from rus.county.standin import Server
from tests.browser.walking import WIDTHS, fits, read_all, sign_in, violations
from tests.conftest import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_initiative_from_the_contributor_to_the_curve(page, live_server, orebro, troubles):
    sign_in(page, live_server, "Berit")
    page.get_by_role("link", name="Lägg till ett initiativ").first.click()
    page.get_by_label("Vad heter initiativet?").press_sequentially("Integrering av IPS i fler vårdteam")
    expect(page.get_by_text("Något liknande pågår redan")).to_be_visible()
    expect(page.get_by_role("link", name="IPS-integrering i vårdteam", exact=True)).to_be_visible()
    page.get_by_label("Vilken utmaning tar ni er an?").fill("Fler med psykisk ohälsa behöver vägar till arbete.")
    expect(page.get_by_text(re.compile(r"Sparat \d\d:\d\d"))).to_be_visible(timeout=8000)
    assert "/forslag/" in page.url
    page.get_by_label("Ökad inkludering").check()
    page.get_by_label("Startar").fill("2026-09")
    page.get_by_role("button", name="Fortsätt", exact=True).click()

    page.get_by_label("Vad gör ni?").fill("Vi tar metoden till tre vårdteam.")
    page.get_by_label("Vad ska det påverka?").first.select_option("sysselsattningsgrad")
    page.get_by_label("Hur?").first.fill("Fler kommer i arbete.")
    page.get_by_label("Efter hur många år kan det synas?").first.fill("2")
    page.get_by_label("Sök en organisation").fill("Örebro universitet")
    page.get_by_label("Sök en organisation").press("Enter")
    expect(page.get_by_label("Vilka är med?")).to_have_value("Örebro universitet")
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.get_by_text("Sysselsättningsgrad: ska höja den. Fler kommer i arbete. (efter 2 år)")).to_be_visible()
    page.get_by_role("button", name="Skicka till regionen").click()
    expect(page.get_by_text("oftast högst två arbetsdagar")).to_be_visible()
    page.goto(f"{live_server.url}/mina-sidor/")
    page.get_by_role("button", name="Logga ut").click()

    sign_in(page, live_server, "Sara")
    page.goto(f"{live_server.url}/admin/initiatives/revision/")
    page.get_by_role("link", name="Integrering av IPS i fler vårdteam").click()
    page.get_by_role("button", name="Publicera allt").click()
    expect(page.get_by_text("är publicerat. Författaren får veta det")).to_be_visible()

    page.goto(f"{live_server.url}/indikatorer/sysselsattningsgrad/")
    wide = page.locator(".chart-box svg.chart-wide")
    expect(wide.get_by_text("Integrering av IPS i fler vårdteam")).to_be_visible()
    assert page.evaluate("!('Plotly' in window)")
    page.get_by_role("button", name="Utforska värdena i diagrammet").click()
    expect(page.locator(".plot .main-svg").first).to_be_visible(timeout=15000)
    expect(page.locator(".chart-box svg.chart-wide")).to_have_count(0)


def test_the_main_job_by_keyboard_on_a_phone_without_scripts(browser, live_server, orebro):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    sign_in(page, live_server, "Berit")
    page.goto(f"{live_server.url}/initiativ/nytt/")
    page.get_by_label("Vad heter initiativet?").focus()
    page.keyboard.type("Utan skript")
    page.keyboard.press("Tab")
    page.keyboard.type("Allt ska gå ändå.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("Startar").focus()
    page.keyboard.type("2026")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Koppla till strategin").wait_for()
    page.get_by_role("button", name="Fortsätt", exact=True).press("Enter")
    page.get_by_role("button", name="Skicka till regionen").press("Enter")
    expect(page.get_by_text("”Utan skript” är skickat.")).to_be_visible()
    page.goto(f"{live_server.url}/indikatorer/behorighet-gymnasiet/")
    expect(page.locator("svg.chart-narrow")).to_be_visible()
    page.get_by_text("Visa som tabell").click()
    expect(page.get_by_role("rowheader", name="2025")).to_be_visible()
    context.close()


def test_filters_go_by_htmx_with_the_state_in_the_address(page, live_server, orebro, troubles):
    page.goto(f"{live_server.url}/initiativ/")
    page.get_by_label("Kraftsamling").select_option("barn-och-unga")
    page.wait_for_url(re.compile("kraftsamling=barn-och-unga"))
    expect(page.locator("#initiatives [data-status]")).to_have_text(re.compile(r"15 initiativ"))
    expect(page.locator("#status")).to_have_text("15 initiativ")
    page.go_back()
    expect(page.locator("#initiatives [data-status]")).to_have_text(re.compile("86 initiativ"))


def test_an_analyst_adds_a_series_and_everyone_sees_it(page, live_server, orebro, troubles, settings):
    """Against a stand-in of Kolada: find, look, save, fetch, and the indicator that lacked data has a curve."""
    server = Server()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.STATISTICS_STANDIN, settings.STATISTICS_LOOPBACK = server.address, True
    Series.objects.filter(slug="u70447").delete()
    sign_in(page, live_server, "Sara")
    page.goto(f"{live_server.url}/admin/indicators/source/")
    page.get_by_role("link", name="Kolada", exact=True).click()
    page.get_by_role("link", name="Leta i källan").click()
    page.get_by_label("Ord i rubriken").fill("förtroende för sjukvården")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Förtroende för sjukvården i sin helhet").click()
    page.get_by_role("button", name="Visa de första värdena").click()
    expect(page.get_by_role("heading", name="De första värdena")).to_be_visible()
    expect(page.get_by_label("Seriens namn")).to_have_value("Förtroende för sjukvården i sin helhet")
    page.get_by_label("Indikator:").select_option(label="Förtroende för hälso- och sjukvården")
    page.get_by_label("Enhet").fill("procent")
    page.get_by_role("button", name="Spara och hämta").click()
    expect(page.get_by_text("Klar. 220 nya, 0 ändrade")).to_be_visible()
    page.goto(f"{live_server.url}/indikatorer/fortroende-sjukvarden/")
    expect(page.locator(".lede")).to_contain_text("Åt fel håll")
    page.get_by_role("link", name="Jämför med andra platser").click()
    page.get_by_text("Län", exact=True).first.click()
    page.get_by_label("Dalarnas län").check()
    page.get_by_role("button", name="Visa i diagrammet").click()
    page.wait_for_url(re.compile("plats=20"))
    expect(page.locator(".chart-box svg.chart-wide").get_by_text("Dalarnas län")).to_be_visible()
    page.go_back()
    expect(page.locator(".chart-box svg.chart-wide").get_by_text("Dalarnas län")).to_have_count(0)
    server.shutdown()
    server.server_close()


PUBLIC = [
    "/konto/signup/",
    "/konto/login/code/",
    "/konto/password/reset/",
    "/",
    "/?kommun=1863",
    "/?organisation=orebro-kommun",
    "/agera/",
    "/agera/behorighet-gymnasiet/",
    "/kraftsamlingar/inkludering/",
    "/indikatorer/",
    "/indikatorer/vaxthusgaser/",
    "/indikatorer/framtidstro/",
    "/indikatorer/behorighet-gymnasiet/?plats=17&plats=04&grupp=jamforelselanen",
    "/indikatorer/sysselsattningsgrad/kommuner/",
    "/indikatorer/sysselsattningsgrad/lan/",
    "/indikatorer/sysselsattningsgrad/grupper/",
    "/indikatorer/vaxthusgaser/inbaddad/",
    "/indikatorer/?kommun=1863",
    "/initiativ/",
    "/initiativ/?q=finns+inte",
    "/initiativ/energi-och-klimatprogram-for-orebro-lan/",
    "/initiativ/framtid/versioner/",
    "/organisationer/",
    "/organisationer/orebro-kommun/",
    "/omvarld/",
    "/nytt/",
    "/rapporter/",
    "/samband/",
    "/samband/?val=kraftsamling.inkludering",
    "/sok/",
    "/sok/?q=skola",
    "/sok/?q=finnsinte",
    "/om/",
    "/om/metod/",
    "/tillganglighet/",
    "/stammer-inte/?sida=/agera/",
    "/integritet/",
    "/konto/login/",
    "/dialog/",
    "/dialog/hemma-och-tillsammans/",
]
MEMBERS = [
    "/min-organisation/",
    "/konto/2fa/",
    "/konto/email/",
    "/beratta/",
    "/initiativ/nytt/",
    "/mina-sidor/",
    "/organisationer/stiftelsen-activa/medlemmar/",
    "/organisationer/orebro-kommun/ga-med/",
    "/initiativ/liknande/?title=framtid",
    "/konto/password/change/",
    "/mina-sidor/uppgifter/",
    "/mina-sidor/avsluta-kontot/",
    "/dialog/hemma-och-tillsammans/",
    "/initiativ/framtid/bilaga/",
    "/initiativ/framtid/avsluta/",
    "/initiativ/energi-och-klimatprogram-for-orebro-lan/ga-med/",
    "/initiativ/framtid/versioner/",
    "/organisationer/stiftelsen-activa/",
]
COORDINATORS = [
    "/admin/infor-forumet/",
    "/admin/meningarna/",
    "/admin/initiatives/cannedanswer/add/",
    "/admin/initiatives/attachment/",
    "/admin/",
    "/admin/initiatives/revision/",
    "/admin/initiatives/initiative/",
    "/admin/initiatives/initiative/import/",
    "/admin/initiatives/actor/",
    "/admin/initiatives/actor/add/",
    "/admin/initiatives/actor/import/",
    "/admin/initiatives/response/add/",
    "/admin/initiatives/result/",
    "/admin/indicators/indicator/",
    "/admin/indicators/observation/",
    "/admin/indicators/observation/import/",
    "/admin/indicators/target/add/",
    "/admin/indicators/series/",
    "/admin/dialogue/remark/",
    "/admin/indicators/series/quality/",
    "/admin/indicators/source/",
    "/admin/indicators/updaterun/",
    "/admin/django_celery_beat/periodictask/",
    "/admin/strategy/kraftsamling/",
    "/admin/history/change/",
]


@pytest.mark.slow
def test_public_pages_in_both_languages_and_widths(page, live_server, orebro, troubles):
    assert read_all(page, live_server, [*PUBLIC, *(f"/en{path}" for path in PUBLIC)]) == []


@pytest.mark.slow
def test_pages_of_members_and_coordinators(page, live_server, orebro, troubles):
    sign_in(page, live_server, "Berit")
    assert read_all(page, live_server, [*MEMBERS, *(f"/en{path}" for path in MEMBERS)]) == []
    page.goto(f"{live_server.url}/initiativ/nytt/")
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.locator(".problems")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Vad heter initiativet?").fill("En rubrik")
    page.get_by_label("Vilken utmaning tar ni er an?").fill("En utmaning")
    page.get_by_label("Vet inte, regionen får hjälpa till").check()
    page.get_by_label("Startar").fill("2026")
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.get_by_label("Vad gör ni?")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
        assert violations(page) == []
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.get_by_role("button", name="Skicka till regionen")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Skicka till regionen").click()
    expect(page.get_by_text("oftast högst två arbetsdagar")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{live_server.url}/mina-sidor/")
    page.get_by_role("button", name="Logga ut").click()
    sign_in(page, live_server, "Sara")
    assert read_all(page, live_server, COORDINATORS, widths=[1280]) == []
    page.goto(f"{live_server.url}/admin/initiatives/revision/")
    page.get_by_role("link", name="En rubrik").click()
    expect(page.get_by_role("button", name="Publicera allt")).to_be_visible()
    assert violations(page) == []
    initiative = Initiative.objects.get(slug="framtid")
    page.goto(f"{live_server.url}/admin/initiatives/initiative/{initiative.pk}/change/")
    assert violations(page) == []


def test_a_partner_reads_and_may_propose_a_change(page, live_server, orebro, troubles):
    initiative = Initiative.objects.get(slug="framtid")
    pelle = make_person("Pelle", Actor.objects.get(slug="orebro-kommun"), Membership.Role.MEMBER)
    moderation.tell_news(initiative, text="Ett steg framåt", kind="milestone", by=pelle, actor=None)
    sign_in(page, live_server, "Pelle")
    page.goto(live_server.url + initiative.get_absolute_url())
    expect(page.get_by_text("Ett steg framåt")).to_be_visible()
    expect(page.get_by_role("link", name="Berätta en nyhet")).to_be_visible()
    expect(page.get_by_role("button", name="Föreslå en ändring")).to_have_count(1)


def test_search_and_connections_say_aloud_what_they_found(page, live_server, orebro, troubles):
    page.goto(f"{live_server.url}/sok/")
    page.get_by_label("Sök efter").press_sequentially("skola")
    expect(page.locator("#status")).to_have_text(re.compile(r"\d+ träffar"))
    expect(page.get_by_label("Sök efter")).to_be_focused()
    assert "q=skola" in page.url
    sign_in(page, live_server, "Berit")
    page.goto(f"{live_server.url}/min-organisation/")
    page.get_by_label("En del av namnet").press_sequentially("ÖREBRO L")
    expect(page.locator("#status")).to_have_text(re.compile(r"\d+ organisationer"))
    expect(page.get_by_label("En del av namnet")).to_be_focused()
    page.goto(f"{live_server.url}/samband/")
    page.get_by_role("link", name="Ökad elektrifiering", exact=True).click()
    expect(page.locator("#status")).to_have_text(re.compile(r"\d+ hänger ihop med Ökad elektrifiering"))
    page.get_by_role("button", name="Rita flödena").click()
    expect(page.locator(".projector .main-svg").first).to_be_visible(timeout=15000)
    expect(page.locator(".projector").get_by_text("Ökad elektrifiering")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Så hänger allt ihop")).to_be_visible()
