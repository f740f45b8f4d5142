import pytest

from indicators.judging import judge_indicators
from indicators.models import Annotation, Assessment, Indicator, ObservationVersion, Series, Target
from indicators.sentences import describe, gap_sentences
from indicators.storing import Incoming, store
from rus.places.models import Geography


def judged(slug, code="98"):
    return (
        Assessment.objects.holding()
        .select_related("series", "geography", "indicator")
        .get(indicator__slug=slug, geography__code=code)
    )


def test_county_is_judged_with_level_and_direction(county):
    found = judged("behorighet")
    assert (found.direction, found.year, found.value) == ("wrong", 2025, 81)
    assert (found.rank, found.ranked) == (3, 3)
    assert found.inputs["nation"] == 85
    assert str(describe(found, found.indicator)) == (
        "Åt fel håll, lägst av 3 län. Andelen har minskat från 85,0 procent 2020 till 81,0 procent 2025. "
        "Riket har 85,0 procent. "
        "Strategin anger inget måltal som vi har hittat; vi bedömer bara riktningen."
    )


def test_gaps_between_groups_and_municipalities_are_kept(county):
    found = judged("behorighet")
    assert found.inputs["spread"]["size"] == pytest.approx(11)
    assert found.inputs["spread"]["direction"] == "wrong"
    assert gap_sentences(found, found.indicator) == [
        "Män 80,0\N{NO-BREAK SPACE}%, kvinnor 84,0\N{NO-BREAK SPACE}% år 2025. Skillnaden är ungefär oförändrad."
    ]


def test_target_against_a_base_year_gives_a_level_and_a_pace(county):
    found = judged("utslapp")
    assert found.inputs["target"] == {"level": 400, "year": 2030, "base_year": 2018}
    assert (found.direction, found.outcome) == ("slow", "too_slow")
    text = str(describe(found, found.indicator))
    assert text.startswith(
        "Åt rätt håll, för långsamt. Har minskat från 980 ton 2019 till 880 ton 2024. Målet är 400 ton 2030."
    )


def test_indicator_without_data_says_so(county):
    assert str(describe(judged("framtidstro"), Indicator.objects.get(slug="framtidstro"))) == "Inga data hämtade än."


def test_new_value_gives_a_new_judgement_and_keeps_the_old(county):
    old = judged("behorighet")
    place = Geography.objects.get(code="98")
    store(Series.objects.get(slug="beh"), [Incoming(place.pk, "", "2025", 95.0)])
    assert judge_indicators([old.indicator]) >= 1
    old.refresh_from_db()
    assert old.held_to is not None
    assert judged("behorighet").value == 95
    version = ObservationVersion.objects.get()
    assert (version.value, version.observation.status) == (81, "revised")


def test_judging_again_changes_nothing(county):
    assert judge_indicators() == 0


def test_storing_the_same_values_again_changes_nothing(county):
    place = Geography.objects.get(code="98")
    counts = store(Series.objects.get(slug="beh"), [Incoming(place.pk, "", "2025", 81.0)])
    assert (counts.new, counts.changed, counts.unchanged) == (0, 0, 1)


def test_unfit_years_are_left_out_where_an_annotation_says_so(county):
    indicator = Indicator.objects.get(slug="behorighet")
    Annotation.objects.get().unfit_for.add(indicator)
    judge_indicators([indicator])
    found = judged("behorighet")
    assert found.inputs["left_out"] == [2020, 2021]
    assert [row[0] for row in found.inputs["window"]] == [2022, 2023, 2024, 2025]


def test_target_above_a_group_is_the_best_of_the_group(county):
    indicator = Indicator.objects.get(slug="behorighet")
    Target.objects.create(
        indicator=indicator,
        geography=Geography.objects.get(code="98"),
        shape="above_group",
        year=2025,
        group_id=1,
        is_primary=True,
        text_sv="Bättre än grannarna",
        source="plan",
    )
    Target.objects.filter(indicator=indicator).update(group=Target._meta.get_field("group").related_model.objects.get())
    judge_indicators([indicator])
    found = judged("behorighet")
    assert found.inputs["target"]["level"] == 90
    assert found.outcome == "missed"
