"""Deriving `losses`: each branch of the rule by hand, its laws, and the committed table to the byte."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench import LATE, SERIES, cut, schemas, typed_rows
from wartally.derive.losses import INPUTS, derive_losses, printed_increase, tracked
from wartally.store import DERIVED, derive

START = date(2022, 11, 10)
# How each transcription keeps increases: the text and the picture from the second day on, the others never.
SINCE = {"text": START + timedelta(days=1), "picture": START + timedelta(days=1), "hand": None, "other": None}

Row = dict[str, Any]


def day(number: int) -> date:
    return START + timedelta(days=number)


def reading(transcription: str, total: int | None, increase: int | None = None, number: int = 1) -> Row:
    return {
        "series_id": "s",
        "report_date": day(number),
        "category_id": "tanks",
        "transcription_id": transcription,
        "cumulative": total,
        "printed_increase": increase,
    }


def package(readings: list[Row], **tables: list[Row]) -> dict[str, list[Row]]:
    """The tables that losses follow from: one series, one category, a report a day to the last reading."""
    last = max((r["report_date"] for r in readings), default=START)
    cell = {"series_id": "s", "category_id": "tanks"}
    small: dict[str, list[Row]] = {
        "series": [{"series_id": "s", "first_date": START}],
        "series_categories": [cell | {"first_date": START, "last_date": None}],
        "transcriptions": [
            {"transcription_id": name, "increases_from": since} for name, since in SINCE.items()
        ],
        "reports": [{"series_id": "s", "report_date": day(n)} for n in range((last - START).days + 1)],
        "readings": readings,
        "adjudications": [],
        "corrections": [],
    }
    return small | tables


def adjudicated(number: int, total: int | None) -> Row:
    return {"series_id": "s", "report_date": day(number), "category_id": "tanks", "cumulative": total}


def figures(tables: dict[str, list[Row]]) -> list[tuple[Any, ...]]:
    """Total, printed increase, change, status, basis, readings and agreeing readings of each day."""
    names = ("cumulative", "printed_increase", "change", "obs_status", "basis", "readings", "agreeing")
    return [tuple(row[name] for name in names) for row in derive_losses(tables)]


@pytest.mark.parametrize(
    ("readings", "decided", "expected"),
    [
        ([], [], (None, None, None, "not_reported", None, 0, 0)),
        ([reading("hand", 12)], [], (12, None, 2, "normal", "single", 1, 1)),
        ([reading("hand", 12), reading("other", 12)], [], (12, None, 2, "normal", "unanimous", 2, 2)),
        ([reading("hand", 12), reading("text", 12, 2)], [], (12, 2, 2, "normal", "unanimous", 2, 2)),
        ([reading("hand", 10), reading("text", 10)], [], (10, 0, 0, "normal", "unanimous", 2, 2)),
        ([reading("text", None, 2)], [], (None, 2, None, "not_reported", None, 0, 0)),
        ([reading("hand", 12), reading("text", None, 2)], [], (12, 2, 2, "normal", "single", 1, 1)),
        ([reading("hand", 12), reading("other", 13)], [], (None, None, None, "disputed", None, 2, 0)),
        (
            [reading("hand", 12), reading("other", 13)],
            [adjudicated(1, 13)],
            (13, None, 3, "normal", "adjudicated", 2, 1),
        ),
        (
            [reading("hand", 12), reading("other", 13)],
            [adjudicated(1, None)],
            (None, None, None, "disputed", "adjudicated", 2, 0),
        ),
        ([reading("hand", 12)], [adjudicated(1, 12)], (12, None, 2, "normal", "adjudicated", 1, 1)),
    ],
)
def test_a_figure_and_what_it_rests_on(readings, decided, expected):
    before = [reading("hand", 10, number=0), reading("other", 10, number=0)]
    tables = package([*before, *readings], adjudications=decided)
    tables["reports"] = [{"series_id": "s", "report_date": day(n)} for n in range(2)]
    assert figures(tables)[1] == expected


@pytest.mark.parametrize(
    ("readings", "previous", "total", "expected"),
    [
        ([], 10, 12, None),
        ([reading("hand", 12)], 10, 12, None),
        ([reading("text", 12, 2)], 10, 12, 2),
        ([reading("text", 12, 2)], None, 12, 2),
        ([reading("text", 12, -3)], 10, 12, -3),
        ([reading("text", 12)], 10, 12, 0),
        ([reading("text", 12, number=0)], 10, 12, None),
        ([reading("text", 12, 5, number=0)], 10, 12, 5),
        ([reading("hand", 12), reading("picture", 12)], 10, 12, 0),
        ([reading("text", 12), reading("picture", 12, 2)], 10, 12, 2),
        ([reading("text", 12, 3), reading("picture", 12, 2)], 10, 12, 2),
        ([reading("text", 12, 2), reading("picture", 12, 3)], 10, 12, 2),
        ([reading("text", 13, 4), reading("picture", 12, 5)], 10, 12, 5),
        ([reading("text", 12, 4), reading("picture", 12, 5)], 10, 12, 5),
        ([reading("text", 12, 4), reading("picture", 12, 5)], None, None, 5),
    ],
    ids=[
        "nobody says anything",
        "only one who keeps no increases",
        "one prints it",
        "one prints it, and nothing came before",
        "a printed fall",
        "none printed where they are kept",
        "none printed before they were kept",
        "printed before they were kept",
        "none printed in one that keeps them",
        "printed in one of two",
        "the one that closes, first",
        "the one that closes, second",
        "none closes: the one beside the published total",
        "none closes, both beside it: by name",
        "nothing to judge by: by name",
    ],
)
def test_the_printed_increase(readings, previous, total, expected):
    assert printed_increase(readings, SINCE, previous, total) == expected
    assert printed_increase(readings[::-1], SINCE, previous, total) == expected


def test_a_correction_is_a_status_and_changes_no_figure():
    tables = package([reading("hand", 10, number=0), reading("hand", 7), reading("hand", 9, number=2)])
    plain = figures(tables)
    told = figures(tables | {"corrections": [adjudicated(1, None)]})
    assert [row[3] for row in told] == ["normal", "source_correction", "normal"]
    assert (
        [row[:3] for row in told]
        == [row[:3] for row in plain]
        == [(10, None, None), (7, None, -3), (9, None, 2)]
    )


def test_a_heading_that_begins_later_or_anew_is_a_break_and_its_gap_is_not_tracked():
    cell: Row = {"series_id": "s", "category_id": "tanks"}
    lives = [
        cell | {"first_date": day(1), "last_date": day(2)},
        cell | {"first_date": day(4), "last_date": None},
    ]
    tables = package([reading("hand", 10 + n, number=n) for n in range(6)], series_categories=lives)
    rows = derive_losses(tables)
    assert [(row["report_date"], row["obs_status"]) for row in rows] == [
        (day(1), "series_break"),
        (day(2), "normal"),
        (day(4), "series_break"),
        (day(5), "normal"),
    ]
    assert [tracked(lives, day(n)) for n in range(6)] == [False, True, True, False, True, True]


def test_the_first_day_of_a_series_is_no_break():
    assert figures(package([reading("hand", 10, number=0)])) == [(10, None, None, "normal", "single", 1, 1)]


READINGS = st.lists(
    st.builds(
        reading,
        st.sampled_from(sorted(SINCE)),
        st.none() | st.integers(0, 30),
        st.none() | st.integers(-3, 9),
        st.integers(0, 5),
    ),
    unique_by=lambda r: (r["transcription_id"], r["report_date"]),
    max_size=20,
)
DECISIONS = st.lists(
    st.builds(adjudicated, st.integers(0, 5), st.none() | st.integers(0, 30)),
    unique_by=lambda r: r["report_date"],
)


@given(READINGS, DECISIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(readings, decided, chance):
    tables = package(readings, adjudications=decided)
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in tables.items()}
    assert derive_losses(shuffled) == derive_losses(tables)


@given(READINGS, DECISIONS)
def test_what_holds_of_every_row(readings, decided):
    tables = package(readings, adjudications=decided)
    rows = derive_losses(tables)
    assert [row["report_date"] for row in rows] == [report["report_date"] for report in tables["reports"]]
    settled = {row["report_date"]: row["cumulative"] for row in decided}
    previous = None
    for row in rows:
        said = [
            r["cumulative"]
            for r in readings
            if r["report_date"] == row["report_date"] and r["cumulative"] is not None
        ]
        assert row["readings"] == len(said)
        assert row["agreeing"] == said.count(row["cumulative"]) <= row["readings"]
        assert (row["cumulative"] is None) == (row["obs_status"] in ("not_reported", "disputed"))
        known = row["cumulative"] is not None and previous is not None
        assert row["change"] == (row["cumulative"] - previous if known else None)
        assert (row["basis"] == "adjudicated") == (row["report_date"] in settled)
        if row["report_date"] in settled:
            assert row["cumulative"] == settled[row["report_date"]]
        elif row["cumulative"] is not None:
            assert set(said) == {row["cumulative"]}
            assert row["basis"] == ("single" if len(said) == 1 else "unanimous")
        previous = row["cumulative"]


@given(READINGS)
def test_a_reading_more_that_agrees_changes_no_total(readings):
    rows = derive_losses(package(readings))
    added = [
        reading("late", row["cumulative"], number=(row["report_date"] - START).days)
        for row in rows
        if row["cumulative"] is not None
    ]
    again = derive_losses(package([*readings, *added]))
    assert [row["cumulative"] for row in again] == [row["cumulative"] for row in rows]
    assert [row["change"] for row in again] == [row["change"] for row in rows]


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 40))
def test_a_report_less_at_the_end_changes_nothing_before_it(left_out):
    tables = {name: typed_rows(schemas()[name], cut()[name]) for name in INPUTS}
    rows = [row for row in derive_losses(tables) if row["series_id"] == SERIES]
    days = sorted({row["report_date"] for row in rows})
    last = days[-1 - min(left_out, len(days) - 1)]
    tables["reports"] = [r for r in tables["reports"] if r["series_id"] != SERIES or r["report_date"] <= last]
    shorter = [row for row in derive_losses(tables) if row["series_id"] == SERIES]
    assert shorter == [row for row in rows if row["report_date"] <= last]


def test_the_small_package_has_every_status_and_basis():
    rows = cut()["losses"]
    assert {row["obs_status"] for row in rows} >= {"normal", "source_correction", "series_break", "disputed"}
    assert {row["basis"] for row in rows} >= {"unanimous", "single", "adjudicated"}
    assert {row["series_id"] for row in rows} >= {SERIES, LATE}


def test_what_is_committed_is_what_is_derived(real_package, small_package):
    for package_ in (real_package, small_package):
        outcomes = derive(package_, check=True)
        assert {outcome.file for outcome in outcomes} == {f"data/{name}.csv" for name in DERIVED}
        assert not [outcome.file for outcome in outcomes if outcome.changed]
