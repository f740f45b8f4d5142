from datetime import date

import pytest

from indicators.periods import parse_period, yearly


@pytest.mark.parametrize(
    ("text", "first", "last", "year"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), 2024),
        ("2024K2", date(2024, 4, 1), date(2024, 6, 30), 2024),
        ("2024M02", date(2024, 2, 1), date(2024, 2, 29), 2024),
        ("2024/25", date(2024, 7, 1), date(2025, 6, 30), 2025),
        ("2021-2024", date(2021, 1, 1), date(2024, 12, 31), 2024),
    ],
)
def test_period_is_read_as_its_source_writes_it(text, first, last, year):
    period = parse_period(text)
    assert (period.first_day, period.last_day, period.year) == (first, last, year)


@pytest.mark.parametrize("text", ["", "24", "2024M13", "2024K5", "2024/26", "2024-2021", "2024 ", "i fjol", "٢٠٢٤"])
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(ValueError, match=r"period|school year|before it starts"):
        parse_period(text)


def test_months_give_the_mean_of_a_whole_year_and_an_unfinished_one_is_left_out():
    values = [(f"2023M{month:02}", float(month)) for month in range(1, 13)] + [("2024M01", 99.0)]
    [point] = yearly(values)
    assert (point.year, point.value) == (2023, 6.5)


def test_months_judged_by_one_month():
    values = [("2023M09", 1.0), ("2023M10", 2.0), ("2024M09", 3.0)]
    assert [(point.year, point.value) for point in yearly(values, month=9)] == [(2023, 1.0), (2024, 3.0)]
