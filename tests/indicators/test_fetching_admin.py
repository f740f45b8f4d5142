"""The analyst's way in the admin: find, look, save, fetch, decide, and look after quality."""

import pytest
from django.urls import reverse

from indicators import updating
from indicators.models import Indicator, Observation, Series, Source, UpdateRun
from rus.places.models import Geography
from tests.indicators.test_updating import change_kolada, fetch, set_value, values


@pytest.fixture
def analyst(signed_in, sara):
    return signed_in(sara)


def page(client, name, *arguments, **query):
    answer = client.get(reverse(f"admin:indicators_{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def source(slug):
    return Source.objects.get(slug=slug).pk


def test_a_measure_is_found_looked_at_saved_and_fetched(standin, analyst, django_capture_on_commit_callbacks):
    Series.objects.get(slug="uts").delete()
    assert "Utsläpp" in page(analyst, "source_find", source("kolada"), q="utsl")
    looked = page(analyst, "source_pick", source("kolada"), key="N1", look="1")
    assert "Källan säger att den mäter:" in looked and "880,00" in looked
    data = {
        "save": "1", "indicator": Indicator.objects.get(slug="utslapp").pk, "name_sv": "Utsläpp enligt Kolada", "provider": "SMHI",
        "unit_sv": "ton", "reach": "home", "every_days": "7",
    }  # fmt: skip
    address = reverse("admin:indicators_source_pick", args=[source("kolada")]) + "?key=N1"
    with django_capture_on_commit_callbacks(execute=True):
        answer = analyst.post(address, data)
    series = Series.objects.get(name_sv="Utsläpp enligt Kolada")
    run = UpdateRun.objects.get(series=series)
    assert answer.url == reverse("admin:indicators_updaterun_change", args=[run.pk])
    assert (run.state, run.new, series.is_primary) == ("done", 8, True)
    assert series.indicator.assessments.holding().get(geography__code="98").value == 880
    assert (
        "finns" in analyst.post(address, data).content.decode()
        or "hämtas så redan" in analyst.post(address, data).content.decode()
    )
    assert Series.objects.filter(source_key="N1").count() == 1


def test_a_table_is_walked_to_and_its_variables_chosen(standin, analyst, django_capture_on_commit_callbacks):
    Series.objects.get(slug="beh").delete()
    assert "folder=UF" in page(analyst, "source_find", source("scb"))
    assert "key=UF%2FBeh" in page(analyst, "source_find", source("scb"), folder="UF")
    looked = page(
        analyst,
        "source_pick",
        source("scb"),
        **{"key": "UF/Beh", "look": "1", "v-Kon": ["1+2", "2"], "v-ContentsCode": "B1"},
    )
    assert "Behöriga (procent)" in looked and "sex=k" in looked
    data = {
        "save": "1", "v-Kon": ["1+2", "2"], "v-ContentsCode": ["B1"], "indicator": Indicator.objects.get(slug="behorighet").pk,
        "name_sv": "Behöriga", "provider": "Skolverket", "unit_sv": "procent", "reach": "home", "every_days": "",
    }  # fmt: skip
    address = reverse("admin:indicators_source_pick", args=[source("scb")]) + "?key=UF/Beh"
    with django_capture_on_commit_callbacks(execute=True):
        analyst.post(address, data)
    series = Series.objects.get(source_key="UF/Beh")
    assert (series.selection, series.every_days) == ({"Kon": ["1+2", "2"], "ContentsCode": ["B1"]}, None)
    assert {breakdown for _place, breakdown, _period in values(series.slug)} == {"", "sex=k"}


def test_what_a_source_refuses_is_told_in_place(standin, analyst):
    assert "Kolada har inget nyckeltal som heter N404." in page(
        analyst, "source_pick", source("kolada"), key="N404", look="1"
    )
    assert "Det finns inget på" in page(analyst, "source_find", source("scb"), folder="Nej")
    assert "Hittade inget." in page(analyst, "source_find", source("kolada"), q="xyzzy")
    standin.faults.extend(["503"] * 3)
    assert "är upptagen eller nere just nu" in page(analyst, "source_find", source("kolada"), q="x")


def test_the_chosen_series_are_fetched_and_the_page_shows_how_far(standin, analyst, django_capture_on_commit_callbacks):
    chosen = [Series.objects.get(slug=slug).pk for slug in ("uts", "folk")]
    with django_capture_on_commit_callbacks(execute=True):
        answer = analyst.post(
            reverse("admin:indicators_series_changelist"), {"action": "fetch_now", "_selected_action": chosen}
        )
    assert answer.url == reverse("admin:indicators_updaterun_changelist")
    assert "Inget nytt sedan förra gången." in page(analyst, "updaterun_changelist")
    assert "Inget hämtas just nu." in page(analyst, "updaterun_progress")
    run = updating.ask(Series.objects.get(slug="uts"), "person")
    UpdateRun.objects.filter(pk=run.pk).update(state="running", progress=30)
    assert 'value="30"' in page(analyst, "updaterun_progress") and "hx-trigger" in page(analyst, "updaterun_progress")
    part = analyst.get(
        reverse("admin:indicators_updaterun_change", args=[run.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part and "Pågår." in part and 'value="30"' in part


@pytest.mark.parametrize(
    ("verdict", "value", "state"), [("confirm", 880_000.0, "done"), ("discard", 880.0, "discarded")]
)
def test_what_is_held_is_decided_on_its_page(standin, analyst, verdict, value, state):
    fetch("uts")
    standin.catalogue.measures["N1"]["title"] = "Utsläpp, kilo"
    change_kolada(standin, set_value(2024, 880_000.0))
    run = fetch("uts")
    assert "Källan mäter nu ”Utsläpp, kilo”" in page(analyst, "updaterun_change", run.pk)
    address = reverse("admin:indicators_updaterun_decide", args=[run.pk])
    analyst.post(address, {"verdict": verdict})
    assert UpdateRun.objects.get(pk=run.pk).state == state and values()["98", "", "2024"][0] == value
    again = analyst.post(address, {"verdict": verdict}, follow=True)
    assert "Någon har redan bestämt om det här." in again.content.decode()


def test_quality_shows_what_to_look_at_and_lets_it_pass(standin, analyst):
    fetch("uts")
    change_kolada(standin, set_value(2024, 88_000.0))
    fetch("uts")
    Observation.objects.filter(series__slug="beh", geography__code="98", breakdown="", year=2022).delete()
    Observation.objects.filter(series__slug="beh", geography__code="98", breakdown="", year=2023).update(value=99)
    Observation.objects.filter(series__slug="folk").exclude(year__lt=2021).delete()
    shown = page(analyst, "series_quality")
    assert "88 000" in shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "2022" in shown and "99,0" in shown and "Folkmängd: Folkmängd" in shown
    value = Observation.objects.get(is_questioned=True)
    assert "88" in page_of_indicator(analyst) and "preliminär" in page_of_indicator(analyst)
    assert "Det senaste värdet är preliminärt." in page_of_indicator(analyst)
    analyst.post(reverse("admin:indicators_series_quality"), {"value": [value.pk]})
    assert not Observation.objects.filter(is_questioned=True).exists()
    assert "Det senaste värdet är preliminärt." not in page_of_indicator(analyst)


def page_of_indicator(client):
    return client.get("/indikatorer/utslapp/").content.decode()


def test_the_schedule_can_be_changed_but_not_added_to(analyst):
    address = "/admin/django_celery_beat/periodictask/"
    assert "Hämta statistik vars tid har kommit" in analyst.get(address).content.decode()
    assert analyst.get(address + "add/").status_code == 403


def test_a_value_is_set_by_hand_where_nothing_is_fetched(analyst, county):
    series = Series.objects.get(slug="uts")
    Series.objects.filter(pk=series.pk).update(source=None)
    place = Geography.objects.get(code="98").pk
    address = reverse("admin:indicators_observation_add")
    data = {
        "series": series.pk,
        "geography": place,
        "breakdown": "",
        "period": "2024",
        "value": "870",
        "status": "final",
        "source": "Brev",
    }
    assert analyst.post(address, data | {"period": "i fjol"}).status_code == 200
    wrong = analyst.post(address, data | {"value": ""}).content.decode()
    assert "Lämna värdet tomt precis när det är sekretess eller saknas." in wrong
    assert analyst.post(address, data).status_code == 302
    row = Observation.objects.get(series=series, geography=place, breakdown="", period="2024")
    assert (row.value, row.status, row.source) == (870, "revised", "Brev")
    assert [version.value for version in row.versions.all()] == [880]
    assert series.indicator.assessments.holding().get(geography=place).value == 870
    fetched = Series.objects.get(slug="beh")
    assert analyst.post(address, data | {"series": fetched.pk}).status_code == 200
