"""Nonsense in an address or a form: an answer in words, never a crash, and nothing lost."""

import pytest
from django.urls import reverse

from initiatives import content, moderation
from initiatives.models import Initiative, LogEntry, Revision

ODD = [
    "\0",
    "a\0b",
    "x" * 10_000,
    "' OR 1=1 --",
    "<script>",
    "🙂" * 300,
    "\u202eabc",
    "%00",
    "../../etc/passwd",
    "{{7*7}}",
    "١٢٣",
]
PATHS = [
    ("/", "kommun"),
    ("/initiativ/", "q"),
    ("/initiativ/", "kraftsamling"),
    ("/initiativ/", "organisation"),
    ("/initiativ/", "sida"),
    ("/initiativ/liknande/", "title"),
    ("/indikatorer/", "riktning"),
    ("/indikatorer/", "kraftsamling"),
    ("/konto/login/", "next"),
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_query_string_brings_a_page_down(signed_in, berit, odd):
    client = signed_in(berit)
    for path, name in PATHS:
        assert client.get(path, {name: odd}).status_code in (200, 302, 400, 404), (path, name)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_text_brings_a_form_down(signed_in, berit, odd):
    client = signed_in(berit)
    laslyft = Initiative.objects.get(slug="laslyft")
    news = {f"i{laslyft.pk}-text": odd, f"i{laslyft.pk}-kind": "result"}
    assert client.post(reverse("initiatives:tell_news", args=["laslyft"]), news).status_code in (200, 302)
    assert all(len(entry.text) <= 2000 for entry in LogEntry.objects.all())
    essentials = {"actor": "aby", "title": odd, "challenge": odd, "kraftsamlingar": [odd], "start": odd, "end": odd}
    assert client.post(reverse("initiatives:new"), essentials).status_code in (200, 302)
    headers = {"HX-Request": "true", "HX-Trigger-Name": "autosave"}
    assert client.post(reverse("initiatives:new"), essentials, headers=headers).status_code in (200, 204)
    draft = moderation.start(actor=Revision._meta.get_field("actor").related_model.objects.get(slug="aby"), by=berit)
    connect = {
        "paverkan-TOTAL_FORMS": odd,
        "paverkan-INITIAL_FORMS": odd,
        "pengar-TOTAL_FORMS": "1",
        "pengar-INITIAL_FORMS": "0",
        **{f"pengar-0-{name}": odd for name in ("amount", "kind", "financier", "first_year", "last_year", "source")},
        "summary": odd,
        "partners": odd,
        "website": odd,
        "municipalities": [odd],
        "reach": odd,
    }
    assert client.post(reverse("initiatives:connect", args=[draft.token]), connect).status_code in (200, 302)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_decision_brings_the_admin_down(signed_in, sara, aby, berit, odd):
    payload = content.complete({"title": "Något", "challenge": "x", "start": "2026-01-01"})
    sent = moderation.submit(moderation.start(actor=aby, by=berit, payload=payload), by=berit)
    client = signed_in(sara)
    path = reverse("admin:initiatives_revision_change", args=[sent.pk])
    assert client.post(path, {"verdict": odd, "comment": odd}).status_code == 200
    archive = reverse("admin:initiatives_initiative_archive", args=[Initiative.objects.get(slug="okand").pk])
    assert client.post(archive, {"comment": odd}).status_code == 302
    assert client.get("/admin/initiatives/initiative/", {"q": odd}).status_code in (200, 302)


@pytest.mark.parametrize("key", ["99999999999999999999999", "²", "-1", "abc"])
def test_an_odd_key_is_not_found(signed_in, sara, key):
    assert signed_in(sara).get(f"/admin/initiatives/revision/{key}/change/").status_code == 404


def test_a_form_sent_without_its_token_is_refused_in_words(db, county, berit):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(berit)
    answer = client.post(reverse("initiatives:change", args=["laslyft"]))
    assert answer.status_code == 403
    assert "Gå tillbaka och försök igen." in answer.content.decode()
