from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.assessment import (
    Desired,
    Direction,
    NumericTarget,
    Outcome,
    Point,
    Reason,
    Scale,
    choose_window,
    judge,
    level_of_change,
    measure_gap,
    rank_all,
)


def points(first, *values):
    return [Point(first + index, value) for index, value in enumerate(values) if value is not None]


def judge_share(found, **more):
    return judge(found, **({"desired": Desired.UP, "scale": Scale.SHARE} | more))


def test_pace_of_a_positive_quantity_is_the_median_of_log_changes():
    # 100, 110, 121, 133.1: every pair changes ln 1.1 a year.
    judged = judge(points(2020, 100, 110, 121, 133.1), desired=Desired.UP, scale=Scale.POSITIVE)
    assert judged.pace.per_year == pytest.approx(log(1.1))
    assert judged.pace.agreement == 1
    assert judged.direction is Direction.RIGHT


def test_pace_of_a_share_is_in_log_odds():
    # Odds 1, 2, 4, 8: the log-odds grow by ln 2 a year.
    shares = [100 * odds / (1 + odds) for odds in (1, 2, 4, 8)]
    judged = judge_share(points(2021, *shares))
    assert judged.pace.per_year == pytest.approx(log(2))


def test_one_odd_year_does_not_turn_the_direction_round():
    # End points alone would say down: 80 to 79.
    judged = judge_share(points(2020, 80, 81, 82, 83, 84, 79))
    assert judged.pace.per_year > 0
    # Ten of fifteen pairs go up: two thirds, just clear.
    assert judged.pace.agreement == pytest.approx(10 / 15)
    assert judged.direction is Direction.RIGHT


def test_below_half_a_percent_a_year_is_roughly_unchanged():
    assert judge_share(points(2020, 50, 50.05, 50.1, 50.15)).direction is Direction.FLAT


def test_a_see_saw_has_no_clear_direction():
    judged = judge_share(points(2020, 50, 55, 48, 56, 47, 58))
    assert judged.direction is Direction.UNCLEAR


def test_desired_down_turns_the_sign():
    judged = judge(points(2020, 100, 90, 80, 70), desired=Desired.DOWN, scale=Scale.POSITIVE)
    assert judged.direction is Direction.RIGHT
    assert judged.pace.per_year > 0


def test_all_zeros_are_unchanged():
    judged = judge(points(2020, 0, 0, 0, 0), desired=Desired.UP, scale=Scale.POSITIVE)
    assert judged.direction is Direction.FLAT
    assert judged.pace.scale is Scale.LINEAR


def test_values_at_or_below_zero_are_judged_linearly_against_their_mean_size():
    # Slope 10 a year; mean of |−10, 0, 10, 20| is 10, so the pace is 1.
    judged = judge(points(2020, -10, 0, 10, 20), desired=Desired.UP, scale=Scale.POSITIVE)
    assert judged.pace.per_year == pytest.approx(1)


def test_two_values_cannot_be_judged():
    judged = judge_share(points(2024, 80, 81))
    assert (judged.direction, judged.reason) == (Direction.NOT_JUDGED, Reason.TOO_FEW)


def test_three_values_within_two_years_cannot_be_judged():
    judged = judge_share(points(2023, 80, 81, 82))
    assert judged.reason is Reason.TOO_SHORT


def test_three_points_with_gaps_over_four_years_are_judged():
    judged = judge_share([Point(2016, 70), Point(2019, 75), Point(2024, 80)])
    assert judged.direction is Direction.RIGHT
    assert [point.year for point in judged.window] == [2016, 2019, 2024]


def test_window_is_the_latest_year_and_five_before():
    assert [point.year for point in choose_window(points(2010, *range(15)))] == list(range(2019, 2025))


def test_window_with_few_values_reaches_ten_years_back_and_no_further():
    found = [Point(2013, 1), Point(2015, 2), Point(2018, 3), Point(2024, 4)]
    assert [point.year for point in choose_window(found)] == [2015, 2018, 2024]


def test_unfit_years_are_left_out_and_said():
    judged = judge_share(points(2017, 70, 71, 72, 20, 20, 75, 76, 77), unfit_years=frozenset({2020, 2021}))
    assert [point.year for point in judged.window] == [2019, 2022, 2023, 2024]
    assert judged.left_out == (2020, 2021)
    assert judged.direction is Direction.RIGHT


def test_no_values_and_no_desired_direction():
    assert judge_share([]).reason is Reason.NO_DATA
    assert judge_share(points(2020, 1, 2, 3, 4), desired=Desired.NONE).reason is Reason.NO_DESIRED_DIRECTION


@pytest.mark.parametrize(
    ("level", "outcome", "direction"),
    [
        # Pace kept is ln 1.1 a year; from 133.1 in 2023 to 2030 that gives 133.1 · 1.1^7 = 259.4.
        (259, Outcome.ON_TRACK, Direction.RIGHT),
        (133.1 * exp(7 * log(1.1) / 0.70), Outcome.ALMOST, Direction.RIGHT),
        (133.1 * exp(7 * log(1.1) / 0.61), Outcome.ALMOST, Direction.RIGHT),
        (133.1 * exp(7 * log(1.1) / 0.59), Outcome.TOO_SLOW, Direction.SLOW),
        (130, Outcome.REACHED, Direction.RIGHT),
    ],
)
def test_pace_kept_against_pace_needed(level, outcome, direction):
    found = points(2020, 100, 110, 121, 133.1)
    judged = judge(found, desired=Desired.UP, scale=Scale.POSITIVE, target=NumericTarget(level, 2030))
    assert (judged.outcome, judged.direction) == (outcome, direction)


def test_reached_says_since_when():
    judged = judge_share(points(2019, 78, 81, 79, 82, 83, 84), target=NumericTarget(80, 2030))
    assert (judged.outcome, judged.reached_year) == (Outcome.REACHED, 2022)


def test_reached_before_and_lost():
    judged = judge_share(points(2019, 86, 85, 84, 83, 82, 79), target=NumericTarget(80, 2030))
    assert (judged.outcome, judged.direction) == (Outcome.LOST, Direction.WRONG)


def test_target_year_passed_is_decided_by_that_year():
    found = points(2018, 78, 79, 81, 80.5, 79, 78, 77)
    assert judge_share(found, target=NumericTarget(80, 2020)).outcome is Outcome.MET_IN_TIME
    assert judge_share(found, target=NumericTarget(82, 2020)).outcome is Outcome.MISSED


def test_net_zero_is_judged_linearly():
    # 100 to 80 in four years is −5 a year; 80 to 0 in twenty is −4: on track.
    found = points(2020, 100, 95, 90, 85, 80)
    judged = judge(found, desired=Desired.DOWN, scale=Scale.POSITIVE, target=NumericTarget(0, 2044))
    assert judged.pace.scale is Scale.LINEAR
    assert judged.outcome is Outcome.ON_TRACK
    assert judged.needed_pace == pytest.approx(4 / 90)


def test_long_view_is_said_beside_the_window():
    found = points(2010, 90, 88, 86, 84, 82, 80, 78, 76, 74, 70, 71, 72, 73, 74, 75)
    judged = judge_share(found)
    assert (judged.direction, judged.long_view, judged.long_view_from) == (Direction.RIGHT, Direction.WRONG, 2010)


def test_change_against_a_base_year():
    assert level_of_change(1_900_170, -60, percent=True) == pytest.approx(760_068)
    assert level_of_change(100, -5, percent=False) == 95


shares = st.lists(st.floats(0.5, 99.5), min_size=4, max_size=12)


@given(shares)
def test_a_share_and_its_complement_get_the_same_answer(values):
    one = judge_share(points(2010, *values))
    other = judge_share(points(2010, *(100 - value for value in values)), desired=Desired.DOWN)
    assert one.direction is other.direction
    assert one.pace.per_year == pytest.approx(other.pace.per_year, abs=1e-9)


@given(st.lists(st.floats(0.1, 1e6), min_size=4, max_size=12), st.floats(0.01, 1000))
def test_the_unit_does_not_matter(values, factor):
    one = judge(points(2010, *values), desired=Desired.UP, scale=Scale.POSITIVE)
    other = judge(points(2010, *(value * factor for value in values)), desired=Desired.UP, scale=Scale.POSITIVE)
    assert one.pace.per_year == pytest.approx(other.pace.per_year, rel=1e-6, abs=1e-9)


@given(st.lists(st.floats(1, 1e6), min_size=4, max_size=12))
def test_wanting_the_opposite_gives_the_opposite(values):
    up = judge(points(2010, *values), desired=Desired.UP, scale=Scale.POSITIVE)
    down = judge(points(2010, *values), desired=Desired.DOWN, scale=Scale.POSITIVE)
    opposite = {Direction.RIGHT: Direction.WRONG, Direction.WRONG: Direction.RIGHT}
    assert down.direction is opposite.get(up.direction, up.direction)


def test_rank_shares_places():
    values = {"a": 90, "b": 85, "c": 85, "d": 80}
    assert rank_all(values, Desired.UP)["b"].place == 2
    assert rank_all(values, Desired.UP)["b"].last == 3
    assert rank_all(values, Desired.UP)["d"].in_last_third
    assert rank_all(values, Desired.DOWN)["d"].place == 1
    assert rank_all({"a": 1}, Desired.UP) == {}


def test_gap_that_grows_is_wrong():
    by_year = {
        year: {"k": 80.0, "m": 80.0 + growing} for year, growing in zip(range(2020, 2025), (1, 2, 3, 4, 5), strict=True)
    }
    gap = measure_gap(by_year)
    assert (gap.size, gap.low_key, gap.high_key, gap.direction) == (5, "k", "m", Direction.WRONG)


def test_gap_compares_only_years_with_everyone():
    by_year = {2019: {"a": 0.0}, 2020: {"a": 1.0, "b": 2.0}, 2021: {"a": 1.0, "b": 3.0}}
    gap = measure_gap(by_year)
    assert (gap.size, gap.direction) == (2, Direction.NOT_JUDGED)
