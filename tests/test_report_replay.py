"""History again: figures once published wrong, and every official text, against the package as it stood then.

`rewrites` records how one compilation changed its own past figures. A figure of it counts as once
published wrong if it was changed and what it was before is not the figure published here.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workbench import SERIES, TODAY, repository
from wartally.importers.directions import place_of
from wartally.report import Figure, Language, ParsedReport, Wording, parse, render
from wartally.report.ledger import INPUTS, open_ledger
from wartally.report.proposal import propose

TEXTS = Path(__file__).parents[2] / "shared/upstream/report-texts/mil_gov_ua_report_texts_2022-2024.csv"
TEXT = "official_text"
# Figures whose increase the picture of the day prints otherwise, and with that it adds up.
OTHER_INCREASE_CLOSES = {
    (date(2022, 5, 31), "vehicles_fuel_tanks"),
    (date(2022, 10, 14), "artillery"),
    (date(2023, 6, 11), "armoured_vehicles"),
    (date(2023, 9, 28), "armoured_vehicles"),
}
SILENT_BEFORE = {"mobile_srbm", "prisoners", "cruise_missiles"}


@pytest.fixture(scope="module")
def tables():
    package = repository()
    return {
        name: package.rows(name) for name in (*INPUTS, "rewrites", "adjudications", "directions", "places")
    }


@pytest.fixture(scope="module")
def ledger(tables):
    return open_ledger(tables, SERIES)


@pytest.fixture(scope="module")
def losses(tables):
    """The published figures of the series by day and category."""
    found: dict[date, dict[str, Any]] = defaultdict(dict)
    for row in tables["losses"]:
        if row["series_id"] == SERIES:
            found[row["report_date"]][row["category_id"]] = row
    return dict(found)


@pytest.fixture(scope="module")
def corrected(tables):
    return {(r["report_date"], r["category_id"]) for r in tables["corrections"] if r["series_id"] == SERIES}


def say(text):
    """Counts for whoever runs this with -s."""
    sys.stdout.write(f"\n{text}\n")


def true_report(losses, day):
    """The report of a day from the records; the change is its increase where no printed one is known."""
    figures = []
    for name, row in losses[day].items():
        known = row["printed_increase"] if row["printed_increase"] is not None else row["change"]
        if row["cumulative"] is not None:
            figures.append(Figure(name, row["cumulative"], known or None))
    return ParsedReport(day, figures=tuple(figures), approximate=True, wording="personnel")


def changed(report, category, **values):
    figures = (replace(f, **values) if f.category_id == category else f for f in report.figures)
    return replace(report, figures=tuple(figures))


def errors_as_then(report, ledger, day):
    """The categories and rules of the errors, with the package as it stood the day before."""
    read = parse(render(report))
    found = propose(read, ledger.until(ledger.before(day)), TODAY)
    return {(f.category_id, f.rule) for f in found.errors}


@pytest.fixture(scope="module")
def published_wrong(tables, losses):
    """Each figure once published wrong: day, category, the wrong figure, the one published here."""
    found = {}
    for row in tables["rewrites"]:
        true = losses.get(row["report_date"], {}).get(row["category_id"], {}).get("cumulative")
        if row["value_before"] is not None and true is not None and row["value_before"] != true:
            found[row["report_date"], row["category_id"], row["value_before"]] = true
    return sorted((*cell, true) for cell, true in found.items())


def test_every_figure_once_published_wrong_is_flagged_where_it_is_wrong(
    published_wrong, losses, ledger, corrected
):
    """The wrong figure with the right increase, and the right figure with the increase the wrong one implies.

    A wrong figure that is yesterday's plus the printed increase adds up: on that day the source itself
    departed from its arithmetic, and a correction says so. Only the second shape can show it.
    """
    kinds: Counter[str] = Counter()
    elsewhere = []
    for day, category, wrong, _ in published_wrong:
        report = true_report(losses, day)
        before = ledger.total(ledger.before(day), category)
        right = next(f.printed_increase or 0 for f in report.figures if f.category_id == category)
        rest = {name for name, _ in errors_as_then(report, ledger, day)}
        total = errors_as_then(changed(report, category, cumulative=wrong), ledger, day)
        increase = errors_as_then(changed(report, category, printed_increase=wrong - before), ledger, day)
        assert category in {name for name, _ in increase}, (day, category)
        if category not in {name for name, _ in total}:
            assert before + right == wrong, (day, category)
            assert (day, category) in corrected
            kinds["adds up, because the source departed from its own increase"] += 1
        kinds["fall" if wrong < before else "left standing" if wrong == before else "plausible"] += 1
        elsewhere += [(day, name) for name, _ in total | increase if name not in rest | {category}]
    say(f"{len(published_wrong)} figures once published wrong: {dict(kinds)}")
    assert len(published_wrong) > 200
    assert min(kinds["plausible"], kinds["left standing"], kinds["fall"]) > 30
    assert kinds["adds up, because the source departed from its own increase"] < 5
    assert elsewhere == []


def test_the_true_reports_of_those_days_raise_no_false_alarm(published_wrong, losses, ledger, corrected):
    days = sorted({day for day, *_ in published_wrong})
    alarms = {
        (day, name) for day in days for name, _ in errors_as_then(true_report(losses, day), ledger, day)
    }
    say(f"{len(days)} true reports: {len(alarms)} errors, all with a row in corrections")
    assert len(days) > 90
    assert alarms == {cell for cell in corrected if cell[0] in days and is_explained(cell, losses)}


def is_explained(cell, losses):
    """True if the correction shows in the arithmetic: a printed increase is known that day."""
    return losses[cell[0]][cell[1]]["printed_increase"] is not None


def test_reports_as_records_say_them_come_back_from_their_text(tables, losses):
    reports = {r["report_date"]: r for r in tables["reports"] if r["series_id"] == SERIES}
    names = {r["place_id"]: (r["name_en"], r["name_uk"]) for r in tables["places"]}
    places: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for row in sorted(tables["directions"], key=lambda r: r["position"]):
        if row["series_id"] == SERIES:
            places[row["report_date"]].append(names[row["place_id"]])
    for count, (day, row) in enumerate(sorted(reports.items())):
        lang: Language = "uk" if count % 2 else "en"
        figures = tuple(
            Figure(name, cell["cumulative"], cell["printed_increase"])
            for name, cell in losses[day].items()
            if cell["cumulative"] is not None
        )
        wording: Wording = row["wording"] or "personnel"
        towards = tuple(name[count % 2] for name in places[day])
        told = ParsedReport(
            day, figures=figures, approximate=row["approximate"], wording=wording, directions=towards
        )
        read = parse(render(told, lang))
        plain = tuple(replace(figure, line=0, text="") for figure in read.figures)
        assert replace(told, figures=plain) == ParsedReport(
            read.report_date,
            figures=plain,
            approximate=read.approximate,
            wording=read.wording,
            directions=read.directions,
            unknown=read.unknown,
            duplicates=read.duplicates,
        )
        assert plain == figures
        assert all(place_of(name) for name in towards)
    assert len(reports) >= 1626
    assert sum(map(len, places.values())) > 300


@pytest.fixture(scope="module")
def texts():
    if not TEXTS.is_file():
        pytest.skip("the official texts are not beside the repository")
    with TEXTS.open(encoding="utf-8", newline="") as handle:
        return [(date.fromisoformat(row["date"]), parse(row["text"])) for row in csv.DictReader(handle)]


def test_the_official_texts_give_exactly_the_readings_that_are_stored(texts, tables):
    stored: dict[date, dict[str, Any]] = defaultdict(dict)
    for row in tables["readings"]:
        if row["transcription_id"] == TEXT:
            stored[row["report_date"]][row["category_id"]] = (row["cumulative"], row["printed_increase"])
    read = {
        day: {f.category_id: (f.cumulative, f.printed_increase) for f in told.figures} for day, told in texts
    }
    assert len(texts) == 651
    assert read == stored


def test_the_checks_flag_exactly_the_known_misprints_of_the_official_texts(texts, tables, ledger, corrected):
    flagged = set()
    silent: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for day, told in texts:
        found = propose(told, ledger.until(ledger.before(day)), TODAY, day)
        flagged |= {(day, finding.category_id) for finding in found.errors}
        rules.update(finding.rule for finding in found.findings)
        silent.update(found.silent)
    misprints = {
        (row["report_date"], row["category_id"])
        for row in tables["adjudications"]
        if row["reason"] in ("source_misprint", "source_revised")
    }
    say(f"651 official texts: {len(flagged)} figures flagged; {dict(rules)}")
    assert flagged >= OTHER_INCREASE_CLOSES
    assert flagged <= misprints | corrected | OTHER_INCREASE_CLOSES
    readings = {
        (r["report_date"], r["category_id"]): r for r in tables["readings"] if r["transcription_id"] == TEXT
    }
    for cell in sorted((misprints | corrected) & readings.keys() - flagged):
        assert not wrong_then(readings[cell], ledger), cell
    assert {cell for cell in flagged if picture_closes(cell, ledger)} >= OTHER_INCREASE_CLOSES
    assert set(silent) == SILENT_BEFORE | {"special_equipment", "vehicles_fuel_tanks"}


def wrong_then(reading, ledger):
    """True if the text's own figure and increase do not follow from the figure published the day before."""
    before = ledger.total(ledger.before(reading["report_date"]), reading["category_id"])
    if before is None or reading["cumulative"] is None:
        return False
    increase = reading["printed_increase"] or 0
    known = reading["printed_increase"] is not None or reading["report_date"] >= ledger.increases_from
    return reading["cumulative"] < before or (known and before + increase != reading["cumulative"])


def picture_closes(cell, ledger):
    """True if the picture's increase leads from the figure of the day before to the total."""
    day, category = cell
    total, before = ledger.total(day, category), ledger.total(ledger.before(day), category)
    _, increase = ledger.readings[day].get("infographic", {}).get(category, (None, None))
    return None not in (total, before) and before + (increase or 0) == total
