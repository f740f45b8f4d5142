"""Initiatives on a common time axis."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from initiatives.models import Initiative, InitiativePerspective, LogEntry
from rus.overview.timeline import WIDTH, lay_out
from rus.strategy.models import Perspective

DAYS = st.dates(date(1995, 1, 1), date(2045, 1, 1))


def one(number, start, end, phase="ongoing"):
    return Initiative(pk=number, title="x", start=start, end=end, phase=phase)


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=8))
def test_every_bar_stands_on_the_axis_in_the_order_of_its_days(spans):
    found = [one(n, start, max(start, end) if end else None) for n, (start, end) in enumerate(spans)]
    line = lay_out(found)
    assert 0 <= line.today <= WIDTH
    for earlier in found:
        assert 0 <= earlier.bar.x <= earlier.bar.x + earlier.bar.width <= WIDTH + 2
        for later in found:
            if earlier.start <= later.start:
                assert earlier.bar.x <= later.bar.x


def test_an_end_that_nobody_knows_is_drawn_as_going_on_only_where_it_does():
    today = timezone.localdate()
    start = today - timedelta(days=700)
    going, unknown, ended = found = [
        one(1, start, None), one(2, start, None, "unknown"), one(3, start, today, "ended"),
    ]  # fmt: skip
    line = lay_out(found)
    assert going.bar.x + going.bar.width == pytest.approx(WIDTH)
    assert ended.bar.x + ended.bar.width == pytest.approx(line.today, abs=0.3)
    assert unknown.bar.width < ended.bar.width


def test_without_any_start_there_is_no_axis():
    assert lay_out([one(1, None, None)]) is None


def test_the_page_says_how_perspectives_are_taken_up_and_what_was_learned(client, county, aby, skolverk):
    laslyft = Initiative.objects.get(slug="laslyft")
    Initiative.objects.filter(pk=laslyft.pk).update(start=date(2024, 1, 1))
    InitiativePerspective.objects.update_or_create(
        initiative=laslyft,
        perspective=Perspective.objects.first(),
        defaults={"how": "Flickor och pojkar följs var för sig."},
    )
    LogEntry.objects.create(initiative=laslyft, kind="lesson", text="Börja hos biblioteken.", actor=aby)
    LogEntry.objects.create(initiative=laslyft, kind="lesson", text="Dold lärdom.", actor=aby, hidden_at=timezone.now())
    page = client.get("/kraftsamlingar/skola/").content.decode()
    assert "Flickor och pojkar följs var för sig." in page
    assert "Börja hos biblioteken." in page
    assert "Dold lärdom" not in page
    assert 'class="bar"' in page
    assert "det lodräta strecket är i dag" in page
