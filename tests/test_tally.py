"""The tally: the article's figures, caveats, bounds, and the law that windows add up."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartally.errors import BadArgument
from wartally.package import open_package
from wartally.tallying import INPUTS, compute

ARTICLE = {
    "personnel": 4560, "tanks": 64, "armoured_vehicles": 116, "artillery": 45, "mlrs": 2, "air_defence": 4,
    "aircraft": 1, "helicopters": 3, "uav": 55, "cruise_missiles": 2, "warships": 0,
    "vehicles_fuel_tanks": 85, "special_equipment": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def tables():
    package = open_package(Path(__file__).parents[1])
    return {name: package.rows(name) for name in INPUTS}


@pytest.mark.parametrize(("category", "value"), ARTICLE.items())
def test_the_week_of_the_article(tables, category, value):
    result = compute(tables, category, date(2022, 11, 4), date(2022, 11, 11))
    assert (result.value, result.value_low, result.value_high) == (value, value, value)
    assert result.reports == len(result.sources) == 7
    assert (result.claimed_by, result.about) == ("general_staff_ua", "RU")


def test_friday_and_the_total(tables):
    result = compute(tables, "personnel", date(2022, 11, 10), date(2022, 11, 11))
    assert result.value == 710
    assert result.cumulative_until == 79400
    assert result.approximate
    assert (result.sources[0].url or "").startswith("https://www.mil.gov.ua/news/2022/11/11/")
    assert result.sources[0].transcriptions == ("infographic", "lod_db", "official_text", "petroivaniuk")


def test_corrections_adjudications_and_breaks_inside_the_window_are_caveats(tables):
    found = compute(tables, "tanks", date(2023, 5, 20), date(2023, 5, 31)).caveats
    assert [(c.kind, c.report_date) for c in found] == [("correction", "2023-05-28")]
    assert "-5 beyond the printed increase" in found[0].text
    found = compute(tables, "artillery", date(2022, 6, 1), date(2022, 6, 5)).caveats
    assert [(c.kind, c.report_date) for c in found] == [("adjudicated", "2022-06-03")]
    found = compute(tables, "submarines", date(2023, 9, 14), date(2023, 9, 20)).caveats
    assert found == ()


def test_an_undetermined_end_gives_bounds_and_no_value(tables):
    result = compute(tables, "helicopters", date(2026, 3, 20), date(2026, 4, 1))
    assert result.value is None
    assert (result.value_low, result.value_high) == (1, 2)
    assert {c.kind for c in result.caveats} == {"disputed"}


def test_an_undetermined_day_inside_does_not_hide_the_value(tables):
    result = compute(tables, "helicopters", date(2026, 3, 20), date(2026, 5, 1))
    assert result.value == result.value_low == result.value_high
    assert len(result.caveats) == 39


@pytest.mark.parametrize(
    ("category", "since", "until", "series", "message"),
    [
        ("personel", "2022-11-04", "2022-11-11", "general_staff_ua", "has no category 'personel'"),
        ("personnel", "2022-11-11", "2022-11-04", "general_staff_ua", "the window is empty"),
        ("personnel", "2022-11-11", "2022-11-11", "general_staff_ua", "the window is empty"),
        ("personnel", "2021-11-04", "2022-11-11", "general_staff_ua", "no report of personnel on 2021-11-04"),
        ("vehicles", "2022-04-25", "2022-05-05", "general_staff_ua", "no report of vehicles on 2022-05-05"),
        ("personnel", "2022-11-04", "2022-11-11", "nobody", "there is no series 'nobody'"),
    ],
)
def test_what_cannot_be_tallied_is_said(tables, category, since, until, series, message):
    with pytest.raises(BadArgument, match=message):
        compute(tables, category, date.fromisoformat(since), date.fromisoformat(until), series)


DAYS = st.integers(0, 1625).map(lambda n: date.fromordinal(date(2022, 2, 25).toordinal() + n))


@given(
    st.lists(DAYS, min_size=3, max_size=3, unique=True),
    st.sampled_from(["personnel", "tanks", "uav", "mlrs"]),
)
def test_tallies_of_adjoining_windows_add_up(small, days, category):
    a, b, c = sorted(days)
    parts = [compute(small, category, x, y).value for x, y in pairwise((a, b, c))]
    assert sum(p for p in parts if p is not None) == compute(small, category, a, c).value


@pytest.fixture(scope="module")
def small(tables):
    """The tables without readings, which the value does not need and which take long to go through."""
    return {**tables, "readings": []}
