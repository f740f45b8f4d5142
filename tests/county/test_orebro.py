"""The first county, as it is checked in."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from indicators.models import Assessment, Indicator, Observation, Series
from initiatives.models import Actor, Contribution, Funding, Initiative, Partnership, Result

FOLDER = settings.BASE_DIR / "rus" / "county" / "data" / "orebro"


@pytest.fixture
def orebro(db):
    call_command("load_county")


def test_orebro_is_loaded_whole_and_nothing_unknown_is_guessed(orebro):
    assert Actor.objects.count() == 72
    assert Initiative.objects.published().count() == 86
    assert Observation.objects.count() == 11042
    assert Initiative.objects.exclude(partnerships__role="lead").count() == 10
    assert Initiative.objects.filter(phase="unknown").count() == 15
    assert Initiative.objects.filter(reach="unknown", municipalities=None).count() == 65
    assert Funding.objects.count() == 30
    assert Partnership.objects.filter(named_as="länets kommuner", actor=None).count() == 12
    assert set(Contribution.objects.values_list("origin", flat=True)) == {"editors"}
    assert Result.objects.count() == 14
    assert Result.objects.get(slug="gronaste-industriprojekt").now_on is not None

    # Every value as its source has it: one known figure from each kind of file.
    def value(series, place, period, breakdown=""):
        return Observation.objects.get(
            series__slug=series, geography__code=place, period=period, breakdown=breakdown
        ).value

    assert value("fohm-behgymn", "18", "2025") == 79.2
    assert value("scb-bas-syssgrad", "18", "2024", "born=abroad") == 69.2
    assert value("fohm-tillit", "18", "2021-2024") == 30.4
    assert value("smhi-ggt", "18", "2024") == 1244471.75
    # One judged series for each indicator that has any.
    with_data = Indicator.objects.filter(series__observations__isnull=False).distinct()
    assert Series.objects.filter(is_primary=True).count() == with_data.count() == 22
    judged = Assessment.objects.holding().filter(geography__code="18").exclude(indicator__desired="")
    assert {one.indicator.slug: one.direction for one in judged if one.direction in ("wrong", "flat", "unclear")} == {
        "fortroende-sjukvarden": "wrong",
        "sysselsattningsgrad": "wrong",
        "behorighet-gymnasiet": "wrong",
        "tillit": "flat",
        "gastnatter": "flat",
        "konkurser": "unclear",
        "vaxthusgaser": "unclear",
    }


def test_no_value_lacks_its_source():
    for path in sorted(Path(FOLDER, "observations").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            assert all(row["source"] for row in csv.DictReader(file, delimiter=";")), path.name
