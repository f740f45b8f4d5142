import os
import shutil
import threading

import pytest
import stamina
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.utils import translation

from initiatives.models import Actor, Membership
from rus.accounts.models import User
from rus.county.loading import load_county
from rus.county.standin import Server
from tests.county_folder import write_county

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PASSWORD = "hemligt-ord"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    if os.environ.get("CI"):
        raise pytest.UsageError("No browser: the browser tests must run in CI. Install Debian's chromium.")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="needs a browser: install chromium to run this one"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-background-networking"]}


@pytest.fixture(autouse=True)
def swedish():
    with translation.override("sv"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    """A rolled back test leaves no row behind, but what it kept in memory it would."""
    cache.clear()


@pytest.fixture
def county(db, tmp_path):
    """The small county, loaded; returns its folder."""
    folder = write_county(tmp_path / "lill")
    load_county(folder)
    return folder


@pytest.fixture
def standin(county, settings):
    """The small county's series behind real HTTP on loopback, asked instead of every source; retries do not pause."""
    server = Server(folder=county)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.STATISTICS_STANDIN, settings.STATISTICS_LOOPBACK = server.address, True
    with stamina.set_testing(True, attempts=3):
        yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def aby(county):
    return Actor.objects.get(slug="aby")


@pytest.fixture
def skolverk(county):
    return Actor.objects.get(slug="skolverk")


def make_person(name, actor=None, role=Membership.Role.MEMBER, **fields):
    user = User.objects.create_user(f"{name.lower()}@lill.example", PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if user.is_staff:
        TOTP.activate(user, generate_totp_secret())
    if actor:
        Membership.objects.create(user=user, actor=actor, role=role)
    return user


@pytest.fixture
def berit(aby):
    """A contributor of the organisation that leads Läslyftet."""
    return make_person("Berit", aby)


@pytest.fixture
def anna(aby):
    """An administrator of the same organisation."""
    return make_person("Anna", aby, Membership.Role.ADMINISTRATOR)


@pytest.fixture
def pelle(skolverk):
    """A contributor of a partner in Läslyftet."""
    return make_person("Pelle", skolverk)


@pytest.fixture
def okke(county):
    """Signed in, but of no organisation."""
    return make_person("Okke")


@pytest.fixture
def sara(county):
    """A coordinator."""
    return make_person("Sara", is_coordinator=True)


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
