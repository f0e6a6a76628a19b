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
from wartally.validation.render import EXAMPLES, RENDERINGS, render, summary

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
)
FILE = Finding("actors", rule="missing_file", message="the file cannot be read", file="data/actors.csv")
GAP = Finding("losses", -1, "cumulative", "missing_figure", "no row", file="data/losses.csv", key=KEY[1:])
SLIP = Finding(
    "readings", 13, "cumulative", "digit_slip", "is not between", "9", "warning", "data/readings.csv", KEY
)
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
    }
    assert document["findings"][0] | {"message": ""} == {
        **dict.fromkeys(("line", "column", "key", "value")),
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
        "data/losses.csv: cumulative: no row [missing_figure] (report_date=2022-11-11)",
        "data/readings.csv:12: cumulative: must not be less than 0 [minimum] (-1)",
        "data/readings.csv:13: cumulative: is not between [digit_slip, warning] (9)",
        'data/a,b:c%.csv:14: note: 50%\\r\\nof <b>it</b>: a, b [pattern] (\\x1b[2J<script>"&\\n::error::x)',
        "2 tables, 1,332 rows, 44 rules (duckdb): 4 errors, 1 warning",
    ]


def test_the_text_shows_some_of_many_and_counts_the_rest():
    many = [
        Finding("readings", n, "day", "type", "must be a date", "x" * 500, file="data/readings.csv")
        for n in range(2, 102)
    ]
    lines = render(report_of("pandera", [("readings", 100)], 0, many), "text").splitlines()
    assert len(lines) == EXAMPLES + 2
    assert lines[-2] == f"data/readings.csv: {100 - EXAMPLES} more [type]"
    assert lines[-1] == "1 table, 100 rows, 0 rules (pandera): 100 errors"
    assert max(map(len, lines)) < 200
    assert render(report_of("pandera", [], 0, many), "github").count("::error ") == 100
    assert render(report_of("pandera", [], 0, many), "html").count("<tr>") == 100 + 2


def test_nothing_wrong_is_said_so():
    report = Report("duckdb", (("actors", 9),), 44)
    assert render(report, "text") == summary(report) == "1 table, 9 rows, 44 rules (duckdb): nothing wrong"


def test_annotations_are_escaped():
    lines = render(REPORT, "github").split("\n")
    assert (
        lines[2]
        == "::error file=data/readings.csv,title=cumulative%3A minimum,line=12::must not be less than 0 (-1)"
    )
    assert lines[3].startswith("::warning file=data/readings.csv,")
    assert lines[4] == (
        "::error file=data/a%2Cb%3Ac%25.csv,title=note%3A pattern,line=14::50%25%0D%0Aof <b>it</b>: a, b "
        '(\x1b[2J<script>"&%0A::error::x)'
    )
    assert lines[5].startswith("::notice::2 tables")
    assert len(lines) == 6


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
    assert page.tags.count("table") == 2
    assert page.tags.count("tr") == 1 + 5 + 1 + 2
    assert "The package is not valid" in page.texts
    assert page.attributes["lang"] == "en"


def test_a_rendering_that_is_not_there_is_refused_with_the_list():
    assert set(RENDERINGS) == {"text", "json", "github", "html"}
    with pytest.raises(BadArgument, match="'pdf'; the renderings are text, json, github, html"):
        render(REPORT, "pdf")


def test_an_engine_that_is_not_there_is_refused_with_the_list(small_package):
    with pytest.raises(BadArgument, match="'excel'; the engines are duckdb, pandera, frictionless"):
        engines.validate(small_package, "excel", today=TODAY)


@pytest.mark.parametrize("name", engines.ENGINES)
def test_an_engine_whose_library_is_missing_names_what_to_install(small_package, monkeypatch, name):
    monkeypatch.setattr(engines, "find_spec", lambda library: None)
    with pytest.raises(WartallyError, match=r"pip install 'wartally") as failed:
        engines.validate(small_package, name, today=TODAY)
    extra = engines.ENGINES[name].extra
    assert f"'wartally{f'[{extra}]' if extra else ''}'" in str(failed.value)
