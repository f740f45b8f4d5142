"""A passkey, with the browser's own virtual authenticator: added in a phone, and then the only thing needed."""

import re

import pytest

from tests.browser.walking import look, sign_in
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_signing_in_by_a_passkey_alone(page, live_server, orebro, troubles, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server has no certificate
    page.set_viewport_size({"width": 390, "height": 800})
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, live_server, "Berit")
    page.goto(f"{live_server.url}/konto/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button").last.click()
        page.wait_for_url(re.compile("webauthn/add"))
    page.get_by_label("Vad kallar du enheten?").fill("Min telefon")
    page.get_by_label("Logga in med bara den här nyckeln").check()
    look(page, "lägg till nyckel")
    page.get_by_role("button", name="Lägg till").click()
    page.wait_for_url(re.compile("recovery-codes"))
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/konto/login/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.wait_for_url(re.compile("beratta"))
