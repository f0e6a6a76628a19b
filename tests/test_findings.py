"""Findings and reports as values, the engines by name, and how a report is told."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from tests.workbench import TODAY
from wartally.errors import BadArgument, WartallyError
from wartally.validation import engines
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.render import EXAMPLES, RENDERINGS, Telling, render, summary

KEY = (("series_id", "general_staff_ua"), ("report_date", "2022-11-11"))
CELL = Finding(
    "readings",
    12,
    "cumulative",
    "minimum",
    "must not be less than 0",
    "-1",
    file="data/readings.csv",
    key=KEY,
    expected="at least 0",
)
FILE = Finding("actors", rule="missing_file", message="the file cannot be read", file="data/actors.csv")
GAP = Finding("losses", -1, "cumulative", "missing_figure", "no row", file="data/losses.csv", key=KEY[1:])
SLIP = Finding(
    "readings", 13, "cumulative", "digit_slip", "is not between", "9", "warning", "data/readings.csv", KEY,
    suggestion="9,000",
)  # fmt: skip
NASTY = Finding(
    "readings",
    14,
    "note",
    "pattern",
    "50%\r\nof <b>it</b>: a, b",
    '\x1b[2J<script>"&\n::error::x',
    file="data/a,b:c%.csv",
)
REPORT = report_of("duckdb", [("readings", 1331), ("actors", 1)], 44, [SLIP, NASTY, CELL, GAP, FILE, CELL])


def test_a_report_is_sorted_and_says_nothing_twice():
    assert REPORT.findings == (FILE, GAP, CELL, SLIP, NASTY)
    assert REPORT.tables == (("actors", 1), ("readings", 1331))
    assert not REPORT.valid
    assert Report("duckdb", (), 0, (SLIP,)).valid
    assert Report("duckdb", (), 0).valid


def test_the_json_shape_is_the_contract():
    document = json.loads(render(REPORT, "json"))
    assert list(document) == ["valid", "engine", "tables", "rules", "findings"]
    assert document["tables"] == [{"table": "actors", "rows": 1}, {"table": "readings", "rows": 1331}]
    assert document["findings"][2] == {
        "table": "readings",
        "file": "data/readings.csv",
        "line": 12,
        "column": "cumulative",
        "key": {"series_id": "general_staff_ua", "report_date": "2022-11-11"},
        "rule": "minimum",
        "severity": "error",
        "value": "-1",
        "message": "must not be less than 0",
        "expected": "at least 0",
        "suggestion": None,
    }
    assert document["findings"][0] | {"message": ""} == {
        **dict.fromkeys(("line", "column", "key", "value", "expected", "suggestion")),
        **{
            "table": "actors",
            "file": "data/actors.csv",
            "rule": "missing_file",
            "severity": "error",
            "message": "",
        },
    }


def test_the_text_names_file_line_column_rule_and_value():
    assert render(REPORT, "text").splitlines() == [
        "data/actors.csv: the file cannot be read [missing_file]",
        "data/losses.csv: cumulative: no row (report_date=2022-11-11) [missing_figure]",
        "data/readings.csv:12: cumulative: must not be less than 0 (-1) [minimum]",
        "data/readings.csv:13: cumulative: is not between (9); did you mean 9,000? [digit_slip, warning]",
        'data/a,b:c%.csv:14: note: 50%\\r\\nof <b>it</b>: a, b (\\x1b[2J<script>"&\\n::error::x) [pattern]',
        "2 tables, 1,332 rows, 44 rules (duckdb): 4 errors, 1 warning",
    ]


def many(count: int, **changes: object) -> list[Finding]:
    """Findings of one kind on lines that follow each other."""
    said: dict[str, object] = {
        "column": "day",
        "rule": "type",
        "message": "must be a date",
        "value": "x" * 500,
    }
    return [Finding("readings", n, file="data/readings.csv", **said | changes) for n in range(2, 2 + count)]  # type: ignore[arg-type]


def test_the_text_shows_some_of_each_kind_and_counts_the_rest():
    report = report_of(
        "pandera", [("readings", 1300)], 0, [*many(1240), *many(6, column="id"), *many(2, rule="enum")]
    )
    lines = render(report, "text").splitlines()
    assert len(lines) == (EXAMPLES + 1) * 2 + 2 + 1
    assert lines[2 + EXAMPLES] == "data/readings.csv: day: and 1,235 more [type] (all with --format json)"
    assert lines[-1] == "1 table, 1,300 rows, 0 rules (pandera): 1,248 errors"
    assert max(map(len, lines)) < 200
    assert lines[2].endswith(f"({'x' * 79}…) [type]")
    few = render(report, "text", Telling(examples=0)).splitlines()
    assert few == [
        "data/readings.csv: day: 2 findings [enum] (all with --format json)",
        "data/readings.csv: day: 1,240 findings [type] (all with --format json)",
        "data/readings.csv: id: 6 findings [type] (all with --format json)",
        lines[-1],
    ]


def test_the_text_says_what_was_expected_where_the_message_does_not():
    found = Finding(
        "t", 2, "day", "type", "day must be a date", "03/04/2022", expected="a date: 1 or 2", file="t.csv"
    )
    again = Finding("t", 3, "day", "type", "day must be a date", "x", expected="a date", file="t.csv")
    assert render(report_of("duckdb", [], 0, [found, again]), "text").splitlines()[:2] == [
        "t.csv:2: day: must be a date (03/04/2022); expected a date: 1 or 2 [type]",
        "t.csv:3: day: must be a date (x) [type]",
    ]


def test_json_has_every_finding_whole_whatever_the_examples():
    document = json.loads(render(report_of("duckdb", [], 0, many(1240)), "json", Telling(examples=1)))
    assert [f["line"] for f in document["findings"]] == list(range(2, 1242))
    assert {f["value"] for f in document["findings"]} == {"x" * 500}


def test_a_file_s_findings_stand_together():
    both = [*many(2), *many(2, column="")]
    other = [Finding("readings", 3, "day", "type", "must be a date", file="data/part-2.csv")]
    lines = render(report_of("duckdb", [], 0, [*both, *other]), "text").splitlines()
    files = [line.split(":")[0] for line in lines[:-1]]
    assert files == ["data/readings.csv"] * 4 + ["data/part-2.csv"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a\x1b[31m", "a\\x1b[31m"),
        ("\u202eabc", "\\u202eabc"),
        ("12\xa0345", "12\\xa0345"),
        ("x\u200by", "x\\u200by"),
        ("Бахмут", "Бахмут"),
        ("\ud800", "\\ud800"),
    ],
)
def test_no_cell_steers_a_terminal(said, shown):
    for form in ("text", "github", "html"):
        text = render(report_of("duckdb", [], 0, many(1, value=said)), form)
        assert shown in text
        assert said == shown or said not in text


def test_very_long_values_and_names_are_cut_in_text_alone():
    found = Finding("t", 2, "c" * 9000, "r", "m" * 9000, "v" * 9_000_000, file="f", suggestion="s" * 9000)
    report = report_of("duckdb", [], 0, [found])
    assert len(render(report, "text")) < 1500
    assert len(render(report, "github")) < 1500
    assert render(report, "json").count("v") > 9_000_000


def test_nothing_wrong_is_said_so():
    report = Report("duckdb", (("actors", 9),), 44)
    assert render(report, "text") == summary(report) == "1 table, 9 rows, 44 rules (duckdb): nothing wrong"


def test_annotations_are_escaped_and_errors_come_first():
    cells = {("data/readings.csv", 12, "cumulative"): (40, 41)}
    lines = render(REPORT, "github", Telling(folder="sub/", cells=cells)).split("\n")
    assert lines[2] == (
        "::error file=sub/data/readings.csv,title=cumulative%3A minimum,line=12,col=40,endColumn=41"
        "::must not be less than 0 (-1)"
    )
    assert lines[3] == (
        "::error file=sub/data/a%2Cb%3Ac%25.csv,title=note%3A pattern,line=14"
        '::50%25\\r\\nof <b>it</b>: a, b (\\x1b[2J<script>"&\\n::error::x)'
    )
    assert lines[4].startswith("::warning file=sub/data/readings.csv,")
    assert lines[5].startswith("::notice::2 tables")
    assert len(lines) == 6


def test_annotations_are_some_of_each_kind_and_the_rest_a_line_of_the_log():
    lines = render(report_of("duckdb", [], 0, many(100)), "github", Telling(examples=3)).split("\n")
    assert [line.startswith("::error ") for line in lines] == [True] * 3 + [False] * 2
    assert lines[3] == " data/readings.csv: day: 97 more [type]"


class Page(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_is_escaped_loads_nothing_and_runs_nothing():
    text = render(REPORT, "html")
    page = Page(text)
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert not {"src", "href", "onclick"} & set(page.attributes)
    assert not re.search(r"https?:|url\(|@import", text)
    assert "\x1b" not in text
    assert '\\x1b[2J<script>"&\\n::error::x' in page.texts
    # The kinds, an example of each, the tables read; each with a caption.
    assert page.tags.count("table") == page.tags.count("caption") == 1 + 5 + 1
    assert page.tags.count("tr") == (1 + 5) + 5 * 2 + (1 + 2)
    assert [tag for tag in page.tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h2", *["h3"] * 5, "h2"]
    assert "The package is not valid" in page.texts
    assert page.attributes["lang"] in ("en", "uk")
    assert "9,000" in page.texts


def test_the_page_shows_some_of_each_kind_and_how_many_there_are():
    text = render(report_of("pandera", [], 0, many(1240)), "html", Telling(examples=2))
    assert "2 of 1,240 findings" in text
    assert text.count("<tr>") == 2 + 3 + 1
    assert Page(render(report_of("duckdb", [("a", 1)], 3, []), "html")).tags.count("table") == 1


def test_a_rendering_that_is_not_there_is_refused_with_the_list():
    assert set(RENDERINGS) == {"text", "json", "github", "html", "sarif"}
    with pytest.raises(BadArgument, match="'pdf'; the renderings are text, json, github, html, sarif"):
        render(REPORT, "pdf")


def test_an_engine_that_is_not_there_is_refused_with_the_list(small_package):
    with pytest.raises(BadArgument, match="'excel'; the engines are duckdb, pandera, frictionless, spark"):
        engines.validate(small_package, "excel", today=TODAY)


@pytest.mark.parametrize("name", engines.ENGINES)
def test_an_engine_whose_library_is_missing_names_what_to_install(small_package, monkeypatch, name):
    monkeypatch.setattr(engines, "find_spec", lambda library: None)
    with pytest.raises(WartallyError, match=r"pip install 'wartally") as failed:
        engines.validate(small_package, name, today=TODAY)
    extra = engines.ENGINES[name].extra
    assert f"'wartally{f'[{extra}]' if extra else ''}'" in str(failed.value)
