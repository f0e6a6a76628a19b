"""`wartally import`: what is listed, what is written, what is refused, and what a killed one leaves."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests import web
from tests.feeds import FILE, TODAY, content, dump, of, records_of, run_import
from tests.test_write_set import KILLED, KILLER
from tests.workbench import SERIES
from wartally.cli import run
from wartally.importers import FEEDS, importer_of
from wartally.importers.merge import SHARED
from wartally.package import open_package
from wartally.validation import engines
from wartally.validation.findings import ERROR

SOURCE = Path(__file__).parents[1] / "src"


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with web.running() as running:
        yield running


@pytest.fixture
def records(folder):
    return records_of(folder)


def json_of(capsys, folder, *arguments):
    status = run_import(folder, *arguments, "--json")
    return status, json.loads(capsys.readouterr().out)


def errors(folder):
    findings = engines.validate(open_package(folder), today=date.fromisoformat(TODAY)).findings
    return {f.rule for f in findings if f.severity == ERROR}


def test_an_address_gives_the_same_as_a_path(folder, records, site, tmp_path, capsys):
    file = tmp_path / FILE
    of(records, "2022-11-14")["tanks"] += 1
    file.write_bytes(dump(records))
    _, by_path = json_of(capsys, folder, "lod_db", file, "--dry-run")
    _, by_folder = json_of(capsys, folder, "lod_db", tmp_path, "--dry-run")
    address = site.serve(f"/data/{FILE}", dump(records))
    _, by_address = json_of(capsys, folder, "lod_db", address, "--dry-run")
    assert by_path == by_folder == by_address
    assert len(by_path["changed"]) == 1


def test_a_new_report_is_written_with_all_that_follows_from_it(folder, records, site, capsys):
    newest = of(records, "2022-11-14")
    uri = "https://mod.gov.ua/example/2022-11-15"
    records.insert(0, {**newest, "date": "2022-11-15", "sourceUri": uri, "tanks": 2861})
    package = open_package(folder)
    series = next(r for r in package.rows("series") if r["series_id"] == SERIES)
    address = site.serve(f"/{FILE}", dump(records))
    status, told = json_of(capsys, folder, "lod_db", address)
    assert series["last_date"] != "2022-11-15"
    assert told["new"] == {"readings": 13, "reports": 1}
    assert told["changed"] == told["conflicting"] == told["unmapped"] == told["disputes"] == []
    assert told["refused"] == []
    assert {"data/readings.csv", "data/reports.csv", "data/losses.csv"} < set(told["written"])
    assert told["written"][-1] == "datapackage.json"
    losses = open_package(folder).rows("losses")
    row = next(r for r in losses if (str(r["report_date"]), r["category_id"]) == ("2022-11-15", "tanks"))
    assert (row["cumulative"], row["basis"]) == (2861, "single")
    assert run(["--package", str(folder), "sync", "--check"]) == 0
    assert run(["--package", str(folder), "derive", "--check"]) == 0
    assert run(["--package", str(folder), "fmt", "--check"]) == 0
    assert status == (1 if told["findings"] else 0)


def test_a_second_run_changes_nothing(folder, records, site, capsys):
    of(records, "2022-11-10")["tanks"] += 1
    address = site.serve(f"/{FILE}", dump(records))
    run_import(folder, "lod_db", address)
    once = content(folder)
    capsys.readouterr()
    _, told = json_of(capsys, folder, "lod_db", address)
    assert content(folder) == once
    assert told["new"] == {}
    assert told["changed"] == told["written"] == []


def test_an_unchanged_feed_is_fine_and_writes_nothing(folder, records, site, capsys):
    before = content(folder)
    assert run_import(folder, "lod_db", site.serve(f"/{FILE}", dump(records))) == 0
    assert "nothing to write" in capsys.readouterr().out
    assert content(folder) == before


def test_a_dry_run_lists_everything_and_writes_nothing(folder, records, site, capsys):
    of(records, "2022-11-10")["tanks"] += 1
    before = content(folder)
    assert run_import(folder, "lod_db", site.serve(f"/{FILE}", dump(records)), "--dry-run") == 1
    told = capsys.readouterr().out
    assert "changed  readings" in told
    assert "dispute  2022-11-10 tanks" in told
    assert "nothing written: a dry run" in told
    assert content(folder) == before


def test_a_changed_past_figure_lands_in_rewrites(folder, records, site, capsys):
    figure = of(records, "2022-11-10")["tanks"]
    of(records, "2022-11-10")["tanks"] = figure + 1
    address = site.serve(f"/{FILE}", dump(records))
    _, told = json_of(capsys, folder, "lod_db", address)
    assert [(c["key"][1:], c["before"], c["after"]) for c in told["changed"]] == [
        (["2022-11-10", "tanks", "lod_db"], str(figure), str(figure + 1))
    ]
    (row,) = (r for r in open_package(folder).rows("rewrites") if r["transcription_id"] == "lod_db")
    assert (row["value_before"], row["value_after"]) == (figure, figure + 1)
    assert str(row["recorded_on"]) == TODAY


def test_a_feed_that_goes_to_and_fro_is_recorded_every_time(folder, records, site):
    figure = of(records, "2022-11-10")["tanks"]
    for change in (1, 0, 1, 0):
        of(records, "2022-11-10")["tanks"] = figure + change
        run_import(folder, "lod_db", site.serve(f"/{FILE}", dump(records)))
    rows = [r for r in open_package(folder).rows("rewrites") if r["transcription_id"] == "lod_db"]
    assert len(rows) == len({r["revision"] for r in rows}) == 4
    assert "primaryKey" not in errors(folder)


def test_a_new_disagreement_becomes_an_open_dispute_with_a_proposal(folder, records, site, capsys):
    figure = of(records, "2022-11-10")["tanks"]
    of(records, "2022-11-10")["tanks"] = figure + 40
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)))
    assert status == 1
    (dispute,) = told["disputes"]
    assert (dispute["report_date"], dispute["category_id"]) == ("2022-11-10", "tanks")
    assert dispute["said"]["lod_db"] == figure + 40
    assert dispute["proposal"]["cumulative"] == figure
    assert "printed is" in dispute["proposal"]["evidence"]
    assert told["adjudicated"] == 0
    decided = {(str(r["report_date"]), r["category_id"]) for r in open_package(folder).rows("adjudications")}
    assert ("2022-11-10", "tanks") not in decided
    assert "open_dispute" in errors(folder)


def test_adjudicate_writes_what_the_rule_decides_now_or_later(folder, records, site, capsys):
    figure = of(records, "2022-11-10")["tanks"]
    of(records, "2022-11-10")["tanks"] = figure + 40
    address = site.serve(f"/{FILE}", dump(records))
    assert run_import(folder, "lod_db", address) == 1
    assert "(proposed, --adjudicate takes it)" in capsys.readouterr().out
    assert run_import(folder, "lod_db", address, "--adjudicate") == 0
    assert f"{figure} (taken)" in capsys.readouterr().out
    rows = open_package(folder).rows("adjudications")
    (row,) = (r for r in rows if (str(r["report_date"]), r["category_id"]) == ("2022-11-10", "tanks"))
    assert (row["cumulative"], row["decided_by"], str(row["decided_on"])) == (figure, "rule", TODAY)
    assert open_package(folder).rows("losses")
    assert "open_dispute" not in errors(folder)


def test_what_the_rule_cannot_decide_stays_open_with_adjudicate_too(folder, records, site, capsys):
    of(records, "2022-11-14")["tanks"] += 1
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)), "--adjudicate")
    assert status == 1
    assert [d["proposal"] for d in told["disputes"]] == [None]
    assert run_import(folder, "lod_db", f"{site.address}/{FILE}") == 1
    assert "the rule does not decide; the reports around it: 2840 on 2022-11-13" in capsys.readouterr().out


def test_a_decision_on_changed_figures_is_to_be_looked_at_again_and_stands(folder, records, site, capsys):
    of(records, "2022-11-06")["unarmoredVehicles"] = 4191
    before = open_package(folder).rows("adjudications")
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)))
    assert (status, told["reconsider"]) == (0, [])
    of(records, "2022-11-06")["unarmoredVehicles"] = 4100
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)))
    assert status == 1
    assert [(r["category_id"], r["decided"], r["now"]) for r in told["reconsider"]] == [
        ("vehicles_fuel_tanks", 4191, [4100, 4184, 4191])
    ]
    run_import(folder, "lod_db", f"{site.address}/{FILE}")
    assert "decided  2022-11-06 vehicles_fuel_tanks: was on 4184 and 4191" in capsys.readouterr().out
    assert open_package(folder).rows("adjudications") == before


def test_a_curated_value_stands_and_the_conflict_is_listed(folder, records, site, capsys):
    of(records, "2022-11-10")["sourceUri"] = "https://example.org/elsewhere"
    before = content(folder)
    assert run_import(folder, "lod_db", site.serve(f"/{FILE}", dump(records))) == 1
    assert "conflict reports general_staff_ua, 2022-11-10: url" in capsys.readouterr().out
    assert content(folder) == before


def test_estimates_and_events_that_a_person_may_have_mended_are_never_overwritten():
    assert {"reports", "directions", "estimates", "events", "event_sources", "press_claims"} <= SHARED
    assert {"readings", "rewrites", "losses"}.isdisjoint(SHARED)


def test_a_feed_that_contradicts_itself_is_a_conflict_and_stays_one(folder, records, site, capsys):
    twin = of(records, "2022-11-10")
    records.append({**twin, "tanks": twin["tanks"] + 1})
    before = content(folder)
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)))
    assert status == 1
    assert [(c["key"][2], c["column"]) for c in told["conflicting"]] == [("tanks", "cumulative")]
    assert told["changed"] == []
    assert content(folder) == before


def test_what_a_feed_no_longer_has_is_kept_and_counted(folder, records, site, capsys):
    before = content(folder)
    assert run_import(folder, "lod_db", site.serve(f"/{FILE}", dump(records[:10]))) == 0
    assert "missing  readings: 104 rows that stand here; they are kept" in capsys.readouterr().out
    assert content(folder) == before


def test_values_that_the_tables_do_not_allow_are_refused_and_nothing_is_written(
    folder, records, site, capsys
):
    of(records, "2022-11-10")["tanks"] = -1
    of(records, "2022-11-12")["artillery"] += 1
    before = content(folder)
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)))
    assert status == 1
    assert [(f["table"], f["rule"], f["value"]) for f in told["refused"]] == [
        ("readings", "minimum", "-1"),
        ("rewrites", "minimum", "-1"),
    ]
    assert run_import(folder, "lod_db", f"{site.address}/{FILE}") == 1
    assert "nothing written: 2 of these values the tables do not allow" in capsys.readouterr().out
    assert content(folder) == before


def test_a_figure_that_breaks_a_rule_is_told(folder, records, site, capsys):
    of(records, "2022-11-14")["cannons"] = 3
    records.insert(0, {"date": "2023-01-01", "sourceUri": None, "tanks": 1})
    status, told = json_of(capsys, folder, "lod_db", site.serve(f"/{FILE}", dump(records)), "--dry-run")
    assert status == 1
    assert told["unmapped"] == [f"{FILE}, record 2: field 'cannons'"]
    assert {f["rule"] for f in told["findings"]} >= {"report_gap", "unexplained_fall"}
    run_import(folder, "lod_db", f"{site.address}/{FILE}", "--dry-run")
    assert "unmapped russian-losses.json, record 2: field 'cannons'" in capsys.readouterr().out


def test_every_feed_says_which_files_it_reads():
    for feed in FEEDS:
        importer = importer_of(feed)
        assert all(name.endswith((".csv", ".json")) for name in importer.files), feed
        assert importer.files or feed == "ucdp"
    assert len(FEEDS) >= 14


def test_feeds_of_sightings_estimates_and_events_look_things_up_in_the_package_given(real_package, capsys):
    golden = Path(__file__).parent / "golden"
    places = {
        "oryx": golden / "oryx",
        "ohchr": golden / "estimates",
        "ucdp": golden / "ucdp" / "candidate_events.csv",
    }
    for feed, place in places.items():
        status = run(["--package", str(real_package.root), "import", feed, str(place), "--dry-run", "--json"])
        told = json.loads(capsys.readouterr().out)
        assert told["feed"] == feed
        assert status in (0, 1)
        assert told["refused"] == []
        assert told["written"] == []


# --- killed midway ----------------------------------------------------------------------------------------

IMPORT = """
from wartally.cli import main
sys.addaudithook(watch)
main(sys.argv[3:])
"""


@pytest.mark.slow
def test_an_import_killed_at_any_step_leaves_the_package_as_it_was_or_as_it_will_be(
    folder, records, tmp_path
):
    of(records, "2022-11-10")["tanks"] += 40
    file = tmp_path / FILE
    file.write_bytes(dump(records))
    arguments = ["import", "lod_db", str(file), "--adjudicate", "--today", TODAY]
    before = content(folder)
    outcomes: list[dict[str, bytes]] = []
    for steps in range(0, 60, 6):
        root = Path(shutil.copytree(folder, tmp_path / "killed"))
        command = [
            sys.executable,
            "-c",
            KILLER + IMPORT,
            str(root),
            str(steps),
            "--package",
            str(root),
            *arguments,
        ]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        status = subprocess.run(command, check=False, env=environment, capture_output=True).returncode
        assert run(["--package", str(root), "sync", "--check"]) == 0
        found = content(root)
        outcomes.append(found)
        shutil.rmtree(root)
        if status != KILLED:
            break
    after = outcomes[-1]
    assert after != before
    assert all(found in (before, after) for found in outcomes)
    assert outcomes.index(after) not in (0, len(outcomes) - 1)
