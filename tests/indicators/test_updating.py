"""Updates through the command, the tasks and the functions that all share, against real HTTP on loopback."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators import bundles, limits, periods, quality, storing, tasks, updating
from indicators.assessment import Scale
from indicators.models import Assessment, Observation, ObservationVersion, Series, Source, UpdateRun
from indicators.storing import Incoming, store
from rus.places.models import Geography

Origin, State = UpdateRun.Origin, UpdateRun.State


def fetch(slug, **how):
    return updating.run(updating.ask(Series.objects.get(slug=slug), Origin.COMMAND, **how).pk)


def values(slug="uts"):
    return {
        (row.geography.code, row.breakdown, row.period): (row.value, row.status, row.withdrawn_at is not None)
        for row in Observation.objects.filter(series__slug=slug).select_related("geography")
    }


def counts(run):
    return run.new, run.changed, run.withdrawn, run.unchanged


def change_kolada(standin, change):
    """Let `change` alter the rows of Kolada's data before they are sent."""

    def altered(body):
        if isinstance(body, dict) and body.get("values") and "period" in body["values"][0]:
            change(body["values"])
        return body

    standin.change = altered


def set_value(period, value):
    def change(rows):
        for row in rows:
            if row["period"] == period:
                row["values"][0]["value"] = value

    return change


# Storing


def test_the_first_fetch_finds_what_was_loaded_and_a_second_changes_nothing(standin):
    before = values()
    for _time in range(2):
        run = fetch("uts")
        assert (run.state, counts(run), run.sentence) == (State.DONE, (0, 0, 0, 8), "Inget nytt sedan förra gången.")
    assert values() == before
    assert not ObservationVersion.objects.exists()
    series = Series.objects.get(slug="uts")
    assert series.measure == "Utsläpp" and series.next_update_at > timezone.now() + timedelta(days=6)


def test_a_revised_value_keeps_the_earlier_one_with_its_dates_and_turns_the_judgement(standin):
    fetch("uts")
    before = timezone.now()
    change_kolada(standin, set_value(2024, 1200.0))
    run = fetch("uts")
    assert counts(run) == (0, 1, 0, 7)
    assert run.sentence == "0 nya, 1 ändrade, 0 tillbakadragna, 7 som förut."
    assert values()["98", "", "2024"] == (1200.0, "revised", False)
    version = ObservationVersion.objects.get()
    assert (version.value, version.status, version.known_to) == (880.0, "final", version.observation.known_from)
    series = Series.objects.get(slug="uts")
    place = Geography.objects.get(code="98").pk
    assert storing.as_of(series, before)[place, "", "2024"][:2] == (880.0, "final")
    assert storing.as_of(series, timezone.now())[place, "", "2024"][:2] == (1200.0, "revised")
    assert Assessment.objects.holding().get(indicator=series.indicator, geography=place).value == 1200.0


def test_a_withdrawn_value_is_marked_kept_and_comes_back(standin):
    fetch("uts")
    change_kolada(standin, lambda rows: rows.__delitem__(slice(0, 1)))
    assert counts(fetch("uts")) == (0, 0, 1, 7)
    assert values()["98", "", "2018"] == (1000.0, "final", True)
    assert counts(fetch("uts")) == (0, 0, 0, 7)
    standin.change = lambda body: body
    assert counts(fetch("uts")) == (0, 1, 0, 7)
    assert values()["98", "", "2018"] == (1000.0, "final", False)


def test_a_known_value_that_is_now_missing_stays_but_is_marked(standin):
    fetch("uts")
    change_kolada(standin, set_value(2024, None))
    assert counts(fetch("uts")) == (0, 0, 1, 7)
    assert values()["98", "", "2024"] == (880.0, "final", True)


def test_an_incremental_fetch_withdraws_nothing(standin):
    run = fetch("uts", latest=2)
    assert (run.state, counts(run)) == (State.DONE, (0, 0, 0, 2))
    assert not any(withdrawn for _value, _status, withdrawn in values().values())


def test_breakdowns_come_in_with_the_total(standin):
    series = Series.objects.get(slug="beh")
    Observation.objects.filter(series=series).delete()
    run = fetch("beh")
    assert run.new == len(values("beh")) and run.state == State.DONE
    assert values("beh")["98", "sex=k", "2025"][0] == 84


@pytest.mark.parametrize("vendor_rows", [3, 60_000])
def test_store_counts_right_whatever_the_size(county, vendor_rows):
    """New, unchanged and changed rows of a size that takes several parts."""
    series = Series.objects.get(slug="folk")
    series.observations.all().delete()
    place = Geography.objects.get(code="98").pk

    def rows(bump=0):
        return (
            Incoming(place, f"age={n:05}", "2024", float(n % 97 + bump * (n % 100 == 0))) for n in range(vendor_rows)
        )

    assert store(series, rows()).new == vendor_rows
    assert store(series, rows()).unchanged == vendor_rows
    changed = -(-vendor_rows // 100)
    found = store(series, rows(bump=1))
    assert (found.changed, found.unchanged) == (changed, vendor_rows - changed)
    assert ObservationVersion.objects.filter(observation__series=series).count() == changed


def test_the_same_key_twice_is_refused_and_nothing_is_stored(county):
    series, place = Series.objects.get(slug="folk"), Geography.objects.get(code="97").pk
    before = values("folk")
    with pytest.raises(storing.SourceRejected, match="två värden"):
        store(series, [Incoming(place, "", "2024", 1.0), Incoming(place, "", "2024", 2.0)])
    assert values("folk") == before


# Held


def test_another_measure_is_held_until_somebody_confirms(standin, sara):
    fetch("uts")
    standin.catalogue.measures["N1"]["title"] = "Utsläpp, kilo"
    change_kolada(standin, set_value(2024, 880_000.0))
    run = fetch("uts")
    assert run.state == State.HELD
    assert run.sentence == "Källan mäter nu ”Utsläpp, kilo”; förut var det ”Utsläpp”."
    assert values()["98", "", "2024"][0] == 880.0
    updating.confirm(run, by=sara)
    assert values()["98", "", "2024"][0] == 880_000.0
    run.refresh_from_db()
    assert (run.state, run.answer, counts(run)) == (State.DONE, None, (0, 1, 0, 7))
    assert Series.objects.get(slug="uts").measure == "Utsläpp, kilo"
    with pytest.raises(updating.StepRefused):
        updating.confirm(run, by=sara)


def test_a_fifth_of_the_values_gone_is_held_and_may_be_discarded(standin, sara):
    fetch("uts")
    change_kolada(standin, lambda rows: rows.__delitem__(slice(0, 2)))
    run = fetch("uts")
    assert (run.state, run.sentence) == (State.HELD, "Källan saknar 2 av de 7 värden som var kända förut.")
    assert not any(withdrawn for _value, _status, withdrawn in values().values())
    updating.discard(run, by=sara)
    run.refresh_from_db()
    assert (run.state, run.answer) == (State.DISCARDED, None)


# Bad input: one sentence in the run's row, and no stored value changes


def odd_place(rows):
    rows[0]["municipality"] = "7777"


def odd_period(rows):
    rows[0]["period"] = "2024 kv 1"


BAD = {
    "text": (set_value(2024, "inget"), "”inget” är inte ett tal (98, 2024)."),
    "comma": (set_value(2024, "880,5"), "”880,5” är inte ett tal (98, 2024)."),
    "dots": (set_value(2024, ".."), "”..” är inte ett tal (98, 2024)."),
    "place": (odd_place, "Källan talar om platsen 7777, som inte är känd."),
    "period": (odd_period, "Källan skriver perioden ”2024 kv 1”; kända är 2024, 2024K2, 2024M01, 2024/25, 2021-2024."),
    "twice": (lambda rows: rows.append(rows[0]), "Källan ger två värden för samma plats, uppdelning och period."),
    "shape": (lambda rows: rows[0].pop("values"), "Svaret ser inte ut som Koladas."),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_answer_is_told_in_one_sentence_and_changes_nothing(standin, fault):
    change, sentence = BAD[fault]
    before = values()
    change_kolada(standin, change)
    run = fetch("uts")
    assert (run.state, run.sentence) == (State.FAILED, sentence)
    assert values() == before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("source_key", "N404", "Kolada har inget nyckeltal som heter N404."),
        ("source_key", "../x", "Det finns inget på"),
    ],
)
def test_an_unknown_measure_fails_in_words(standin, field, value, sentence):
    Series.objects.filter(slug="uts").update(**{field: value})
    run = fetch("uts")
    assert run.state == State.FAILED and run.sentence.startswith(sentence)


def test_an_address_outside_the_list_fails_in_words(county):
    Source.objects.filter(slug="kolada").update(base_url="https://evil.example/v3")
    run = fetch("uts")
    assert run.state == State.FAILED
    assert run.sentence.startswith("evil.example står inte på listan över tillåtna värdar.")


def test_a_source_that_is_down_fails_and_is_tried_again_the_next_day(standin):
    standin.faults.extend(["503"] * 3)
    run = fetch("uts")
    assert run.sentence == "127.0.0.1 är upptagen eller nere just nu (svarade 503)."
    tomorrow = timezone.now() + timedelta(days=1)
    assert abs(Series.objects.get(slug="uts").next_update_at - tomorrow) < timedelta(minutes=1)


# Runs


def test_asking_twice_gives_the_same_run_and_it_is_done_once(standin):
    series = Series.objects.get(slug="uts")
    first = updating.ask(series, Origin.COMMAND)
    assert updating.ask(series, Origin.PERSON) == first
    assert updating.run(first.pk).state == State.DONE
    assert updating.run(first.pk) is None
    assert UpdateRun.objects.count() == 1


def test_due_series_are_asked_for_and_each_keeps_its_own_pace(standin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.update_due()
    assert {run.series.slug: run.state for run in UpdateRun.objects.all()} == dict.fromkeys(
        ["beh", "uts", "folk"], State.DONE
    )
    assert updating.ask_for_due() == 0
    assert updating.ask_for_due(timezone.now() + timedelta(days=8)) == 2
    Series.objects.update(every_days=None)
    assert updating.ask_for_due(timezone.now() + timedelta(days=100)) == 0


def test_the_sweep_takes_up_what_a_dead_worker_left_and_gives_up_in_the_end(
    standin, django_capture_on_commit_callbacks
):
    run = updating.ask(Series.objects.get(slug="uts"), Origin.SCHEDULE)
    long_ago = timezone.now() - timedelta(hours=1)
    UpdateRun.objects.update(state=State.RUNNING, attempts=1, heartbeat_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.DONE, 2)
    UpdateRun.objects.update(state=State.RUNNING, attempts=3, heartbeat_at=long_ago, ended_at=None)
    assert updating.sweep() == 0
    run.refresh_from_db()
    assert run.state == State.FAILED and run.sentence.startswith("Arbetsprocessen avbröts tre gånger")


def test_a_worker_that_was_overtaken_stores_nothing(standin, monkeypatch):
    run = updating.ask(Series.objects.get(slug="uts"), Origin.SCHEDULE)
    change_kolada(standin, set_value(2024, 1.0))
    heard = updating._heard

    def overtaken(*how):
        heard(*how)
        UpdateRun.objects.filter(pk=run.pk).update(attempts=2)

    monkeypatch.setattr(updating, "_heard", overtaken)
    updating.run(run.pk)
    assert values()["98", "", "2024"][0] == 880.0
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_one_letter_about_everything_that_failed(standin, sara, django_capture_on_commit_callbacks):
    standin.faults.extend(["404", "404"])
    fetch("uts")
    fetch("folk")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_digest()
        tasks.send_digest()
    [letter] = mail.outbox
    assert letter.to == ["sara@lill.example"]
    assert letter.subject == "Statistik som inte gick att uppdatera: 2"
    assert "- Utsläpp: misslyckades. Det finns inget på" in letter.body and "- Folkmängd: misslyckades." in letter.body


def test_the_command_tells_what_came_of_each(standin, capsys):
    call_command("update_indicators", "uts", "folk")
    assert (
        capsys.readouterr().out
        == "folk: klar. Inget nytt sedan förra gången.\nuts: klar. Inget nytt sedan förra gången.\n"
    )
    standin.faults.append("404")
    with pytest.raises(CommandError, match="1 could not be updated"):
        call_command("update_indicators", "uts")
    with pytest.raises(CommandError, match="nej"):
        call_command("update_indicators", "nej")


def test_call_limits_hold_in_the_row(county, monkeypatch):
    pauses = []
    monkeypatch.setattr(
        limits.time, "sleep", lambda pause: (pauses.append(pause), Source.objects.update(window_calls=0))
    )
    Source.objects.filter(slug="scb").update(calls=2, per_seconds=30)
    pk = Source.objects.get(slug="scb").pk
    for _call in range(3):
        limits.wait_for_turn(pk)
    assert len(pauses) == 1 and 0 < pauses[0] <= 30


# Servers without internet


def test_a_bundle_carries_values_to_a_server_without_internet(standin, tmp_path):
    path = tmp_path / "paket.zip"
    change_kolada(standin, set_value(2024, 900.0))
    call_command("statistics", "export-bundle", str(path))
    assert values()["98", "", "2024"][0] == 880.0
    standin.faults.extend(["404"] * 50)
    call_command("statistics", "load-bundle", str(path))
    assert values()["98", "", "2024"][0] == 900.0
    assert {run.origin for run in UpdateRun.objects.all()} == {"bundle"}
    assert [one.sentence for one in bundles.load(path)] == ["Inget nytt sedan förra gången."] * 3


def test_a_damaged_bundle_is_refused_whole(standin, tmp_path):
    path, broken = tmp_path / "paket.zip", tmp_path / "skadat.zip"
    list(bundles.export(path, Series.objects.followed()))
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(b"880.0", b"881.0"))
    before = values()
    with pytest.raises(CommandError, match="Värdena för uts är skadade"):
        call_command("statistics", "load-bundle", str(broken))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(CommandError, match="inget helt statistikpaket"):
        call_command("statistics", "load-bundle", str(path))
    assert values() == before and not UpdateRun.objects.exists()


# Quality


@pytest.mark.parametrize(
    ("history", "value", "unlikely"),
    [
        ([1000, 980, 960, 940, 920, 900, 880], 860, False),
        ([1000, 980, 960, 940, 920, 900, 880], 8800, True),
        ([1000, 980, 960], 8800, False),
        ([50, 51, 50, 52, 51, 50, 51], 5.1, True),
        ([50, 51, 50, 52, 51, 50, 51], 53, False),
        ([0, 0, 0, 0, 0, 0, 0], 0, False),
    ],
)
def test_a_value_outside_what_its_history_makes_likely(history, value, unlikely):
    assert quality.is_unlikely(history, value, Scale.POSITIVE) is unlikely


def test_an_unlikely_value_is_flagged_on_arrival(standin):
    fetch("uts")
    change_kolada(standin, set_value(2024, 88_000.0))
    assert fetch("uts").questioned == 1
    assert [row.period for row in Observation.objects.filter(is_questioned=True)] == ["2024"]
    standin.change = lambda body: body
    fetch("uts")
    assert not Observation.objects.filter(is_questioned=True).exists()


def test_when_the_next_value_should_have_come():
    day = timezone.datetime(2024, 12, 31).date()
    assert periods.expected_by(day, 12, 6) == timezone.datetime(2026, 7, 1).date()
    assert periods.expected_by(timezone.datetime(2025, 1, 31).date(), 1, 2) == timezone.datetime(2025, 5, 1).date()


# A worker that is killed


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_the_database_as_before_or_complete(tmp_path):
    """Real processes on a real file: killed while fetching and while storing, then swept up and done."""
    environment = os.environ | {
        "VAR_DIR": str(tmp_path), "SECRET_KEY": "x", "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "rus.settings",
        "STATISTICS_STANDIN": "http://127.0.0.1:8199", "HTTPS_PROXY": "",
    }  # fmt: skip
    environment.pop("DATABASE_URL")
    root = django_settings.BASE_DIR

    def manage(*arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=root,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def shell(code):
        return json.loads(
            manage(
                "shell",
                "-v0",
                "-c",
                f"import json; from indicators.models import *; from indicators import updating; {code}",
            ).splitlines()[-1]
        )

    manage("migrate", "-v0")
    manage("load_county")
    standin = subprocess.Popen(
        [sys.executable, "-m", "rus.county.standin", "--port", "8199"], cwd=root, stdout=subprocess.DEVNULL
    )
    try:
        total = "Observation.objects.filter(series__slug='n03937').count(), float(sum(Observation.objects.filter(series__slug='n03937').values_list('value', flat=True)))"
        shell("Observation.objects.filter(series__slug='n03937', year__gte=2020).update(value=1); print(0)")
        before = shell(f"print(json.dumps([{total}]))")
        outcomes = set()
        for pause in (0.5, 0.8, 1.0, 1.2, 1.6):
            shell("updating.UpdateRun.objects.all().delete(); print(0)")
            shell("Observation.objects.filter(series__slug='n03937', year__gte=2020).update(value=1); print(0)")
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "update_indicators", "n03937"],
                cwd=root,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(pause)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            after = shell(f"print(json.dumps([{total}]))")
            done = shell("print(json.dumps(UpdateRun.objects.filter(state='done').exists()))")
            assert (after != before) == done
            outcomes.add(done)
        shell("updating.UpdateRun.objects.all().delete(); print(0)")
        twins = [
            subprocess.Popen(
                [sys.executable, "manage.py", "update_indicators", "n03937"],
                cwd=root,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _twin in range(2)
        ]
        told = [twin.communicate()[0] for twin in twins]
        assert all("klar." in one or "another worker" in one for one in told) and any("klar." in one for one in told)
        shell(
            "r = updating.ask(Series.objects.get(slug='n03937'), 'command'); UpdateRun.objects.filter(pk=r.pk).update(state='running', attempts=1, heartbeat_at='2020-01-01T00:00Z', asked_at='2020-01-01T00:00Z'); updating.sweep(); updating.run(r.pk); print(0)"
        )
        assert shell(f"print(json.dumps([{total}]))") != before
        assert shell("print(json.dumps(UpdateRun.objects.latest('pk').state))") == "done"
        assert Path(tmp_path / "kraftsamla.sqlite3").exists()
    finally:
        standin.kill()
        standin.wait()
