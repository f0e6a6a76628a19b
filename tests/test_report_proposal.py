"""What is said of a report's text: each kind of finding by a small made-up series, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.workbench import ROOT
from wartally.report import Figure, ParsedReport, parse, render
from wartally.report.arithmetic import BAND_REPORTS
from wartally.report.ledger import Ledger, open_ledger
from wartally.report.page import is_page, page_text
from wartally.report.proposal import propose
from wartally.report.rows import TABLES, added, curated
from wartally.report.slips import slip

SERIES = "made_up"
FIRST = date(2026, 4, 1)
LAST = date(2026, 8, 8)
NEXT = LAST + timedelta(days=1)
TODAY = date(2026, 8, 9)
# By category: the total on the last day and the daily change up to it.
COUNTS = {
    "personnel": (50_000, 100),
    "tanks": (3_210, 4),
    "aircraft": (400, 0),
    "uav": (9_000, 20),
    "mlrs": (2_009, 1),
}
TOMORROW = {"personnel": 110, "tanks": 3, "aircraft": 0, "uav": 25, "mlrs": 1}


def tables():
    """The rows of a series with a report every day up to `LAST`, from one compilation."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    own = {"series_id": SERIES}
    life = {**own, "last_date": None, "succeeded_by": None, "first_date": FIRST}
    ended = {"category_id": "fuel_tanks", "last_date": FIRST, "succeeded_by": "vehicles_fuel_tanks"}
    said = {"transcription_id": "somebody", "printed_increase": None}
    told = {"wording": None, "approximate": True, "note": None}
    method = {"method": "compiled_by_hand", "increases_from": None, "first_date": FIRST}
    losses = [
        {**own, "report_date": day, "category_id": name, "cumulative": last - daily * (LAST - day).days}
        for day in days
        for name, (last, daily) in COUNTS.items()
    ]
    return {
        "series": [{**own, "frequency": "daily", "first_date": FIRST, "last_date": None}],
        "series_categories": [*({**life, "category_id": name} for name in COUNTS), {**life, **ended}],
        "categories": [{"category_id": name, "name_en": name.title()} for name in COUNTS],
        "transcriptions": [{**own, "transcription_id": "somebody", **method}],
        "reports": [{**own, "report_date": day, "url": f"https://example.org/{day}", **told} for day in days],
        "readings": [{**row, **said} for row in losses],
        "losses": losses,
        "corrections": [],
        "sources": [],
        "directions": [],
    }


LEDGER = open_ledger(tables(), SERIES, FIRST)


def report(day: date | None = NEXT, **changes: tuple[int | None, int | None] | None) -> ParsedReport:
    """The next report as it should be, but for some (total, increase); None leaves a line out."""
    cells = {name: (COUNTS[name][0] + n, n or None) for name, n in TOMORROW.items()} | changes
    figures = tuple(Figure(name, *cell) for name, cell in cells.items() if cell is not None)
    return ParsedReport(day, figures=figures, approximate=True, wording="personnel")


def proposal(told: ParsedReport | str, day=None, today=TODAY, ledger: Ledger = LEDGER, url=None):
    text = told if isinstance(told, str) else render(told)
    return propose(parse(text), ledger, today, day, url)


def seen(*args, **options):
    """The findings as (severity, rule, category)."""
    return [(f.severity, f.rule, f.category_id) for f in proposal(*args, **options).findings]


def only(*args, **options):
    (finding,) = proposal(*args, **options).findings
    return finding


def test_a_right_report_has_no_findings_and_its_arithmetic_beside_it():
    found = proposal(report())
    assert found.findings == ()
    assert (found.state, found.report_date, found.previous_date, found.silent) == ("new", NEXT, LAST, ())
    tanks = next(e for e in found.entries if e.category_id == "tanks")
    assert (tanks.previous, tanks.printed_increase, tanks.cumulative) == (3210, 3, 3213)
    assert (tanks.expected, tanks.change, tanks.residual, tanks.line) == (3213, 3, 0, 3)
    aircraft = next(e for e in found.entries if e.category_id == "aircraft")
    assert (aircraft.printed_increase, aircraft.expected) == (None, 400)


def test_the_json_has_the_contract_s_keys():
    said = proposal(report(tanks=(3214, 3))).as_json()
    assert said["date"] == "2026-08-09"
    assert said["series_id"] == SERIES
    first = said["readings"][0]
    assert {k: first[k] for k in ("category_id", "cumulative", "printed_increase")} == {
        "category_id": "personnel",
        "cumulative": 50110,
        "printed_increase": 110,
    }
    (finding,) = said["findings"]
    assert finding["rule"] == "double_entry"
    assert (finding["category_id"], finding["line"], finding["value"], finding["expected"]) == (
        "tanks", 3, "3214", "3213",
    )  # fmt: skip


# What is changed in the report, and the one finding that makes: its rule and part of its message.
FIGURES = [
    ({"tanks": (3214, 3)}, "double_entry", "expected 3213, not 3214; +1 is left"),
    ({"personnel": (50_101, 110)}, "double_entry", "two digits exchanged"),
    ({"personnel": (5_0110_0, 110)}, "double_entry", "a digit too many"),
    ({"uav": (9_025, 52)}, "double_entry", "the increase has two digits exchanged: 52 for 25"),
    ({"tanks": (3210, 3)}, "stale_figure", "yesterday's total was left standing"),
    ({"tanks": (3123, 3)}, "unexplained_fall", "falls from 3210 to 3123"),
    ({"tanks": (321, 3)}, "unexplained_fall", "a digit missing"),
    ({"aircraft": (401, None)}, "double_entry", "nothing printed: expected 400"),
    ({"mlrs": (2_030, 1)}, "double_entry", "expected 2010"),
]


@pytest.mark.parametrize(("change", "rule", "words"), FIGURES)
def test_a_figure_that_does_not_add_up(change, rule, words):
    finding = only(report(**change))
    (category,) = change
    assert (finding.severity, finding.rule, finding.category_id) == ("error", rule, category)
    assert words in finding.message
    assert finding.residual == change[category][0] - COUNTS[category][0] - (change[category][1] or 0)
    assert f"{SERIES},{NEXT},{category},{finding.residual},unlogged" in finding.hint


def test_a_correction_that_stands_explains_its_residual_and_no_other():
    ledger = replace(LEDGER, corrections={(NEXT, "tanks"): 1})
    assert seen(report(tanks=(3214, 3)), ledger=ledger) == [("warning", "corrected", "tanks")]
    assert seen(report(tanks=(3215, 3)), ledger=ledger) == [("error", "double_entry", "tanks")]


def test_columns_exchanged_or_shifted():
    exchanged = report(tanks=(9025, 25), uav=(3213, 3))
    assert seen(exchanged) == [("error", "column_shift", "tanks"), ("error", "column_shift", "uav")]
    totals_only = report(tanks=(9025, 3), uav=(3213, 25))
    assert [rule for _, rule, _ in seen(totals_only)] == ["column_shift", "column_shift"]
    shifted = report(personnel=(3213, 3), tanks=(400, None), aircraft=(9025, 25), uav=(50_110, 110))
    assert {(rule, name) for _, rule, name in seen(shifted) if rule != "jump"} == {
        ("column_shift", name) for name in ("personnel", "tanks", "aircraft", "uav")
    }


def test_yesterday_s_whole_report_is_one_finding():
    stale = ParsedReport(NEXT, figures=tuple(Figure(n, c[0], c[1] or None) for n, c in COUNTS.items()),
                         wording="personnel")  # fmt: skip
    finding = only(stale)
    assert (finding.rule, finding.category_id) == ("stale_report", "")
    assert str(LAST) in finding.message


def test_a_jump_is_a_warning_from_the_band_of_the_data():
    assert only(report(tanks=(3310, 100))).rule == "jump"
    assert only(report(tanks=(3310, 100))).severity == "warning"
    assert seen(report(aircraft=(402, 2))) == []
    assert seen(report(aircraft=(403, 3))) == [("warning", "jump", "aircraft")]
    young = LEDGER.until(FIRST + timedelta(days=BAND_REPORTS // 2 - 1))
    assert young.changes(young.expected, "tanks", BAND_REPORTS) == [4] * (BAND_REPORTS // 2 - 1)


def test_silence_is_said_and_an_increase_without_a_total_too():
    found = proposal(report(mlrs=None, tanks=(None, 3)))
    assert [(f.severity, f.rule, f.category_id) for f in found.findings] == [
        ("warning", "missing_category", "mlrs"),
        ("warning", "total_missing", "tanks"),
    ]
    assert found.silent == ("mlrs", "tanks")
    assert "2009" in found.findings[0].message


def test_a_text_without_increases_is_a_shortened_copy():
    figures = tuple(replace(f, printed_increase=None) for f in report().figures)
    finding = only(replace(report(), figures=figures))
    assert (finding.severity, finding.rule) == ("error", "no_increases")
    early = replace(LEDGER, increases_from=None)
    assert seen(replace(report(), figures=figures), ledger=early) == []


def test_a_category_that_the_series_does_not_count():
    over = seen(report(fuel_tanks=(76, None)))
    assert ("error", "outside_category_life", "fuel_tanks") in over
    new = proposal(report(ground_robots=(7, None))).errors
    assert "series_categories" in new[0].hint
    assert "followed by" in proposal(report(fuel_tanks=(76, None))).errors[0].message


DATES = [
    (report(day=None), {}, [("error", "date_missing", "")]),
    (report(), {"today": LAST}, [("error", "date_in_future", "")]),
    (report(day=date(2027, 8, 9)), {"today": date(2026, 8, 9)},
     [("error", "date_in_future", ""), ("error", "gap", ""), ("error", "wrong_year", "")]),
    (report(day=date(2025, 8, 9)), {}, [("error", "outside_series", ""), ("error", "wrong_year", "")]),
    (report(day=date(2026, 8, 6)), {}, [("error", "wrong_date", "")]),
    (report(day=NEXT + timedelta(days=2)), {"today": date(2026, 9, 1)},
     [("error", "gap", ""), ("error", "wrong_date", "")]),
    (report(day=date(2026, 8, 6)), {"day": NEXT}, [("warning", "date_differs", "")]),
    (report(day=None), {"day": NEXT}, []),
]  # fmt: skip


@pytest.mark.parametrize(("told", "options", "findings"), DATES)
def test_dates(told, options, findings):
    assert seen(told, **options) == findings


def test_a_date_without_a_year_is_the_nearest():
    text = render(report(day=None)).replace("approximately", "to August 9 approximately")
    assert parse(text).days_without_year == ((9, 8),)
    found = proposal(text)
    assert found.report_date == NEXT
    assert [f.rule for f in found.findings] == ["year_assumed"]


def test_a_day_that_is_there_already():
    same = report(day=LAST)
    same = replace(same, figures=tuple(Figure(n, c[0], c[1] or None) for n, c in COUNTS.items()))
    assert (proposal(same).state, seen(same)) == ("witness", [("warning", "date_present", "")])
    wrong = replace(same, figures=(Figure("personnel", 50_001, 100), *same.figures[1:]))
    assert proposal(wrong).state == "conflict"
    assert ("error", "date_present", "personnel") in seen(wrong)


def test_a_misprint_that_was_read_before_is_told_again_and_stops_nothing():
    broken = report(tanks=(3212, 3))
    ledger = open_ledger(with_report(proposal(broken)), SERIES, FIRST)
    assert proposal(broken, ledger=ledger).state == "present"
    assert seen(broken, ledger=ledger) == [("warning", "double_entry", "tanks")]


def test_a_report_that_was_added_is_there_and_never_edited():
    rows = with_report(proposal(report()))
    ledger = open_ledger(rows, SERIES, FIRST)
    assert proposal(report(), ledger=ledger).state == "present"
    assert seen(report(), ledger=ledger) == []
    other = proposal(report(tanks=(3214, 4)), ledger=ledger)
    assert other.state == "conflict"
    (finding,) = [f for f in other.findings if f.rule == "date_present"]
    assert (finding.category_id, finding.value, finding.expected) == ("tanks", "3214 (+4)", "3213 (+3)")
    shorter = proposal(report(mlrs=None), ledger=ledger)
    assert ("date_present", "mlrs") in [(f.rule, f.category_id) for f in shorter.errors]


def with_report(found, reason=""):
    """The tables with a proposal's rows, and losses that say the same."""
    rows = tables()
    rows |= added(found, {name: rows[name] for name in TABLES}, lambda spelling: spelling, reason)
    own = curated()["transcription"]["transcription_id"]
    rows["losses"] = [*rows["losses"], *(r for r in rows["readings"] if r["transcription_id"] == own)]
    return rows


def test_the_rows_of_a_report():
    rows = with_report(proposal(replace(report(), directions=("Bakhmut", "Lyman"))))
    assert [r["transcription_id"] for r in rows["transcriptions"]] == ["somebody", "curated_text"]
    assert rows["transcriptions"][1]["first_date"] == NEXT
    assert [r["source_id"] for r in rows["sources"]] == ["general_staff_reports"]
    assert (rows["reports"][-1]["report_date"], rows["reports"][-1]["wording"]) == (NEXT, "personnel")
    assert [(r["place_id"], r["position"]) for r in rows["directions"]] == [("Bakhmut", 1), ("Lyman", 2)]
    assert len(rows["readings"]) == len(tables()["readings"]) + len(COUNTS)
    assert rows["corrections"] == []


def test_a_reason_becomes_corrections():
    (row,) = with_report(proposal(report(tanks=(3200, 3))), "The report says so twice.")["corrections"]
    assert (row["category_id"], row["residual"], row["kind"]) == ("tanks", -13, "unlogged")
    assert row["explanation"] == "The report says so twice."


def test_lines_not_understood_and_categories_met_twice():
    text = render(report()) + "destroyed depots ‒ 7\ntanks ‒ 3213 (+3)\ntanks ‒ 3219 (+3)\n"
    found = [(f.severity, f.rule, f.line) for f in proposal(text).findings]
    assert found == [("error", "unknown_line", 7), ("error", "duplicate", 9), ("warning", "duplicate", 8)]


def test_a_text_without_figures():
    assert ("error", "no_figures", "") in seen("Good morning, we are from Ukraine.")
    assert ("error", "no_figures", "") in seen("")


def test_a_direction_that_means_no_place():
    told = parse(render(replace(report(), directions=("Nowhere",))))
    found = propose(told, LEDGER, TODAY, place_of=lambda spelling: None)
    assert [f.rule for f in found.findings] == ["unknown_direction"]
    assert found.directions[0].spelling == "Nowhere"


def test_the_page_of_another_report():
    assert seen(report(), url=f"https://example.org/{LAST}") == [("error", "page_of_another_day", "")]
    assert seen(report(), url="https://example.org/other") == []


def test_a_total_below_the_last_known_where_yesterday_has_none():
    gap = {**LEDGER.totals, LAST: {**LEDGER.totals[LAST], "tanks": None}}
    ledger = replace(LEDGER, totals=gap)
    assert seen(report(tanks=(3213, 3)), ledger=ledger) == []
    assert seen(report(tanks=(3203, 3)), ledger=ledger) == [("warning", "below_last_known", "tanks")]


@pytest.mark.parametrize(
    ("said", "meant", "words"),
    [
        (1009, 10009, "a digit missing"),
        (963720, 963270, "two digits exchanged"),
        (15175, 25175, "a wrong digit"),
        (100099, 10009, "a digit too many"),
        (7, 3, ""),
        (12, 12, ""),
        (-12, 12, ""),
        (1234, 4321, ""),
    ],
)
def test_slips(said, meant, words):
    assert slip(said, meant) == words


PAGE = """<!doctype html>
<html><head><title>Losses of 09.08.2026</title><style>p {{margin: 3px}}</style></head>
<body><nav>Tanks 12</nav><div class=x><h1>Losses</h1><ul><li>Aircraft of 2025: 12 3 and more 9</li></ul>
<article><p>{text}</p></article><div>Tanks destroyed 17 19</div></div>
<script>var tanks = 3;</script></body></html>"""


def test_a_page_gives_the_report_that_is_in_it():
    html = PAGE.format(text=render(report()).replace("\n", "<br>"))
    assert is_page(html)
    assert seen(page_text(html)) == []
    assert not is_page(render(report()))
    undated = PAGE.format(text=render(report(day=None)).replace("\n", "<br>"))
    assert proposal(page_text(undated)).report_date == NEXT


words = st.sampled_from(
    [
        "tanks",
        "‒",
        "(+3)",
        "3213",
        "09.08.26",
        "personnel",
        "about",
        "\n",
        "12 31.02.26",
        "літаків",
        "<p>",
        "0",
        "(-9)",
    ]
)
anything = st.text(max_size=80) | st.lists(words, max_size=30).map(" ".join)


@example(text="൘A", day=None)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(text=anything, day=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_arbitrary_text_never_raises(text, day):
    found = proposal(page_text(text) if is_page(text) else text, day=day)
    assert found.as_json()["findings"] is not None
    assert found.errors or found.report_date is not None


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(
    html=st.lists(
        st.sampled_from(["<div>", "</div>", "<p>", "<nav>", "</nav>", "tanks 3", "</article>", "<td", "&#0;"])
    )
)
def test_arbitrary_pages_never_raise(html):
    page_text("".join(html))


def test_every_finding_is_in_the_guide():
    guide = (ROOT / "docs" / "adding-a-report.md").read_text(encoding="utf-8")
    named = re.compile(
        r"""(?:\berror|warning|report_again)\(\s*"([a-z_]+)"|\brule(?:, message)? = "([a-z_]+)\""""
    )
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "src/wartally/report").glob("*.py")]
    rules = {name for text in sources for match in named.findall(text) for name in match if name}
    assert len(rules) > 20
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in guide] == []
