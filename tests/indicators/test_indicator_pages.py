"""The indicator's page and its other sides, through the client: choices in the address, pictures, files, embedding."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from indicators.models import Indicator, Observation, Series
from indicators.storing import Incoming, store
from initiatives.models import Initiative
from rus.places.models import Geography


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_places_and_groups_are_added_by_the_address(client, county, django_assert_max_num_queries):
    plain = text_of(client, "/indikatorer/behorighet/")
    assert "Grannlän 88,0" not in plain
    with django_assert_max_num_queries(11):
        added = text_of(client, "/indikatorer/behorighet/?plats=97&plats=9801&grupp=grannar")
    assert "Grannlän 88,0" in added and "Åby 74,0" in added and "Bortlän 90,0" in added
    assert 'value="97" checked' in added and '<option value="grannar" selected>' in added
    assert '<th scope="col" class="num">Åby</th>' in added


def test_a_municipality_looks_with_its_own_judgement(client, county):
    text = text_of(client, "/indikatorer/behorighet/?kommun=9801")
    assert "i Åby" in text and "lägst av 2 kommuner" in text and "till 74,0 procent 2025" in text


@pytest.mark.parametrize("query", ["plats=7777", "kommun=97", "grupp=ingen", "plats=98"])
def test_a_place_that_does_not_exist_gets_a_page_with_the_way_on(client, county, query):
    answer = client.get(f"/indikatorer/behorighet/?{query}")
    assert answer.status_code == 404
    assert "Det finns ingen sådan plats att titta på." in answer.content.decode()


def test_the_municipalities_beside_each_other(client, county):
    text = text_of(client, reverse("indicators:comparison", args=["behorighet", "kommuner"]))
    assert text.index(">Åby<") < text.index(">Ödköping<")
    assert "74,0" in text and "85,0" in text and "?kommun=9802" in text
    part = client.get(reverse("indicators:comparison", args=["behorighet", "kommuner"]), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode() and 'id="vy-kommuner"' in part.content.decode()


def test_the_counties_are_dots_with_the_best_first(client, county):
    text = text_of(client, reverse("indicators:comparison", args=["behorighet", "lan"]))
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    assert table.index("Bortlän") < table.index("Grannlän") < table.index("Lillelän")
    assert "Länen 2025" in text and "Den fyllda punkten är 2025, den ihåliga 2020." in text
    assert "Lillelän 81,0" in text


def test_groups_are_shown_beside_everyone(client, county):
    text = text_of(client, reverse("indicators:comparison", args=["behorighet", "grupper"]))
    assert "Kvinnor och män" in text and "Kvinnor 84,0" in text and "Män 80,0" in text and "Alla 81,0" in text


def test_what_cannot_be_compared_says_so(client, county):
    for view in ("kommuner", "lan", "grupper"):
        text = text_of(client, reverse("indicators:comparison", args=["framtidstro", view]))
        assert "Det finns inte värden nog för den här jämförelsen än." in text


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_all_values_as_csv_excel_and_json_are_the_same(client, county):
    lines = list(csv.DictReader(io.StringIO(body(client.get("/indikatorer/behorighet.csv")).decode("utf-8-sig"))))
    assert len(lines) == Observation.objects.filter(series__indicator__slug="behorighet").count()
    latest = next(row for row in lines if row["platskod"] == "98" and row["period"] == "2025" and not row["uppdelning"])
    assert (latest["varde"], latest["enhet"], latest["status"]) == ("81.0", "procent", "final")
    sheet = load_workbook(io.BytesIO(client.get("/indikatorer/behorighet.xlsx").content)).active
    assert sheet.max_row == len(lines) + 1
    found = json.loads(client.get("/indikatorer/behorighet.json").content)
    assert len(found["values"]) == len(lines)
    assert found["judgement"]["direction"] == "wrong"
    assert found["judgement"]["sentence"]["sv"].startswith("Åt fel håll, lägst av 3 län.")
    assert found["judgement"]["sentence"]["en"].startswith("Wrong way, lowest of 3 counties.")
    assert found["source"] == "Skolverket, T1"


@pytest.mark.parametrize("view", ["", "kommuner", "lan", "grupper"])
def test_every_view_is_a_picture_with_title_and_source(client, county, view):
    answer = client.get(f"/indikatorer/behorighet.svg?vy={view}&plats=97")
    picture = answer.content.decode()
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "Behöriga" in picture and "Källa: Skolverket" in picture and "<script" not in picture
    png = client.get(f"/indikatorer/behorighet.png?vy={view}")
    assert png["Content-Type"] == "image/png" and png.content.startswith(b"\x89PNG") and len(png.content) > 3000


def test_the_embedded_page_may_stand_on_other_sites_and_no_other_page_may(client, county):
    embedded = client.get("/indikatorer/behorighet/inbaddad/?vy=lan")
    assert "frame-ancestors *" in embedded["Content-Security-Policy"] and "X-Frame-Options" not in embedded
    text = embedded.content.decode()
    assert "Källa:" in text and 'target="_top"' in text and "<script" not in text
    ordinary = client.get("/indikatorer/behorighet/")
    assert "frame-ancestors 'none'" in ordinary["Content-Security-Policy"] and ordinary["X-Frame-Options"] == "DENY"


def test_a_name_from_a_source_is_never_markup(client, county):
    Geography.objects.filter(code="9801").update(name="<script>alert(1)</script>Åby")
    Indicator.objects.filter(slug="behorighet").update(name_sv='Behöriga"><b>')
    for address in (
        "/indikatorer/behorighet/kommuner/",
        "/indikatorer/behorighet.svg?vy=kommuner",
        "/indikatorer/behorighet/?plats=9801",
    ):
        text = text_of(client, address)
        assert "<script>alert" not in text and '"><b>' not in text


def test_a_revised_value_says_what_it_was(client, county):
    place = Geography.objects.get(code="98").pk
    store(Series.objects.get(slug="beh"), [Incoming(place, "", "2024", 81.2)])
    text = text_of(client, "/indikatorer/behorighet/")
    assert "81,2 (reviderad" in text and "var 82,0)" in text


def test_old_statistics_say_how_old_they_are(client, county):
    text = text_of(client, "/indikatorer/utslapp/")
    assert "De senaste siffrorna är från" not in text
    Series.objects.filter(slug="uts").update(delay_months=1)
    assert "De senaste siffrorna är från 2024; nyare väntades i februari 2026." in text_of(
        client, "/indikatorer/utslapp/"
    )
    assert "nyare väntades i februari 2026" in text_of(client, "/indikatorer/")


def test_too_early_to_see_is_said_beside_the_initiative(client, county):
    assert "för tidigt att se" in text_of(client, "/indikatorer/behorighet/")
    Initiative.objects.filter(slug="laslyft").update(start="2019-01-01")
    assert "för tidigt att se" not in text_of(client, "/indikatorer/behorighet/")


def test_the_list_looks_from_a_municipality_and_filters_by_source(client, county):
    text = text_of(client, "/indikatorer/?kommun=9801")
    assert "Så går det i Åby" in text and "1 indikator" in text and "?kommun=9801" in text
    assert "Utsläpp" in text_of(client, "/indikatorer/?kalla=kolada")
    assert "1 indikator" in text_of(client, "/indikatorer/?kalla=kolada")
    assert client.get("/indikatorer/?kommun=7777").status_code == 400


def test_files_can_be_had_as_the_values_were_known_on_a_day(client, county):
    series, place = Series.objects.get(slug="beh"), Geography.objects.get(code="98").pk
    long_ago = timezone.now() - timedelta(days=30)
    series.observations.update(known_from=long_ago)
    store(series, [Incoming(place, "", "2025", 95.0)])

    def latest(query):
        lines = csv.DictReader(io.StringIO(body(client.get(f"/indikatorer/behorighet.csv{query}")).decode("utf-8-sig")))
        return [
            (row["varde"], row["status"])
            for row in lines
            if (row["platskod"], row["uppdelning"], row["period"]) == ("98", "", "2025")
        ]

    assert latest("") == [("95.0", "revised")]
    assert latest(f"?per={timezone.localdate() - timedelta(days=2)}") == [("81.0", "final")]
    assert latest("?per=2001-01-01") == []
    refused = client.get("/indikatorer/behorighet.csv?per=14/11")
    assert refused.status_code == 400 and "Skriv dagen som i per=2026-11-14." in refused.content.decode()


def test_a_withdrawn_value_is_marked_in_the_table_and_the_file_but_not_drawn(client, county):
    series = Series.objects.get(slug="uts")
    series.observations.filter(period="2024").update(withdrawn_at=timezone.now())
    text = text_of(client, "/indikatorer/utslapp/")
    assert "880 (tillbakadraget av producenten" in text and "Lillelän 900" in text
    lines = csv.DictReader(io.StringIO(body(client.get("/indikatorer/utslapp.csv")).decode("utf-8-sig")))
    assert [row["status"] for row in lines if row["period"] == "2024"] == ["withdrawn"]
