"""What the walks through the site share: signing in, reading a page for what a machine can find of WCAG 2.2 AA, and
keeping a picture of it where `SCREENSHOTS` names a folder."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from rus.accounts.models import User
from tests.accounts.test_getting_in import app_code
from tests.conftest import PASSWORD

# Without preload, axe does not try to write style elements of its own, which the site's policy refuses.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "preload": False}
WIDTHS = [1280, 390]


def watch(page, found):
    """Gather in `found` what goes wrong in the browser."""
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    # Leaving a page while it looks for similar titles gives that question up, which is no failure.
    page.on("requestfailed", lambda request: request.failure == "net::ERR_ABORTED" or found.append(request.url))
    page.on("response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)


def sign_in(page, live_server, name):
    page.goto(f"{live_server.url}/konto/login/")
    page.get_by_label("E-post").fill(f"{name.lower()}@lill.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url(re.compile("beratta|2fa"))
    if "2fa" in page.url:
        page.locator("input[name=code]").fill(app_code(User.objects.get(email=f"{name.lower()}@lill.example")))
        page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
        page.wait_for_url(re.compile("beratta"))


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), (
        f"{page.url} scrolls sideways"
    )


def violations(page):
    # A page left half read has no document to look at: a click that leads on is waited for, here and where it is made.
    page.wait_for_load_state("load")
    found = Axe().run(page, options=RULES).response["violations"]
    return [(page.url, one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


def look(page, name):
    """The page as it stands: fits the screen, no violation; a picture of it is kept where one is asked for."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    if "/admin/" not in page.url:
        fits(page)
    found = violations(page)
    assert found == [], found


def read_all(page, live_server, paths, widths=WIDTHS):
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(live_server.url + path)
            found += violations(page)
            if not path.startswith("/admin"):
                fits(page)
    return found
