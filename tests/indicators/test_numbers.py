import pytest
from django.utils import translation

from indicators.numbers import format_number, format_quantity, format_short

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "decimals", "swedish", "english"),
    [
        (41.18, 1, "41,2", "41.2"),
        (2.679529, 1, "2,7", "2.7"),
        (-1234.5, 1, f"−1{NBSP}234,5", "−1,234.5"),
        (-0.01, 1, "0,0", "0.0"),
        (760068, 0, f"760{NBSP}068", "760,068"),
    ],
)
def test_numbers_are_rounded_and_written_as_people_read_them(value, decimals, swedish, english):
    assert format_number(value, decimals) == swedish
    with translation.override("en"):
        assert format_number(value, decimals) == english


def test_quantities_beyond_six_digits_are_in_millions():
    assert format_quantity(1244471.75, "ton") == "1,24 miljoner ton"
    assert format_short(1244471.75, "ton") == "1,24 mn"
    assert format_short(79.2, "procent", 1) == f"79,2{NBSP}%"
