"""`wartally report check` and `add`: what is shown, what is asked, what is written, and when nothing is."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import web
from tests.test_write_set import KILLED, KILLER
from tests.workbench import ROOT, SERIES, STRETCHES
from wartally import entry, store
from wartally.atomic import JOURNAL, finish_writes, write_set
from wartally.cli import cli, run
from wartally.errors import DataError, SourceError
from wartally.package import DESCRIPTOR, open_package
from wartally.report import Figure, ParsedReport, render
from wartally.sqlite.build import is_fresh
from wartally.tallying import INPUTS as TALLIED
from wartally.tallying import compute
from wartally.validation.engines import validate

TODAY = ["--today", "2026-12-01"]
CLOCK = date(2026, 12, 1)
REAL_DAY = date(2026, 8, 9)
INCREASES = {"personnel": 1180, "uav": 1650, "vehicles_fuel_tanks": 310, "artillery": 44, "tanks": 3}


def next_report(package, day=None, **changes: int) -> ParsedReport:
    """A made-up report for the day after the last: its figures plus plausible increases and `changes`."""
    rows = [r for r in package.rows("losses") if r["series_id"] == SERIES and r["cumulative"] is not None]
    last = max(r["report_date"] for r in rows)
    figures = tuple(
        Figure(
            r["category_id"],
            r["cumulative"] + INCREASES.get(r["category_id"], 0) + changes.get(r["category_id"], 0),
            INCREASES.get(r["category_id"]),
        )
        for r in rows
        if r["report_date"] == last
    )
    return ParsedReport(
        day or last + timedelta(days=1), figures=figures, approximate=True, wording="personnel"
    )


@pytest.fixture(scope="module")
def going_on(master, tmp_path_factory):
    """The small package with the series of the article's week going on; never write it."""
    root = Path(shutil.copytree(master, tmp_path_factory.mktemp("going_on") / "package"))
    package = open_package(root)
    rows = [r | ({"last_date": None} if r["series_id"] == SERIES else {}) for r in package.rows("series")]
    store.save(package, {"series": rows})
    return root


@pytest.fixture
def root(going_on, tmp_path):
    return Path(shutil.copytree(going_on, tmp_path / "package"))


@pytest.fixture
def text(root, tmp_path):
    """The next report as a file."""
    return written(tmp_path, render(next_report(open_package(root))))


def written(folder: Path, content: str | bytes, name: str = "report.txt") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return file


def content(root: Path) -> dict[str, bytes]:
    return {str(f.relative_to(root)): f.read_bytes() for f in sorted(root.rglob("*")) if f.is_file()}


def call(root, *arguments, clock=True):
    return run(["--package", str(root), "report", *map(str, arguments), *(TODAY if clock else [])])


def is_right(root: Path) -> bool:
    """True if the package is valid, derived, canonical and described as it should be."""
    package = open_package(root)
    stale = [*store.derive(package, check=True), *store.format_tables(package, check=True)]
    changed = any(o.changed for o in [*stale, store.sync(package, check=True)])
    return validate(package, today=CLOCK).valid and not changed


def test_check_shows_and_writes_nothing(root, text, capsys):
    before = content(root)
    assert call(root, "check", text) == 0
    assert content(root) == before
    said = capsys.readouterr().out
    assert f"{SERIES}: report of 2022-11-15, beside that of 2022-11-14" in said
    (line,) = [line for line in said.splitlines() if line.split()[:1] == ["tanks"]]
    assert line.split()[-2:] == ["adds", "up"]
    assert "+3" in line


def test_check_says_in_json_what_the_contract_says(root, text, capsys):
    assert call(root, "check", text, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["date"] == "2022-11-15"
    assert said["series_id"] == SERIES
    assert said["findings"] == []
    assert {"category_id", "cumulative", "printed_increase"} <= said["readings"][0].keys()


def test_check_ends_with_1_at_an_error_and_with_2_if_it_cannot_run(root, tmp_path, capsys):
    package = open_package(root)
    wrong = written(tmp_path, render(next_report(package, tanks=10)))
    before = content(root)
    assert call(root, "check", wrong) == 1
    assert "double_entry" in capsys.readouterr().out
    assert call(root, "check", tmp_path / "missing.txt") == 2
    assert call(root, "check", "ftp://example.org/") == 2
    assert call(root, "check", written(tmp_path, b"\xff\xfa tanks", "odd.txt")) == 2
    assert call(root, "check", written(tmp_path, b"x" * 1_000_001, "long.txt")) == 2
    assert call(root, "check", wrong, "--date", "yesterday") == 2
    assert "Traceback" not in capsys.readouterr().err
    assert content(root) == before


def test_add_makes_a_valid_package_and_twice_is_once(root, text, capsys):
    before = content(root)
    assert call(root, "add", text, "--yes") == 0
    once = content(root)
    assert {name for name in once if once[name] != before[name]} == {
        "data/readings.csv",
        "data/reports.csv",
        "data/losses.csv",
        "data/transcriptions.csv",
        "data/sources.csv",
        DESCRIPTOR,
    }
    assert is_right(root)
    capsys.readouterr()
    assert call(root, "add", text, "--yes") == 0
    assert "nothing to do" in capsys.readouterr().out
    assert content(root) == once
    (row,) = [r for r in open_package(root).rows("transcriptions") if r["transcription_id"] == "curated_text"]
    assert (row["first_date"], row["last_date"]) == (date(2022, 11, 15), None)


@pytest.mark.parametrize("shape", ["crlf", "mark", "utf-16", "ukrainian", "stdin", "html"])
def test_the_text_may_come_in_any_shape(root, tmp_path, shape, monkeypatch):
    report = next_report(open_package(root))
    told = render(report, "uk" if shape == "ukrainian" else "en")
    contents = {
        "crlf": told.replace("\n", "\r\n").encode(),
        "mark": told.encode("utf-8-sig"),
        "utf-16": told.encode("utf-16"),
        "html": f"<html><body><p>{told.replace(chr(10), '<br>')}</p></body></html>".encode(),
    }
    source = contents.get(shape, told.encode())
    if shape == "stdin":
        options = ["--package", str(root), "report", "add", "-", "--yes", *TODAY]
        assert CliRunner().invoke(cli, options, input=source).exit_code == 0
    else:
        assert call(root, "add", written(tmp_path, source), "--yes") == 0
    figures = {
        r["category_id"]: (r["cumulative"], r["printed_increase"])
        for r in open_package(root).rows("readings")
        if r["transcription_id"] == "curated_text"
    }
    assert figures == {f.category_id: (f.cumulative, f.printed_increase) for f in report.figures}


def test_a_report_from_its_page_keeps_the_address(root, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    told = render(next_report(open_package(root))).replace("\n", "<br>\n")
    with web.running() as site:
        page = site.serve("/news/report", f"<html><article>{told}</article></html>".encode())
        assert call(root, "check", page) == 0
        assert call(root, "check", site.status("/news/other", 404)) == 2
    text = entry.Text(told, "https://www.mil.gov.ua/news/new-report?utm_source=x#top")
    package = open_package(root)
    considered = entry.consider(package, text, CLOCK)
    assert considered.proposal.url == "https://www.mil.gov.ua/news/new-report"
    assert entry.consider(package, entry.Text(told, "https://example.org/a"), CLOCK).proposal.url is None
    assert call(root, "check", written(tmp_path, told), "--url", "https://example.org/a") == 2
    assert entry.add(package, considered, CLOCK).written
    (row,) = [r for r in open_package(root).rows("reports") if r["report_date"] == date(2022, 11, 15)]
    assert (row["url"], row["wording"], row["approximate"]) == (
        "https://www.mil.gov.ua/news/new-report", "personnel", True,
    )  # fmt: skip


def ask(root, text, keys, *options):
    arguments = ["--package", str(root), "report", "add", str(text), *TODAY, *options]
    return CliRunner().invoke(cli, arguments, input=keys)


def test_one_key_press_adds_and_any_other_does_not(root, text):
    before = content(root)
    declined = ask(root, text, "n")
    assert (declined.exit_code, "not added" in declined.output) == (1, True)
    assert content(root) == before
    assert ask(root, text, "y").exit_code == 0
    assert is_right(root)


REFUSED = [
    ({"tanks": 10}, None, "double_entry"),
    ({"tanks": -500}, None, "unexplained_fall"),
    ({}, date(2023, 11, 15), "wrong_year"),
    ({}, date(2022, 11, 16), "gap"),
    ({}, date(2027, 11, 15), "date_in_future"),
    ({}, date(2022, 11, 11), "wrong_date"),
]


@pytest.mark.parametrize(("changes", "day", "rule"), REFUSED)
def test_what_is_wrong_is_refused_and_nothing_changes(root, tmp_path, changes, day, rule):
    text = written(tmp_path, render(next_report(open_package(root), day, **changes)))
    before = content(root)
    answered = ask(root, text, "\n", "--yes")
    assert answered.exit_code == 1
    assert rule in answered.output
    assert content(root) == before


def test_a_report_that_its_source_corrects_can_be_added_with_a_reason(root, tmp_path):
    text = written(tmp_path, render(next_report(open_package(root), tanks=-5)))
    before = content(root)
    assert ask(root, text, "\ny").exit_code == 1
    assert call(root, "add", text, "--yes", "--accept-corrections", "short") == 2
    assert content(root) == before
    answered = ask(root, text, "The ministry lowered its total without a word.\ny")
    assert answered.exit_code == 0, answered.output
    assert is_right(root)
    (row,) = [r for r in open_package(root).rows("corrections") if r["report_date"] == date(2022, 11, 15)]
    assert (row["category_id"], row["residual"], row["kind"]) == ("tanks", -5, "unlogged")
    assert row["explanation"] == "The ministry lowered its total without a word."


def test_silence_must_be_meant(root, tmp_path):
    whole = next_report(open_package(root))
    shorter = replace(whole, figures=tuple(f for f in whole.figures if f.category_id != "mlrs"))
    text = written(tmp_path, render(shorter))
    before = content(root)
    assert call(root, "check", text) == 0
    assert call(root, "add", text, "--yes") == 1
    assert content(root) == before
    answered = ask(root, text, "y")
    assert "not_reported: mlrs" in answered.output
    assert is_right(root)
    (row,) = [r for r in open_package(root).rows("losses")
              if (r["report_date"], r["category_id"]) == (date(2022, 11, 15), "mlrs")]  # fmt: skip
    assert (row["cumulative"], row["obs_status"]) == (None, "not_reported")
    assert ask(root, text, "", "--yes").exit_code == 0


def test_a_named_silence_needs_no_question(root, tmp_path):
    whole = next_report(open_package(root))
    shorter = replace(whole, figures=tuple(f for f in whole.figures if f.category_id != "mlrs"))
    assert call(root, "add", written(tmp_path, render(shorter)), "--yes", "--silent", "mlrs") == 0
    assert is_right(root)


def test_a_day_that_compilations_have_gets_a_further_witness(root, tmp_path):
    package = open_package(root)
    day = date(2022, 11, 11)
    rows = [r for r in package.rows("losses") if (r["series_id"], r["report_date"]) == (SERIES, day)]
    figures = tuple(Figure(r["category_id"], r["cumulative"], r["printed_increase"] or None) for r in rows)
    told = ParsedReport(day, figures=figures, approximate=True, wording="personnel")
    others = [r for r in package.rows("readings")
              if r["transcription_id"] != "official_text" or r["report_date"] != day]  # fmt: skip
    store.save(package, {"readings": others})
    assert call(root, "add", written(tmp_path, render(told)), "--yes") == 0
    assert is_right(root)
    wrong = replace(told, figures=(replace(figures[0], cumulative=10**6), *figures[1:]))
    assert call(root, "add", written(tmp_path, render(wrong), "wrong.txt"), "--yes") == 1


def test_a_package_that_would_not_be_valid_is_not_written(root, text, capsys):
    package = open_package(root)
    rows = package.rows("losses")
    store.write_tables(package, {"losses": rows[:-1]})
    store.write_tables(package, {"reports": [r | {"approximate": None} for r in package.rows("reports")]})
    before = content(root)
    assert call(root, "add", text, "--yes", "--build") == 1
    assert "the package would not be valid" in capsys.readouterr().out
    assert content(root) == before


def test_a_package_that_changed_meanwhile_is_left_alone(root, text):
    package = open_package(root)
    considered = entry.consider(package, entry.Text(text.read_text(encoding="utf-8")), CLOCK)
    reports = root / "data" / "reports.csv"
    reports.write_bytes(reports.read_bytes() + b"\n")
    with pytest.raises(DataError, match="changed in the meantime"):
        entry.add(package, considered, CLOCK)


def test_json_is_one_document_and_asks_nothing(root, text, capsys):
    assert call(root, "add", text, "--json") == 2
    capsys.readouterr()
    assert call(root, "add", text, "--json", "--yes", "--build") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["added"] is True
    assert DESCRIPTOR in said["written"]
    assert is_fresh(open_package(root), root / "build" / "wartally.db")
    assert call(root, "add", text, "--json", "--yes") == 0
    assert json.loads(capsys.readouterr().out)["added"] is False


def test_a_text_that_is_no_text_is_told(tmp_path):
    with pytest.raises(SourceError, match="not UTF-8"):
        entry.read_text(str(written(tmp_path, b"\xc3\x28")), sys.stdin.buffer)


WRITE = """
import pickle
from pathlib import Path
from wartally.atomic import write_set
files = pickle.loads(Path({files!r}).read_bytes())
sys.addaudithook(watch)
write_set(Path({root!r}), files)
"""
ADD = """
import wartally.store
from wartally.cli import run
write_set = wartally.store.write_set
def watched(*arguments):
    sys.addaudithook(watch)
    return write_set(*arguments)
wartally.store.write_set = watched
sys.exit(run(["--package", {root!r}, "report", "add", {text!r}, "--yes", "--today", "2026-12-01"]))
"""


def run_and_kill(root: Path, steps: int, script: str, **values: str) -> int:
    """The status of a script that is killed after so many changes under `root`."""
    command = [sys.executable, "-c", KILLER + script.format(root=str(root), **values), str(root), str(steps)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode


def test_add_killed_at_any_step_leaves_the_old_or_the_new_package(root, text, tmp_path, monkeypatch):
    old = content(root)
    sets: list[dict[str, bytes]] = []

    def noted(root, files):
        sets.append(files)
        return write_set(root, files)

    monkeypatch.setattr(store, "write_set", noted)
    assert call(root, "add", text, "--yes") == 0
    new = content(root)
    (files,) = sets
    pickled = written(tmp_path, pickle.dumps(files), "files")
    ends = []
    for steps in range(100):
        restore(root, old)
        status = run_and_kill(root, steps, WRITE, files=str(pickled))
        assert status in (0, KILLED)
        finish_writes(root)
        assert content(root) in (old, new), steps
        ends.append(content(root) == new)
        if status == 0:
            break
    assert ends == sorted(ends)
    assert ends[-1]
    assert ends.count(False) > len(files)


def restore(root: Path, files: dict[str, bytes]) -> None:
    """Bring a folder to exactly these files."""
    for name, made in content(root).items():
        if files.get(name) != made:
            (root / name).unlink()
    for name, made in files.items():
        if not (root / name).exists():
            (root / name).write_bytes(made)


@pytest.mark.parametrize("steps", [0, 9, 24])
def test_a_second_add_finishes_what_a_killed_one_began(root, text, steps):
    old = content(root)
    assert run_and_kill(root, steps, ADD, text=str(text)) == KILLED
    left = content(root)
    assert call(root, "check", text) == 0
    assert call(root, "add", text, "--yes") == 0
    assert is_right(root)
    new = content(root)
    assert not any(name.endswith(".part") or name == JOURNAL for name in new)
    assert (left == old) == (steps == 0)
    assert new != old


@pytest.mark.slow
def test_the_next_day_on_the_real_package(tmp_path, capsys):
    root = tmp_path / "package"
    for name in ("schemas", "data", "validators"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / DESCRIPTOR, root)
    package = open_package(root)
    text = written(tmp_path, render(next_report(package, REAL_DAY), "uk"))
    assert call(root, "add", text, "--yes", "--build") == 0, capsys.readouterr()
    assert is_right(root)
    added = open_package(root)
    assert is_fresh(added, root / "build" / "wartally.db")
    rows = {name: added.rows(name) for name in TALLIED}
    for category, increase in INCREASES.items():
        day = compute(rows, category, REAL_DAY - timedelta(days=1), REAL_DAY)
        assert (day.value, day.reports) == (increase, 1)
        assert day.sources[0].transcriptions == ("curated_text",)


def test_the_small_package_is_what_these_tests_take_it_for(going_on):
    assert STRETCHES[SERIES][1] == "2022-11-14"
    assert is_right(going_on)
