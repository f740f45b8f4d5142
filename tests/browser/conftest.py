import pytest
from django.core.management import call_command

from initiatives.models import Actor, Membership
from tests.browser.walking import watch
from tests.conftest import make_person


@pytest.fixture
def orebro(transactional_db):
    call_command("load_county")
    activa = Actor.objects.get(slug="stiftelsen-activa")
    make_person("Berit", activa, Membership.Role.ADMINISTRATOR)
    make_person("Sara", is_coordinator=True)
    return activa


@pytest.fixture
def troubles(page):
    """What went wrong in the browser; a test ends by finding it empty."""
    found = []
    watch(page, found)
    yield found
    assert found == []
