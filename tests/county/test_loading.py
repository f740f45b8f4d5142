import pytest
from django.core.management import CommandError, call_command

from indicators.models import Assessment, Observation
from initiatives.models import Actor, Initiative, Version
from initiatives.moderation import publish_content
from rus.county.loading import load_county
from rus.county.tables import CountyError
from rus.strategy.models import Strategy
from tests.conftest import make_person
from tests.county_folder import write_county


def test_everything_in_the_folder_is_there(county):
    initiative = Initiative.objects.get(slug="laslyft")
    assert initiative.title == "Läslyftet i Åby"
    assert (initiative.start.isoformat(), initiative.start_precision) == ("2023-08-01", "month")
    assert (initiative.end.isoformat(), initiative.end_precision) == ("2026-12-31", "year")
    assert [str(part) for part in initiative.partnerships.all()] == [
        "Åby kommun",
        "Lilla skolverket",
        "länets kommuner",
    ]
    assert initiative.contributions.get().origin == "editors"
    assert initiative.versions.get().content["title"] == "Läslyftet i Åby"
    assert Observation.objects.filter(status="missing").count() == 1
    assert Assessment.objects.holding().filter(geography__code="98").count() == 4


def test_loading_again_changes_nothing(county):
    before = Version.objects.count(), Assessment.objects.count(), Observation.objects.count()
    load_county(county)
    assert (Version.objects.count(), Assessment.objects.count(), Observation.objects.count()) == before


def test_a_changed_row_is_published_as_a_new_version(county, tmp_path):
    def change(tables):
        tables["initiatives"][1][1] = "Läslyftet i Åby 2.0"

    load_county(write_county(tmp_path / "ny", change))
    initiative = Initiative.objects.get(slug="laslyft")
    assert initiative.title == "Läslyftet i Åby 2.0"
    assert [version.number for version in initiative.versions.all()] == [2, 1]


def test_what_people_have_changed_is_kept(county):
    initiative = Initiative.objects.get(slug="laslyft")
    content = initiative.versions.get().content | {"title": "Vårt eget namn"}
    publish_content(content, by=make_person("Berit"), initiative=initiative)
    load_county(county)
    initiative.refresh_from_db()
    assert initiative.title == "Vårt eget namn"


def cell(table, row, column, value):
    def change(tables):
        tables[table][row][tables[table][0].index(column)] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell("places", 2, "kind", "landskap"), "places.csv, line 3, column kind: 'landskap'"),
        (cell("kraftsamlingar", 1, "colour", "rosa"), "kraftsamlingar.csv, line 2, column colour: 'rosa'"),
        (cell("initiatives", 1, "start", "2023-13"), "initiatives.csv, line 2, column start: '2023-13'"),
        (cell("initiatives", 1, "end", "2020"), "initiatives.csv, line 2, column end: the initiative ends before"),
        (
            cell("initiatives", 1, "kraftsamlingar", "skolan"),
            "initiatives.csv, line 2, column kraftsamlingar: 'skolan'",
        ),
        (cell("initiatives", 2, "reach", "municipalities"), "initiatives.csv, line 3, column reach:"),
        (
            cell("partnerships", 2, "role", "lead"),
            "partnerships.csv, line 3, column role: 'laslyft' has a lead already.",
        ),
        (cell("contributions", 1, "lag_years", "tre"), "contributions.csv, line 2, column lag_years: 'tre'"),
        (cell("funding", 1, "amount", "1,5"), "funding.csv, line 2, column amount: '1,5'"),
        (cell("targets", 1, "base_year", ""), "targets.csv, line 2, column indicator: refused by the database"),
        (cell("observations/beh", 3, "value", "84,5"), "observations/beh.csv, line 4, column value: '84,5'"),
        (cell("observations/beh", 3, "period", "24"), "observations/beh.csv, line 4, column period: '24'"),
        (cell("observations/beh", 3, "period", "2019"), "observations/beh.csv, line 4, column period: the same place"),
        (cell("observations/beh", 3, "place", "77"), "observations/beh.csv, line 4, column place: '77'"),
        (cell("observations/beh", 3, "breakdown", "age=9"), "observations/beh.csv, line 4, column breakdown: 'age=9'"),
        (cell("observations/beh", 3, "value", ""), "observations/beh.csv, line 4, column value: is empty exactly"),
        (
            lambda tables: tables["actors"][0].__setitem__(1, "namn"),
            "actors.csv, line 1, column name: the column is missing.",
        ),
        (lambda tables: tables["actors"][1].append("mer"), "actors.csv, line 2, column source: the line has 9 cells"),
        (lambda tables: tables.pop("strategy"), "strategy.csv: the file is missing."),
    ],
)
def test_a_broken_row_names_file_line_and_column_and_keeps_nothing(db, tmp_path, change, said):
    folder = write_county(tmp_path / "trasig", change)
    with pytest.raises(CountyError) as caught:
        load_county(folder)
    assert said in str(caught.value)
    assert not Strategy.objects.exists()
    assert not Actor.objects.exists()


def test_every_fault_of_a_table_is_told_at_once(db, tmp_path):
    def change(tables):
        tables["initiatives"][1][3] = "igår"
        tables["initiatives"][2][3] = "i morgon"

    with pytest.raises(CountyError) as caught:
        load_county(write_county(tmp_path / "trasig", change))
    assert len(caught.value.problems) == 2


def test_a_file_in_another_encoding_is_said(db, tmp_path):
    folder = write_county(tmp_path / "latin")
    path = folder / "actors.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(CountyError, match=r"actors.csv: is not UTF-8"):
        load_county(folder)


def test_the_command_says_what_was_wrong(db, tmp_path):
    with pytest.raises(CommandError, match="there is no such folder"):
        call_command("load_county", str(tmp_path / "borta"))
