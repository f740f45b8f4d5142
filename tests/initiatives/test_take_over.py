"""Det här är vårt: an organisation makes an initiative that the editors entered its own."""

import pytest
from django.urls import reverse

from initiatives import content, moderation
from initiatives.models import Contribution, Initiative, Partnership, Revision


@pytest.fixture
def laslyft(county):
    return Initiative.objects.get(slug="laslyft")


def post(client, name, *arguments, **data):
    return client.post(reverse(f"initiatives:{name}", args=arguments), data)


def connect_data(answer):
    return {
        "paverkan-TOTAL_FORMS": "0", "paverkan-INITIAL_FORMS": "0", "pengar-TOTAL_FORMS": "0",
        "pengar-INITIAL_FORMS": "0", "summary": "Alla läser mer.", "reach": "municipalities",
        "municipalities": "9801", "partners": "Lilla skolverket", "forslag-behorighet": answer,
    }  # fmt: skip


def test_the_button_is_there_for_the_lead_and_for_nobody_else(client, laslyft, berit, pelle, sara, okke):
    for person, there in ((berit, True), (pelle, False), (sara, False), (okke, False)):
        client.force_login(person)
        assert ("Det här är vårt" in client.get(laslyft.get_absolute_url()).content.decode()) is there
    client.force_login(berit)
    assert "Läslyftet i Åby" in client.get(reverse("initiatives:tell")).content.decode()
    client.logout()
    assert "Det här är vårt" not in client.get(laslyft.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("answer", "origins"), [("yes", ["organisation"]), ("no", []), ("", ["editors"])])
def test_what_the_editors_suggested_is_confirmed_taken_away_or_left(signed_in, berit, sara, laslyft, answer, origins):
    client = signed_in(berit)
    post(client, "take_over", "laslyft")
    revision = Revision.objects.get(takes_over=True)
    assert "Fler läser bättre." in client.get(reverse("initiatives:connect", args=[revision.token])).content.decode()
    data = {
        "title": laslyft.title,
        "challenge": "Få läser.",
        "start": "2023-08",
        "kraftsamlingar": "skola",
        "actor": "aby",
        "phase": "ongoing",
    }
    client.post(revision.get_absolute_url(), data)
    assert post(client, "connect", revision.token, **connect_data(answer)).url == reverse(
        "initiatives:review", args=[revision.token]
    )
    post(client, "review", revision.token)
    assert Initiative.objects.get(slug="laslyft").by_editors
    revision.refresh_from_db()
    assert revision.state == "submitted"
    client.force_login(sara)
    shown = client.get(reverse("admin:initiatives_revision_change", args=[revision.pk])).content.decode()
    assert "Åby kommun säger att det här initiativet, som redaktionen lagt in, är deras eget." in shown
    moderation.publish(revision, by=sara)
    laslyft.refresh_from_db()
    assert not laslyft.by_editors
    assert list(Contribution.objects.filter(initiative=laslyft).values_list("origin", flat=True)) == origins
    client.force_login(berit)
    assert "Det här är vårt" not in client.get(laslyft.get_absolute_url()).content.decode()
    assert post(client, "take_over", "laslyft").status_code == 404


def test_where_nobody_leads_the_one_that_takes_over_does(signed_in, pelle, sara, laslyft, skolverk):
    payload = content.snapshot(laslyft)
    payload["partnerships"] = [part for part in payload["partnerships"] if part["role"] != "lead"]
    moderation.publish_content(payload, by=None, initiative=laslyft)
    client = signed_in(pelle)
    post(client, "take_over", "laslyft")
    revision = Revision.objects.get()
    assert [(part["actor"], part["role"]) for part in revision.payload["partnerships"] if part["actor"]] == [
        ("skolverk", "lead")
    ]
    moderation.submit(revision, by=pelle)
    moderation.publish(revision, by=sara)
    assert Partnership.objects.get(initiative=laslyft, role="lead").actor == skolverk


def test_pressing_twice_goes_on_with_the_same_draft_and_a_return_keeps_it_a_takeover(signed_in, berit, sara, laslyft):
    client = signed_in(berit)
    first = post(client, "take_over", "laslyft").url
    assert post(client, "take_over", "laslyft").url == first
    revision = moderation.submit(Revision.objects.get(), by=berit)
    child = moderation.send_back(revision, by=sara, comment="Skriv mer.")
    assert child.takes_over and laslyft.by_editors
