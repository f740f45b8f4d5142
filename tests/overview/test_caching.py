"""A page that is kept is never older than what it shows."""

import pytest
from django.core.cache import cache

from indicators.models import Indicator
from initiatives.models import Initiative
from initiatives.moderation import archive, publish_content
from rus.overview import responding

pytestmark = pytest.mark.django_db
PATHS = ["/", "/agera/", "/kraftsamlingar/skola/"]


@pytest.mark.parametrize("path", PATHS)
def test_when_nothing_has_changed_little_is_asked_and_a_validator_is_enough(
    client, county, path, django_assert_num_queries
):
    first = client.get(path)
    with django_assert_num_queries(1):
        second = client.get(path)
    assert second.content == first.content
    with django_assert_num_queries(1):
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_publication_a_withdrawal_and_a_response_are_seen_at_once(client, county, sara, anna, aby):
    def page(path="/"):
        return client.get(path).content.decode()

    assert "<b>1 registrerat initiativ</b>" in page()
    made = publish_content({"title": "Nyss publicerat", "phase": "ongoing", "kraftsamlingar": ["skola"]}, by=None)
    assert "<b>2 registrerade initiativ</b>" in page()
    archive(made, by=sara, comment="x")
    assert "<b>1 registrerat initiativ</b>" in page()
    responding.respond(Indicator.objects.get(slug="behorighet"), stance="taken", by=anna, actor=aby)
    assert "Åby kommun tar den" in page()
    assert "Åby kommun tar den" in page("/agera/")


def test_each_language_address_and_reader_has_its_own(client, signed_in, county, sara):
    swedish = client.get("/").content
    assert client.get("/en/").content != swedish
    assert client.get("/", {"kommun": "9801"}).content != swedish
    assert "Mina sidor" in signed_in(sara).get("/").content.decode()
    client.logout()
    assert client.get("/").content == swedish
    assert client.get("/", headers={"HX-Request": "true"}).content != swedish


def test_a_page_that_says_what_is_wrong_is_not_kept(client, county):
    assert client.get("/", {"kommun": "x"}).status_code == 404
    assert "ETag" not in client.get("/", {"kommun": "x"})
    cache.clear()
    Initiative.objects.all().delete()
    assert client.get("/").status_code == 200
