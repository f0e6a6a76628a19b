"""claims check: a CSV file of statements or a sentence, judged; and what cannot be read is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wartally.cli import run
from wartally.errors import BadArgument
from wartally.press.model import INVASION, QUALIFIERS, STATISTICS, Statistic
from wartally.press.sentence import read_sentence
from wartally.press.sheet import COLUMNS, read_claims

ROOT = Path(__file__).parents[1]
SUM: Statistic = "sum_over_period"
DAY: Statistic = "daily_on"
TOTAL: Statistic = "cumulative_on"
HEADER = ",".join(COLUMNS) + "\n"
RIGHT = "right,personnel,sum_over_period,2022-11-04,2022-11-11,4560,exact,lost\n"
WRONG = "wrong,personnel,sum_over_period,2023-07-18,2023-07-25,4120,exact,killed\n"
UNSURE = "unsure,personnel,daily_on,2023-02-05,2023-02-06,1030,exact,lost\n"
CATEGORIES = ("personnel", "tanks")


@pytest.fixture
def check(tmp_path, capsys):
    """A function that runs `claims check` on the real package: exit status, output, errors."""

    def run_check(*arguments, content=None):
        if content is not None:
            file = tmp_path / "claims.csv"
            file.write_text(content, encoding="utf-8")
            arguments = (str(file), *arguments)
        status = run(["--package", str(ROOT), "claims", "check", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return run_check


def test_statements_that_hold_end_with_status_0(check):
    status, out, _ = check(content=HEADER + RIGHT)
    assert status == 0
    assert out == (
        "right  matches\n    Personnel, reports of 5 to 11 November 2022: 4,560, as stated.\n"
        "1 statement: 1 matches, 0 differs, 0 ambiguous\n"
    )


def test_a_statement_that_differs_ends_with_status_1(check):
    status, out, _ = check(content=HEADER + RIGHT + WRONG)
    assert status == 1
    assert "wrong  differs, killed_for_casualties\n" in out
    assert "two digits are exchanged" in out


def test_an_ambiguous_statement_alone_is_no_failure(check):
    status, out, _ = check(content=HEADER + UNSURE)
    assert status == 0
    assert "unsure  ambiguous\n" in out


def test_json_has_the_contracts_shape_and_nothing_else(check):
    status, out, err = check("--json", content=HEADER + RIGHT + WRONG + UNSURE)
    document = json.loads(out)
    assert (status, err) == (1, "")
    assert set(document) == {"claims"}
    needed = ("claim_id", "computed_value", "figure_verdict", "wording_verdict", "explanation")
    assert [[row[n] for n in needed[:4]] for row in document["claims"]] == [
        ["right", 4560, "matches", "faithful"],
        ["wrong", 4210, "differs", "killed_for_casualties"],
        ["unsure", 870, "ambiguous", "faithful"],
    ]
    assert all(row["explanation"].endswith(".") for row in document["claims"])


def test_a_category_column_other_columns_and_another_order_will_do(check):
    content = (
        "publisher,claimed_value,category,period_end,period_start,statistic\n"
        "X,710,personnel,2022-11-11,,daily_on\n"
    )
    status, out, _ = check("--json", content=content)
    (row,) = json.loads(out)["claims"]
    assert (status, row["claim_id"], row["figure_verdict"]) == (0, "line-2", "matches")


def test_standard_input_is_read(check, monkeypatch):
    class Input:
        class buffer:  # noqa: N801 - as sys.stdin has it
            @staticmethod
            def read():
                return (HEADER + RIGHT).encode()

    monkeypatch.setattr("sys.stdin", Input)
    status, out, _ = check("-")
    assert (status, out.splitlines()[0]) == (0, "right  matches")


BAD = {
    "line 1: there is no column statistic": "claim_id,category\n",
    "line 1: there are two columns category_id": "category_id,category,statistic\n",
    "line 2: the line has only 3 cells": HEADER + "a,personnel,daily_on\n",
    "line 3, column category_id: 'jet packs' is not known; use one of": HEADER
    + RIGHT
    + RIGHT.replace("personnel", "jet packs"),
    "line 2, column statistic: 'guess' is not known": HEADER + RIGHT.replace("sum_over_period", "guess"),
    "line 2, column qualifier: 'maybe' is not known": HEADER + RIGHT.replace("exact", "maybe"),
    "line 2, column period_end: '2022-13-11' is not a date": HEADER
    + RIGHT.replace("2022-11-11", "2022-13-11"),
    "line 2, column period_end: '20221111' is not a date": HEADER + RIGHT.replace("2022-11-11", "20221111"),
    "line 2, column period_start: '2022-11-12' must be before": HEADER + RIGHT.replace("11-04", "11-12"),
    "line 2, column period_start: '' is empty": HEADER + RIGHT.replace("2022-11-04", ""),
    "line 2, column claimed_value: 'many' is not a number": HEADER + RIGHT.replace("4560", "many"),
    "line 2, column claimed_value: '-5' is not a number": HEADER + RIGHT.replace("4560", "-5"),
    "the claim_id 'right' stands twice": HEADER + RIGHT + RIGHT,
    "line 2: is not usable CSV": HEADER + 'a,"b"c,d\n',
}


@pytest.mark.parametrize("said", BAD)
def test_a_bad_cell_names_file_line_column_and_what_to_do(check, said):
    status, out, err = check(content=BAD[said])
    assert (status, out) == (2, "")
    assert said in err
    assert "claims.csv" in err
    assert "Traceback" not in err


def test_what_cannot_be_read_at_all_is_said(check, tmp_path):
    (tmp_path / "latin.csv").write_bytes(b"claim_id\n\xe9\n")
    assert "line 2: is not UTF-8 text" in check(str(tmp_path / "latin.csv"))[2]
    assert "cannot be read" in check(str(tmp_path / "nowhere.csv"))[2]
    assert check(str(tmp_path / "nowhere.csv"))[0] == 2
    assert check()[0] == check("a.csv", "--text", "b")[0] == 2
    assert check("--text", "b", "--published", "yesterday")[0] == 2


def test_numbers_may_carry_thousands_separators():
    text = HEADER + RIGHT.replace("4560", '"4,560"') + RIGHT.replace("right", "b").replace("4560", "947.1")
    first, second = read_claims(text.encode("utf-8-sig"), "f", CATEGORIES)
    assert (first.claimed_value, second.claimed_value) == (4560, 947.1)


def test_an_empty_file_of_statements_is_fine_if_it_has_its_header(check):
    assert check(content=HEADER)[:2] == (0, "0 statements: 0 matches, 0 differs, 0 ambiguous\n")
    assert check(content="")[0] == 2


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [*STATISTICS, *QUALIFIERS, *CATEGORIES, "2022-11-11", "0001-01-01", "9999-12-31", "12", '"', ""]
    ),
)


@given(st.binary(max_size=80) | st.lists(st.lists(CELLS, max_size=9), max_size=4))
@settings(deadline=None, max_examples=300)
def test_no_file_does_worse_than_a_clear_refusal(content):
    if isinstance(content, list):
        content = (HEADER + "\n".join(",".join(cells) for cells in content)).encode()
    said, claims = "f.csv", []
    try:
        claims = read_claims(content, "f.csv", CATEGORIES)
    except BadArgument as refusal:
        said = str(refusal)
    assert said.startswith("f.csv")
    assert all(c.period_start < c.period_end for c in claims)


def test_a_sentence_is_judged_and_what_was_understood_is_said(check):
    text = "Russia lost 6,080 soldiers, 99 tanks and 201 artillery systems in a week"
    status, out, _ = check("--text", text, "--published", "2024-01-28")
    assert status == 1
    assert out.startswith("understood      Personnel, reports of 22 to 28 January 2024: 6,080\n")
    assert "text-2  matches\n" in out
    assert "the reports of 23 to 28 January 2024 give 201" in out
    document = json.loads(check("--text", text, "--published", "2024-01-28", "--json")[1])
    assert set(document) == {"claims", "understood", "not_understood"}
    assert [row["figure_verdict"] for row in document["claims"]] == ["matches", "matches", "differs"]


def test_a_sentence_that_says_nothing_ends_with_status_2(check):
    status, out, _ = check("--text", "The weather was fine on all 12 days", "--published", "2024-01-28")
    assert status == 2
    assert "no statement about losses was understood" in out


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        (
            "Russia lost 6,080 soldiers, 99 tanks and 201 artillery systems in a week",
            "2024-01-28",
            [
                ("personnel", SUM, "2024-01-21", "2024-01-28", 6080, "exact", "lost"),
                ("tanks", SUM, "2024-01-21", "2024-01-28", 99, "exact", "lost"),
                ("artillery", SUM, "2024-01-21", "2024-01-28", 201, "exact", "lost"),
            ],
        ),
        (
            "4,560 personnel in one week, 710 on Friday and nearly 80,000 in all",
            "2022-11-11",
            [
                ("personnel", SUM, "2022-11-04", "2022-11-11", 4560, "exact", "lost"),
                ("personnel", DAY, "2022-11-10", "2022-11-11", 710, "exact", "lost"),
                ("personnel", TOTAL, "2022-02-24", "2022-11-11", 80000, "nearly", "lost"),
            ],
        ),
        (
            "Over the past day, 1,030 Russian troops were killed and 5 tanks destroyed.",
            "2023-02-07",
            [
                ("personnel", DAY, "2023-02-06", "2023-02-07", 1030, "exact", "killed"),
                ("tanks", DAY, "2023-02-06", "2023-02-07", 5, "exact", "destroyed"),
            ],
        ),
        (
            "In October Russia lost more than 31,000 troops and about 230 armoured vehicles.",
            "2025-11-01",
            [
                ("personnel", "month_total", "2025-10-01", "2025-11-01", 31000, "more_than", "lost"),
                ("armoured_vehicles", "month_total", "2025-10-01", "2025-11-01", 230, "about", "lost"),
            ],
        ),
        (
            "From 5 to 11 November Russian forces lost 64 tanks and two MLRS",
            "2022-11-12",
            [
                ("tanks", SUM, "2022-11-04", "2022-11-11", 64, "exact", "lost"),
                ("mlrs", SUM, "2022-11-04", "2022-11-11", 2, "exact", "lost"),
            ],
        ),
        (
            "Since 17 May nearly 170 artillery systems were lost",
            "2023-05-23",
            [("artillery", SUM, "2023-05-17", "2023-05-23", 170, "nearly", "lost")],
        ),
        (
            "In 2024 Russia lost 3,689 tanks",
            "2025-01-02",
            [("tanks", "year_total", "2024-01-01", "2025-01-01", 3689, "exact", "lost")],
        ),
        (
            "an average of 947 casualties a day over the week",
            "2024-03-02",
            [("personnel", "period_mean", "2024-02-24", "2024-03-02", 947, "exact", "lost")],
        ),
        (
            "Russian losses surpassed 700,000 on Monday",
            "2024-11-04",
            [("personnel", "date_crossed_threshold", "2022-02-24", "2024-11-04", 700000, "exact", "lost")],
        ),
        (
            "2,030 killed or wounded: the deadliest day of the war",
            "2024-11-29",
            [
                (
                    "personnel",
                    "record_max_daily",
                    "2022-02-24",
                    "2024-11-29",
                    2030,
                    "exact",
                    "killed and wounded",
                )
            ],
        ),
        (
            "As of 11 November 2022, Russia has lost 1.2 thousand tanks since the start of the invasion",
            "2022-11-20",
            [("tanks", TOTAL, "2022-02-24", "2022-11-11", 1200, "exact", "lost")],
        ),
        (
            "За минулу добу ворог втратив близько 710 солдатів, а від початку повномасштабного вторгнення "
            "- 79 400 осіб",
            "2022-11-11",
            [
                ("personnel", DAY, "2022-11-10", "2022-11-11", 710, "about", "lost"),
                ("personnel", TOTAL, "2022-02-24", "2022-11-11", 79400, "exact", "lost"),
            ],
        ),
        (
            "У жовтні 2024 року росіяни втратили 41 980 військових убитими й пораненими",
            "2024-11-05",
            [
                (
                    "personnel",
                    "month_total",
                    "2024-10-01",
                    "2024-11-01",
                    41980,
                    "exact",
                    "убитими and пораненими",
                )
            ],
        ),
        (
            "Total losses in November were 45,720, an average of 1,524 per day",
            "2024-12-05",
            [
                ("personnel", "month_total", "2024-11-01", "2024-12-01", 45720, "exact", "lost"),
                ("personnel", "period_mean", "2024-11-01", "2024-12-01", 1524, "exact", "lost"),
            ],
        ),
        (
            "Russia lost 6,000 troops in 2 weeks. It also lost 40 vehicles.",
            "2022-11-30",
            [
                ("personnel", SUM, "2022-11-16", "2022-11-30", 6000, "exact", "lost"),
                ("vehicles_fuel_tanks", SUM, "2022-11-16", "2022-11-30", 40, "exact", "lost"),
            ],
        ),
    ],
)
def test_a_sentence_is_read(text, published, expected):
    found = read_sentence(text, date.fromisoformat(published))
    assert [
        (
            c.category_id,
            c.statistic,
            c.period_start.isoformat(),
            c.period_end.isoformat(),
            c.claimed_value,
            c.qualifier,
            c.wording,
        )
        for c in found.claims
    ] == expected
    assert found.not_understood == ()
    assert len(found.understood) == len(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Russia lost 6,080 soldiers", 'no period for "6,080"'),
        ("Prices rose by 12 in a week", '"12": no category'),
        ("In a week T-72 tanks were seen", '"72"'),
        ("40% of the tanks in a week", '"40"'),
        ("On 5 May 2031 Russia lost 12 tanks", '"5 May 2031"'),
    ],
)
def test_what_is_not_understood_is_said(text, said):
    found = read_sentence(text, date(2024, 1, 28))
    assert found.claims == ()
    assert any(said in line for line in found.not_understood)


def test_a_sentence_from_before_the_invasion_says_nothing():
    assert read_sentence("lost 5 tanks in a week", date(2022, 2, 1)).claims == ()


FRAGMENTS = """lost 6,080 soldiers tanks 99 in a week on Friday since 17 May and , . - 5 to 11 November 2022
nearly more than 1.2 million % T 72 per day record surpassed killed wounded за тиждень втратив 710 солдатів
30.02.2023 two 2024 as of the start war 000 12.5 1'009 ² ٣"""
WORDS = st.sampled_from([*FRAGMENTS.split(), "\u00a0", "\n"])


@given(st.text(max_size=200) | st.lists(WORDS, max_size=40).map(" ".join), st.dates())
@settings(deadline=None, max_examples=300)
def test_no_text_raises(text, published):
    found = read_sentence(text, published)
    assert len(found.claims) == len(found.understood)
    for stated in found.claims:
        assert INVASION <= stated.period_start < stated.period_end <= published


def test_a_long_text_is_read_in_part_and_says_so():
    found = read_sentence("12 tanks in a week, " * 2000, date(2024, 1, 28))
    assert 0 < len(found.claims) < 2000
    assert "what follows the first 10,000 characters" in found.not_understood
