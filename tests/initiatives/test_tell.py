"""A contributor's door, through the front: what is asked, kept, refused and said."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from initiatives import moderation
from initiatives.models import Initiative, LogEntry, Revision
from rus.history.models import Change

ESSENTIALS = {
    "actor": "aby",
    "title": "Närvaroteam i skolan",
    "challenge": "Frånvaron i högstadiet ökar i norra länet.",
    "kraftsamlingar": ["skola"],
    "start": "2026-08",
    "end": "",
}
ROWS = {
    "paverkan-TOTAL_FORMS": "2", "paverkan-INITIAL_FORMS": "0", "pengar-TOTAL_FORMS": "1", "pengar-INITIAL_FORMS": "0",
}  # fmt: skip


def test_from_first_question_to_receipt(signed_in, berit, sara):
    client = signed_in(berit)
    answer = client.post(reverse("initiatives:new"), ESSENTIALS)
    revision = Revision.objects.get()
    assert answer.url == reverse("initiatives:connect", args=[revision.token])
    answer = client.post(
        answer.url,
        ROWS
        | {
            "summary": "Gemensamma team.",
            "reach": "municipalities",
            "municipalities": ["9801"],
            "perspectives": ["nytt"],
            "partners": "Lilla skolverket\nElevhälsan AB\nLilla skolverket\nÅby kommun",
            "paverkan-0-indicator": "behorighet",
            "paverkan-0-aim": "raise",
            "paverkan-0-how": "Fler är på plats.",
            "paverkan-0-lag_years": "2",
        },
    )
    assert answer.url == reverse("initiatives:review", args=[revision.token])
    page = client.get(answer.url).content.decode()
    assert "Behöriga: ska höja den. Fler är på plats. (efter 2 år)" in page
    assert "Elevhälsan AB (partner)" in page
    answer = client.post(answer.url, follow=True)
    assert "oftast högst två arbetsdagar" in answer.content.decode()
    revision.refresh_from_db()
    assert revision.state == "submitted"
    assert revision.payload["partnerships"] == [
        {"actor": "aby", "named_as": "", "role": "lead"},
        {"actor": "skolverk", "named_as": "", "role": "partner"},
        {"actor": "", "named_as": "Elevhälsan AB", "role": "partner"},
    ]
    assert not Initiative.objects.filter(title=ESSENTIALS["title"]).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Vad heter initiativet?"),
        ({"challenge": ""}, "Vilken utmaning tar ni er an?"),
        ({"kraftsamlingar": []}, "Välj minst en, eller säg att ni inte vet."),
        ({"start": "i höst"}, "Skriv ett år, en månad eller en dag"),
        ({"start": "2026-13"}, "Skriv ett år, en månad eller en dag"),
        ({"end": "2025"}, "Initiativet slutar innan det börjar."),
        ({"kraftsamlingar": ["påhittad"]}, "påhittad"),
        ({"actor": "region"}, "På uppdrag av"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_an_error_keeps_what_was_typed_and_is_summed_up_with_links(signed_in, berit, change, said):
    page = signed_in(berit).post(reverse("initiatives:new"), ESSENTIALS | change).content.decode()
    assert 'class="problems"' in page
    assert escape(said) in page
    assert 'href="#id_' in page
    if "challenge" not in change:
        assert ESSENTIALS["challenge"] in page
    assert not Revision.objects.exists()


def test_not_knowing_the_kraftsamling_is_an_answer(signed_in, berit):
    signed_in(berit).post(reverse("initiatives:new"), ESSENTIALS | {"kraftsamlingar": [], "kraftsamling_unknown": "on"})
    assert Revision.objects.get().payload["kraftsamlingar"] == []


def test_autosave_makes_a_draft_and_then_keeps_to_it(signed_in, berit):
    client = signed_in(berit)
    headers = {"HX-Request": "true", "HX-Trigger-Name": "autosave"}
    answer = client.post(reverse("initiatives:new"), {"actor": "aby", "title": "Halvfärdi"}, headers=headers)
    revision = Revision.objects.get()
    assert answer["HX-Replace-Url"] == revision.get_absolute_url()
    assert "<html" not in answer.content.decode()
    client.post(revision.get_absolute_url(), {"title": "Halvfärdigt", "start": "20"}, headers=headers)
    revision.refresh_from_db()
    assert (revision.payload["title"], revision.payload["start"]) == ("Halvfärdigt", None)
    assert "Halvfärdigt" in client.get(reverse("initiatives:tell")).content.decode()


def test_autosave_of_nothing_makes_nothing(signed_in, berit):
    headers = {"HX-Request": "true", "HX-Trigger-Name": "autosave"}
    assert signed_in(berit).post(reverse("initiatives:new"), {"actor": "aby"}, headers=headers).status_code == 204
    assert not Revision.objects.exists()


def test_a_half_draft_cannot_be_sent(signed_in, berit):
    client = signed_in(berit)
    client.post(reverse("initiatives:new"), {"actor": "aby", "title": "Halvt", "save": "draft"})
    address = reverse("initiatives:review", args=[Revision.objects.get().token])
    assert "Något behöver fyllas i först" in client.get(address).content.decode()
    client.post(address)
    assert Revision.objects.get().state == "draft"


def test_saying_the_same_indicator_twice_is_refused(signed_in, berit):
    client = signed_in(berit)
    client.post(reverse("initiatives:new"), ESSENTIALS)
    address = reverse("initiatives:connect", args=[Revision.objects.get().token])
    twice = ROWS | {
        "paverkan-0-indicator": "behorighet",
        "paverkan-1-indicator": "behorighet",
        "partners": "Någon ny AB",
    }
    page = client.post(address, twice).content.decode()
    assert "Står här två gånger" in page
    assert "Någon ny AB" in page


def test_amounts_are_kept_by_kind_with_their_source(signed_in, berit, sara, client):
    member = signed_in(berit)
    member.post(reverse("initiatives:new"), ESSENTIALS)
    revision = Revision.objects.get()
    address = reverse("initiatives:connect", args=[revision.token])
    money = ROWS | {
        "pengar-TOTAL_FORMS": "2",
        "pengar-0-amount": "1 200 000", "pengar-0-kind": "decided", "pengar-0-financier": "Tillväxtverket",
        "pengar-0-first_year": "2026", "pengar-0-last_year": "2027", "pengar-0-source": "Beslut 2026-17",
        "pengar-1-amount": "4\xa0000\xa0000", "pengar-1-kind": "total",
    }  # fmt: skip
    member.post(address, money)
    revision.refresh_from_db()
    assert [(one["amount"], one["kind"]) for one in revision.payload["funding"]] == [
        (1_200_000, "decided"),
        (4_000_000, "total"),
    ]
    moderation.submit(revision, by=berit)
    initiative = moderation.publish(revision, by=sara)
    page = client.get(initiative.get_absolute_url()).content.decode()
    assert "1\xa0200\xa0000 kronor, beslutat stöd: " in page
    assert "Tillväxtverket" in page
    assert "Beslut 2026-17" in page
    assert "5\xa0200\xa0000" not in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"pengar-0-amount": "mycket"}, "Skriv beloppet i hela kronor"),
        ({"pengar-0-financier": "Tillväxtverket"}, "Skriv beloppet, eller töm svaren nedanför."),
        ({"pengar-0-amount": "5", "pengar-0-first_year": "2027", "pengar-0-last_year": "2026"}, "före det första"),
    ],
)
def test_an_amount_that_cannot_be_read_says_so_and_keeps_what_is_typed(signed_in, berit, said, sentence):
    client = signed_in(berit)
    client.post(reverse("initiatives:new"), ESSENTIALS)
    address = reverse("initiatives:connect", args=[Revision.objects.get().token])
    page = client.post(address, ROWS | {"summary": "Gemensamma team."} | said).content.decode()
    assert sentence in page
    assert "Gemensamma team." in page
    assert all(value in page for value in said.values())


def test_news_is_public_at_once_and_told_in_place(signed_in, berit, client):
    initiative = Initiative.objects.get(slug="laslyft")
    told = {f"i{initiative.pk}-text": "Första boken\när utläst!", f"i{initiative.pk}-kind": "milestone"}
    answer = signed_in(berit).post(
        reverse("initiatives:tell_news", args=["laslyft"]), told, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert "Första boken är utläst!" in page
    client.logout()
    public = client.get(initiative.get_absolute_url()).content.decode()
    assert "Första boken är utläst!" in public
    assert "Åby kommun" in public
    assert "Berit" not in public


def test_a_machine_that_tells_without_end_is_stopped_and_its_text_stays(signed_in, berit, sara, client):
    laslyft = Initiative.objects.get(slug="laslyft")
    Change.objects.bulk_create(
        Change(object_type="initiatives.initiative", object_id="1", object_name="x", verb="told", by=one)
        for one in (berit, sara)
        for _n in range(60)
    )
    told = {f"i{laslyft.pk}-text": "Den sextioförsta", f"i{laslyft.pk}-kind": "activity"}
    page = signed_in(berit).post(reverse("initiatives:tell_news", args=["laslyft"]), told).content.decode()
    assert "Ni har berättat väldigt mycket på en timme" in page and "Den sextioförsta" in page
    assert not LogEntry.objects.filter(text="Den sextioförsta").exists()
    signed_in(sara).post(reverse("initiatives:tell_news", args=["laslyft"]), told)
    assert LogEntry.objects.filter(text="Den sextioförsta").exists()


def test_empty_news_is_refused_and_says_so(signed_in, berit):
    initiative = Initiative.objects.get(slug="laslyft")
    answer = signed_in(berit).post(
        reverse("initiatives:tell_news", args=["laslyft"]),
        {f"i{initiative.pk}-text": " ", f"i{initiative.pk}-kind": "result"},
    )
    assert 'class="error"' in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_hidden_news_is_gone_from_the_page(signed_in, berit, sara, client):
    from initiatives import moderation

    entry = moderation.tell_news(
        Initiative.objects.get(slug="laslyft"), text="Fel sak", kind="activity", by=berit, actor=None
    )
    moderation.hide_news(entry, by=sara)
    assert "Fel sak" not in client.get(reverse("initiatives:detail", args=["laslyft"])).content.decode()


@pytest.mark.parametrize(
    "typed", ["Läslyft", "läslyftet i åby", "LÄSLYFTET", "Läslyfet i Åby", "nytt läslyft för alla"]
)
def test_similar_initiatives_are_found_whatever_case_ending_or_typo(signed_in, berit, typed):
    page = signed_in(berit).get(reverse("initiatives:similar"), {"title": typed}).content.decode()
    assert "Läslyftet i Åby" in page


def test_nothing_similar_is_invented(signed_in, berit):
    page = signed_in(berit).get(
        reverse("initiatives:similar"), {"title": "Vindkraft till havs"}, headers={"HX-Request": "true"}
    )
    assert page.content.decode().strip() == ""


def test_proposing_a_change_begins_once(signed_in, berit):
    client = signed_in(berit)
    first = client.post(reverse("initiatives:change", args=["laslyft"]))
    again = client.post(reverse("initiatives:change", args=["laslyft"]))
    assert first.url == again.url
    assert Revision.objects.count() == 1
    assert "Läslyftet i Åby" in client.get(first.url).content.decode()


def test_withdrawing_what_was_sent_keeps_the_text(signed_in, berit, sara):
    client = signed_in(berit)
    client.post(reverse("initiatives:new"), ESSENTIALS)
    revision = Revision.objects.get()
    client.post(reverse("initiatives:review", args=[revision.token]))
    client.post(reverse("initiatives:withdraw", args=[revision.token]))
    revision.refresh_from_db()
    assert (revision.state, revision.payload["title"]) == ("withdrawn", ESSENTIALS["title"])


def test_scripts_are_shown_as_text(signed_in, berit, sara):
    from initiatives import moderation

    client = signed_in(berit)
    client.post(reverse("initiatives:new"), ESSENTIALS | {"title": "<script>alert(1)</script>"})
    initiative = moderation.publish(moderation.submit(Revision.objects.get(), by=berit), by=sara)
    page = client.get(initiative.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
