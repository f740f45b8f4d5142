"""Providers, through the real parser and a real HTTP server on loopback."""

import json
from pathlib import Path

import pytest
import stamina
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from indicators.sources import door, jsonstat
from indicators.sources.door import Door
from indicators.sources.errors import SourceRejected, SourceUnavailable
from indicators.sources.kolada import Kolada, parse
from indicators.sources.pxweb import PxWeb1, PxWeb2
from indicators.sources.values import Query, Value

SEX = {("gender", "T"): "", ("gender", "K"): "sex=k", ("gender", "M"): "sex=m"}
KON = {("Kon", "1+2"): "", ("Kon", "TotSa"): "", ("Kon", "1"): "sex=m", ("Kon", "2"): "sex=k"}
PLACES = ["00", "98", "97", "96", "9801", "9802"]


def recorded(name):
    return json.loads((Path(__file__).parent / "answers" / name).read_text(encoding="utf-8"))


# Recorded answers


def test_kolada_reads_real_values_of_two_measures():
    found = list(parse(recorded("kolada-v3-data.json"), Query("N03702", [], codes=SEX)))
    assert found[0] == Value("1885", "", "2021", 424.643024, "final")
    assert [row.value for row in found] == [424.643024, 401.706849, 395.929933, 992.0, 951.0, 870.0]


def test_kolada_splits_by_gender_keeps_what_is_missing_and_drops_what_is_deleted():
    found = list(parse(recorded("kolada-v3-data-gender-missing.json"), Query("N99999", [], codes=SEX)))
    assert [(row.place, row.breakdown, row.value, row.status) for row in found] == [
        ("9901", "sex=k", 10.0, "final"), ("9901", "sex=m", 20.0, "final"), ("9901", "", 15.0, "final"),
        ("9902", "sex=k", None, "missing"), ("9902", "sex=m", None, "missing"), ("9902", "", 15.0, "final"),
    ]  # fmt: skip


def test_kolada_writes_counties_with_leading_zeros():
    page = {"values": [{"municipality": "0018", "period": 2024, "values": [{"gender": "T", "value": 1}]}]}
    assert [row.place for row in parse(page, Query("N", [], codes=SEX))] == ["18"]


def test_an_empty_answer_has_no_values():
    assert list(parse(recorded("kolada-v3-empty.json"), Query("N", []))) == []


def test_scb_population_by_sex_as_scb_publishes_it_noise_and_all():
    """Women and men do not add up to the total; the published total is the value."""
    dataset = recorded("scb-v2-jsonstat2-TAB6471-lan18.json")
    codes = KON | {("Alder", "0-9"): "age=0-9", ("Alder", "100+10"): "age=100"}
    found = {row[:3]: row.value for row in jsonstat.values(dataset, Query("TAB6471", [], codes=codes))}
    months = dataset["dimension"]["Tid"]["category"]["index"]
    assert len(found) == 2 * 3 * 4
    period = next(iter(months))
    total, men, women = (found["18", key, period] for key in ("age=100", "age=100|sex=m", "age=100|sex=k"))
    assert (total, men, women) == tuple(dataset["value"][position] for position in (12, 16, 20))
    assert jsonstat.measure(dataset) == "Folkmängden per månad (antal)"


def test_missing_cells_are_missing_and_impossible_ones_do_not_exist():
    found = list(jsonstat.values(recorded("scb-v2-jsonstat2-missing.json"), Query("T", [])))
    assert [(row.place, row.period, row.value, row.status) for row in found] == [
        ("98", "2023", 1.0, "final"), ("98", "2024", None, "missing"), ("99", "2024", 4.0, "final"),
    ]  # fmt: skip


# JSON-stat in any dress


def dataset(order, places, years, sexes, values, *, sparse=False, index_as_list=False):
    """A dataset whose cells are `values[place, year, sex]`, None being empty, with its dimensions in `order`."""
    categories = {"Region": places, "Tid": years, "Kon": sexes}

    def index(codes):
        return list(codes) if index_as_list else {code: n for n, code in enumerate(codes)}

    cells = []

    def walk(at, rest):
        if not rest:
            cells.append(values[at["Region"], at["Tid"], at["Kon"]])
            return
        for code in categories[rest[0]]:
            walk(at | {rest[0]: code}, rest[1:])

    walk({}, order)
    body = {str(n): one for n, one in enumerate(cells) if one is not None} if sparse else cells
    return {
        "id": order, "size": [len(categories[code]) for code in order], "role": {"time": ["Tid"]}, "value": body,
        "dimension": {code: {"label": code, "category": {"index": index(categories[code])}} for code in order},
    }  # fmt: skip


@given(
    order=st.permutations(["Region", "Tid", "Kon"]),
    sparse=st.booleans(),
    index_as_list=st.booleans(),
    data=st.data(),
)
def test_json_stat_says_the_same_in_any_order_and_form(order, sparse, index_as_list, data):
    places, years, sexes = ["98", "9801"], ["2022", "2023", "2024"], ["1+2", "1", "2"]
    number = st.none() | st.floats(allow_nan=False, allow_infinity=False)
    values = {(p, y, s): data.draw(number) for p in places for y in years for s in sexes}
    body = dataset(order, places, years, sexes, values, sparse=sparse, index_as_list=index_as_list)
    found = {
        (row.place, row.period, row.breakdown): row.value for row in jsonstat.values(body, Query("T", [], codes=KON))
    }
    assert found == {(p, y, KON["Kon", s]): value for (p, y, s), value in values.items()}


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("text", "”text” är inte ett tal"),
        ("12,5", "”12,5” är inte ett tal"),
        (True, "”True” är inte ett tal"),
        (float("nan"), "”nan” är inte ett tal"),
        ("inf", "”inf” är inte ett tal"),
    ],
)
def test_a_cell_that_is_no_number_is_refused(cell, sentence):
    body = dataset(["Region", "Tid", "Kon"], ["98"], ["2024"], ["1+2"], {("98", "2024", "1+2"): cell})
    with pytest.raises(SourceRejected) as refused:
        list(jsonstat.values(body, Query("T", [], codes=KON)))
    assert str(refused.value).startswith(sentence)


def test_an_exact_zero_is_zero_and_an_unknown_form_of_period_is_refused():
    body = dataset(["Region", "Tid", "Kon"], ["98"], ["2024"], ["1+2"], {("98", "2024", "1+2"): None})
    assert [row.value for row in jsonstat.values(body | {"status": {"0": "-"}}, Query("T", [], codes=KON))] == [0.0]
    body = dataset(["Region", "Tid", "Kon"], ["98"], ["2024H1"], ["1+2"], {("98", "2024H1", "1+2"): 1})
    with pytest.raises(SourceRejected, match="period"):
        list(jsonstat.values(body, Query("T", [], codes=KON)))


def test_a_category_nobody_has_named_is_refused_with_the_way_out():
    body = dataset(
        ["Region", "Tid", "Kon"],
        ["98"],
        ["2024"],
        ["1", "3"],
        dict.fromkeys([("98", "2024", "1"), ("98", "2024", "3")], 1),
    )
    with pytest.raises(SourceRejected) as refused:
        list(jsonstat.values(body, Query("T", [], codes=KON)))
    assert str(refused.value) == "Kategorin Kon=3 är inte känd. Lägg till den bland källornas koder."


# Against the stand-in


def test_kolada_pages_and_batches(standin):
    standin.catalogue._page = lambda rows, params, base, page=standin.catalogue._page: page(
        rows, params | {"per_page": "3"}, base
    )
    answer = Kolada(Door(), f"{standin.address}/kolada").fetch(
        Query("N1", PLACES + [f"70{n:02}" for n in range(40)], codes=SEX)
    )
    assert answer.measure == "Utsläpp"
    found = [(row.place, row.period, row.value) for row in answer.values]
    assert found == [
        *(
            ("98", str(year), value)
            for year, value in zip(range(2018, 2025), [1000, 980, 960, 940, 920, 900, 880], strict=True)
        ),
        ("98", "2025", None),
    ]
    assert sum("page=2" in path for path in standin.asked) == 1
    assert (
        sum(path.startswith("/kolada/data") and "page=2" not in path and "page=3" not in path for path in standin.asked)
        == 2
    )


def test_kolada_without_the_measure_says_so(standin):
    with pytest.raises(SourceRejected) as refused:
        Kolada(Door(), f"{standin.address}/kolada").fetch(Query("N404", PLACES))
    assert str(refused.value) == "Kolada har inget nyckeltal som heter N404."


def test_the_older_interface_is_asked_in_parts_below_its_limit(standin):
    query = Query("UF/Beh", PLACES, {"Kon": ["1+2", "1", "2"], "ContentsCode": ["B1"]}, KON)
    answer = PxWeb1(Door(), f"{standin.address}/scb", max_cells=42).fetch(query)
    found = {row[:3]: row.value for row in answer.values if row.value is not None}
    assert answer.measure == "Behöriga (procent)"
    assert found["98", "", "2025"] == 81 and found["98", "sex=k", "2025"] == 84 and found["9801", "", "2019"] == 80
    assert len(standin.asked) == 1 + 3
    with pytest.raises(SourceRejected, match="21"):
        PxWeb1(Door(), f"{standin.address}/scb", max_cells=20).fetch(query)


def test_the_newer_interface_reads_its_limit_and_only_the_latest_periods(standin):
    source = PxWeb2(Door(), f"{standin.address}/scb2")
    found = list(source.fetch(Query("TABFOLK", PLACES, latest=2)).values)
    assert [(row.place, row.period, row.value) for row in found] == [("98", "2024", 7024.0), ("98", "2025", 7025.0)]
    assert source.max_cells == 150_000


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        ({"Kon": ["1+2", "9"], "ContentsCode": ["B1"]}, "Tabellen har inte längre 9 bland värdena för Kon."),
        ({"Bakgrund": ["1"]}, "Tabellen har inte längre variabeln Bakgrund. Se över seriens urval."),
    ],
)
def test_a_table_that_has_changed_is_not_guessed_at(standin, selection, sentence):
    with pytest.raises(SourceRejected) as refused:
        PxWeb1(Door(), f"{standin.address}/scb").fetch(Query("UF/Beh", PLACES, selection, KON))
    assert str(refused.value) == sentence


def test_search_finds_a_measure_a_folder_and_a_table(standin):
    assert [one.key for one in Kolada(Door(), f"{standin.address}/kolada").search("utsläpp")] == ["N1"]
    older = PxWeb1(Door(), f"{standin.address}/scb")
    assert [(one.key, one.is_folder) for one in older.search("")] == [("UF", True)]
    assert [(one.key, one.is_folder) for one in older.search("", "UF")] == [("UF/Beh", False)]
    assert [one.key for one in PxWeb2(Door(), f"{standin.address}/scb2").search("folk")] == ["TABFOLK"]


# The door


@pytest.mark.parametrize("faults", [["503"], ["429", "503"], ["cut"], ["garbage", "cut"]])
def test_a_passing_fault_is_retried(standin, faults):
    standin.faults.extend(faults)
    assert Door().get(f"{standin.address}/kolada/kpi/N1")["values"][0]["id"] == "N1"
    assert len(standin.asked) == len(faults) + 1


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("503", "127.0.0.1 är upptagen eller nere just nu (svarade 503)."),
        ("garbage", "127.0.0.1 svarade något som inte är JSON."),
        ("cut", "127.0.0.1 gick inte att nå, eller avbröt svaret"),
        ("slow:1", "127.0.0.1 svarade inte i tid."),
    ],
)
def test_a_lasting_fault_is_told_in_a_sentence(standin, monkeypatch, fault, sentence):
    monkeypatch.setattr(door, "TIMEOUT", 0.3)
    standin.faults.extend([fault] * 3)
    with pytest.raises(SourceUnavailable) as unavailable:
        Door().get(f"{standin.address}/kolada/kpi/N1")
    assert str(unavailable.value).startswith(sentence)


def test_the_pause_that_the_source_asks_for_is_kept(standin):
    standin.faults.append("429:1")
    begun = door.timezone.now()
    with stamina.set_testing(False):
        Door().get(f"{standin.address}/kolada/kpi/N1")
    assert (door.timezone.now() - begun).total_seconds() >= 1


def test_what_cannot_pass_is_not_asked_again(standin):
    with pytest.raises(SourceRejected) as refused:
        Door().get(f"{standin.address}/kolada/nothing")
    assert str(refused.value) == f"Det finns inget på {standin.address}/kolada/nothing."
    standin.faults.append("302")
    with pytest.raises(SourceRejected, match="302"):
        Door().get(f"{standin.address}/kolada/kpi/N1")
    assert len(standin.asked) == 2


def test_an_answer_of_two_hundred_megabytes_is_not_read(standin):
    standin.faults.append("huge")
    with pytest.raises(SourceRejected, match="större än 100 MB"):
        Door().get(f"{standin.address}/kolada/kpi/N1")


def test_an_answer_that_grows_past_the_limit_without_saying_so_is_cut(standin, monkeypatch):
    monkeypatch.setattr(door, "MAX_BYTES", 100)
    with pytest.raises(SourceRejected):
        Door().get(f"{standin.address}/kolada/kpi/N1")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x", "http://api.kolada.se/v3", "http://127.0.0.1:1/x", "https://127.0.0.1/x", "file:///etc/passwd",
        "https://api.kolada.se.evil.example/", "https://api.kolada.se@evil.example/", "ftp://api.kolada.se/", "nonsense",
    ],
)  # fmt: skip
def test_only_allowed_hosts_over_https(settings, address):
    settings.STATISTICS_LOOPBACK = False
    with pytest.raises(SourceRejected):
        Door().get(address)
    with pytest.raises(ValidationError):
        door.check_address(address)


def test_an_allowed_address_passes(settings):
    door.check_address("https://api.kolada.se/v3")
