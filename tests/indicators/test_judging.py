import pytest

from indicators.judging import judge_indicators
from indicators.models import Annotation, Assessment, Indicator, ObservationVersion, Series, Target
from indicators.sentences import describe, gap_sentences
from indicators.storing import Incoming, store
from rus.places.models import Geography, GeographyGroup


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


def add_target(slug, shape, **fields):
    defaults = {"is_primary": True, "text_sv": "Mål", "source": "plan"}
    Target.objects.filter(indicator__slug=slug).delete()
    indicator = Indicator.objects.get(slug=slug)
    target = Target.objects.create(
        indicator=indicator, geography=Geography.objects.get(code="98"), shape=shape, **(defaults | fields)
    )
    judge_indicators([indicator])
    return target


def test_growing_more_than_a_group_means_the_level_of_its_best_growth(county):
    """Emissions fall from 1000 (2018) to 880 (2024); a neighbour's from 500 to 400, by a factor 0.8: 800 is needed."""
    series = Series.objects.get(slug="uts")
    for code, last in (("96", 400.0), ("97", 480.0)):
        pk = Geography.objects.get(code=code).pk
        store(series, [Incoming(pk, "", "2018", 500.0), Incoming(pk, "", "2024", last)])
    group = GeographyGroup.objects.get(slug="grannar")
    add_target("utslapp", "growth_above_group", group=group, base_year=2018, year=2024)
    found = judged("utslapp")
    assert found.inputs["target"]["level"] == pytest.approx(800)
    assert found.outcome == "missed"
    add_target("utslapp", "growth_above_group", group=group, base_year=2017)
    assert judged("utslapp").inputs["target"] is None


def test_a_gap_to_be_closed_is_judged_by_the_gap(county):
    """Women 84 and men 80 in every year: the gap of 4 points stands still, and none is left by 2030."""
    add_target("behorighet", "gap", value=0, year=2030, breakdowns="sex=k, sex=m")
    found = judged("behorighet")
    assert (found.direction, found.outcome, found.value) == ("flat", "not_on_track", 4.0)
    # 4 points to lose in 5 years, relative to a mean of 4: a fifth a year.
    assert found.inputs["needed"] == pytest.approx(0.2)
    text = str(describe(found, found.indicator))
    assert text.startswith(
        "Skillnaden mellan kvinnor och män: ungefär oförändrat. Från 4,0 procentenheter 2022 till 4,0 procentenheter 2025."
    )


def test_several_targets_each_get_their_answer_and_the_primary_decides(county):
    target = Target.objects.get(indicator__slug="utslapp")
    place = Geography.objects.get(code="98")
    other = Target.objects.create(
        indicator=target.indicator,
        geography=place,
        shape="level",
        value=900,
        year=2030,
        text_sv="Under 900",
        source="plan",
    )
    judge_indicators([target.indicator])
    found = judged("utslapp")
    assert {view["pk"]: view["outcome"] for view in found.inputs["targets"]} == {
        target.pk: "too_slow",
        other.pk: "reached",
    }
    assert found.outcome == "too_slow"


def test_a_preliminary_last_value_is_judged_and_said(county):
    place = Geography.objects.get(code="98").pk
    store(Series.objects.get(slug="uts"), [Incoming(place, "", "2025", 860.0, "preliminary")])
    judge_indicators([Indicator.objects.get(slug="utslapp")])
    found = judged("utslapp")
    assert (found.year, found.inputs["preliminary"]) == (2025, True)
    assert str(describe(found, found.indicator)).endswith("Det senaste värdet är preliminärt.")


def test_a_new_definition_is_another_series_and_never_judged_across(county):
    """The new series has one value far below; the judged one keeps its own line."""
    old = Series.objects.get(slug="uts")
    new = Series.objects.create(
        indicator=old.indicator,
        slug="uts-ny",
        name_sv="Ny definition",
        provider="SMHI",
        external_id="GGT2",
        unit_sv="ton",
    )
    place = Geography.objects.get(code="98").pk
    store(new, [Incoming(place, "", "2025", 10.0)])
    before = judged("utslapp")
    judge_indicators([old.indicator])
    after = judged("utslapp")
    assert (after.pk, after.value, after.year) == (before.pk, 880, 2024)


@pytest.mark.parametrize(("margin", "caveat"), [(None, True), (1.0, False), (10.0, True)])
def test_a_survey_speaks_of_chance_unless_the_change_is_larger_than_its_margin(county, margin, caveat):
    """Four points down in the window; the margin of a difference is the root of two times the margin of a value."""
    Series.objects.filter(slug="beh").update(is_survey=True, margin=margin)
    found = judged("behorighet")
    assert ("slumpen" in describe(found, found.indicator).caveat) is caveat


def test_a_lean_against_the_end_points_says_what_it_stands_on(county):
    """Six of ten pairs fall (1000 to 700 twice over) though the last value lies above the first."""
    place = Geography.objects.get(code="98").pk
    series = Series.objects.get(slug="uts")
    series.observations.all().delete()
    values = dict(zip(range(2020, 2025), [1000.0, 1060.0, 950.0, 915.0, 1035.0], strict=True))
    store(series, [Incoming(place, "", str(year), value) for year, value in values.items()])
    judge_indicators([series.indicator])
    found = judged("utslapp")
    assert (found.direction, found.inputs["agreement"]) == ("unclear", 0.6)
    change = describe(found, found.indicator).change
    assert change.endswith(
        "till 1 035 ton 2024. Sett till alla par av år lutar det åt rätt håll.".replace("1 0", "1\N{NO-BREAK SPACE}0")
    )
