"""Något som inte stämmer?: from any page to the coordinators' queue, and back with an answer."""

import pytest
from django.core import mail
from django.urls import reverse

from rus.dialogue import remarks
from rus.dialogue.models import Remark

ADDRESS = "/stammer-inte/"


def test_every_page_leads_there_and_the_remark_remembers_which(
    client, county, sara, django_capture_on_commit_callbacks
):
    assert (
        'href="/stammer-inte/?sida=/indikatorer/behorighet/"' in client.get("/indikatorer/behorighet/").content.decode()
    )
    assert 'value="/indikatorer/behorighet/"' in client.get(f"{ADDRESS}?sida=/indikatorer/behorighet/").content.decode()
    data = {"sida": "/indikatorer/behorighet/", "text": "Fel källa.", "email": "lasare@lill.example"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ADDRESS, data)
        client.post(ADDRESS, data | {"text": "En till."})
    assert "Tack." in client.get(answer.url).content.decode()
    assert list(Remark.objects.order_by("pk").values_list("page", "text", "email")) == [
        ("/indikatorer/behorighet/", "Fel källa.", "lasare@lill.example"),
        ("/indikatorer/behorighet/", "En till.", "lasare@lill.example"),
    ]
    [letter] = mail.outbox
    assert letter.to == ["sara@lill.example"] and "Fel källa." in letter.body


def test_the_answer_reaches_the_one_who_wrote_and_stands(signed_in, county, sara, django_capture_on_commit_callbacks):
    found = remarks.remark(page="/agera/", text="Kurvan är upp och ner.", email="lasare@lill.example")
    client = signed_in(sara)
    path = reverse("admin:dialogue_remark_change", args=[found.pk])
    assert "Kurvan är upp och ner." in client.get(path).content.decode()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {"answer": "Rättat nu."})
        client.post(path, {"answer": "Ändrat svar."})
    [letter] = mail.outbox
    assert letter.to == ["lasare@lill.example"] and "Rättat nu." in letter.body
    found.refresh_from_db()
    assert (found.answer, found.answered_by) == ("Rättat nu.", sara)


def test_somebody_signed_in_need_not_write_an_address(signed_in, berit):
    client = signed_in(berit)
    assert 'type="email"' not in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, {"sida": "/", "text": "Hej."})
    assert Remark.objects.get().email == "berit@lill.example"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "Skriv vad som inte stämmer."),
        ({"text": "x" * 3001}, "3000"),
        ({"text": "Hej.", "email": "nej"}, "giltig e-postadress"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(client, county, data, sentence):
    page = client.post(ADDRESS, {"sida": "/agera/"} | data).content.decode()
    assert sentence in page and 'value="/agera/"' in page
    assert not Remark.objects.exists()


def test_a_machine_and_a_flood_are_kept_out(client, county):
    client.post(ADDRESS, {"text": "Köp nu", "namn": "Robot"})
    assert not Remark.objects.exists()
    for number in range(remarks.MOST_AN_HOUR):
        remarks.remark(page="/", text=str(number))
    page = client.post(ADDRESS, {"text": "Viktigt, faktiskt."}).content.decode()
    assert "Så många har skrivit just nu" in page and "Viktigt, faktiskt." in page
    assert Remark.objects.count() == remarks.MOST_AN_HOUR


@pytest.mark.parametrize("sida", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_page_elsewhere_is_not_linked_to(client, county, sida):
    client.post(ADDRESS, {"sida": sida, "text": "<script>alert(1)</script>"})
    assert Remark.objects.get().page == "/"
