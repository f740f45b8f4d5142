from datetime import date

import plotly.graph_objects as go
import pytest

from indicators import charts
from indicators.assessment import Desired, Point, Scale


def make_figure(**overrides):
    defaults = {
        "lines": [charts.Line("Lillelän", [Point(2019, 80), Point(2020, 82), Point(2024, 86)])],
        "unit": "procent",
        "decimals": 1,
    }
    return charts.Figure(**(defaults | overrides))


def test_drawing_keeps_every_shape_inside_its_frame():
    effort = charts.Effort("Läslyftet", date(2023, 8, 1), None, lag_years=3)
    drawing = charts.draw(make_figure(efforts=[effort]), str)
    xs = [float(pair.split(",")[0]) for line in drawing.lines for pair in line["path"].split()]
    ys = [float(pair.split(",")[1]) for line in drawing.lines for pair in line["path"].split()]
    assert 0 <= min(xs) <= max(xs) <= drawing.width
    assert 0 <= min(ys) <= max(ys) <= drawing.height
    [bar] = drawing.efforts
    assert bar["x"] + bar["width"] <= drawing.width


def test_higher_values_are_drawn_higher():
    drawing = charts.draw(make_figure(), str)
    ys = [float(pair.split(",")[1]) for pair in drawing.lines[0]["path"].split()]
    assert ys == sorted(ys, reverse=True)


def test_an_end_that_nobody_knows_is_not_drawn_as_going_on():
    efforts = [
        charts.Effort("Känt", date(2021, 1, 1), None, goes_on=True),
        charts.Effort("Okänt", date(2021, 1, 1), None),
    ]
    goes_on, unknown = charts.draw(make_figure(efforts=efforts), str).efforts
    assert goes_on["width"] > 300
    assert unknown["width"] < 40


def test_narrow_drawing_leaves_the_initiatives_to_the_list():
    effort = charts.Effort("Läslyftet", date(2023, 8, 1), None)
    assert charts.draw(make_figure(efforts=[effort]), str, width=charts.NARROW).efforts == []


@pytest.mark.parametrize(("low", "high"), [(0, 1), (78.4, 88.1), (-3, 4), (5, 5), (1e6, 2.3e6), (0, 0)])
def test_ticks_enclose_the_values(low, high):
    ticks = charts.nice_ticks(low, high)
    assert ticks[0] <= low <= high <= ticks[-1]
    assert 2 <= len(ticks) <= 8


def test_projection_goes_on_at_the_judged_pace():
    path = charts.project(Point(2024, 100), 2026, 0.1, Scale.POSITIVE, Desired.DOWN, 100)
    assert [point.year for point in path] == [2024, 2025, 2026]
    assert path[1].value == pytest.approx(90.48, abs=0.01)


def test_plotly_accepts_the_figure():
    effort = charts.Effort("Läslyftet", date(2023, 8, 1), date(2025, 1, 1), lag_years=2)
    figure = make_figure(
        efforts=[effort],
        spans=[charts.Span("Pandemin", date(2020, 3, 1), date(2021, 12, 31))],
        target=Point(2030, 95),
        target_label="Mål 95",
        projection=[Point(2024, 86), Point(2030, 92)],
    )
    made = charts.plotly_figure(figure, charts.draw(figure, str), ", ", "Initiativ", "Effekt")
    checked = go.Figure(made)
    assert [trace.type for trace in checked.data] == ["scatter", "scatter", "scatter", "bar", "bar"]
    assert list(checked.data[0].y) == [80, 82, 86]


def test_sparkline_needs_two_values():
    assert charts.sparkline([1]) is None
    assert charts.sparkline([1, 2])["x"] == 96
