"""`wartally import` from a path and from an address: what is listed, what is written, what stops it."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests import web
from tests.test_write_set import KILLED, KILLER
from tests.workbench import SERIES
from wartally.cli import run
from wartally.errors import BadArgument, SourceError
from wartally.importers import FEEDS, fetch, importer_of, lod_db, petroivaniuk
from wartally.importers.fetch import Limits, addresses
from wartally.importers.merge import SHARED
from wartally.package import open_package
from wartally.validation import engines
from wartally.validation.findings import ERROR

TODAY = "2026-12-01"
FILE = "russian-losses.json"
SOURCE = Path(__file__).parents[1] / "src"


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with web.running() as running:
        yield running


def exported(folder, transcription, names):
    """The records of one of the package's transcriptions as its feed has them."""
    package = open_package(folder)
    upstream = {category: name for name, category in names.items()}
    urls = {r["report_date"]: r["url"] for r in package.rows("reports") if r["series_id"] == SERIES}
    records = {}
    for row in package.rows("readings"):
        if row["series_id"] == SERIES and row["transcription_id"] == transcription:
            record = records.setdefault(row["report_date"], {"date": row["report_date"].isoformat()})
            record[upstream[row["category_id"]]] = row["cumulative"]
    return records, urls


@pytest.fixture
def records(folder):
    """What lod-db's feed would be if it held what the small package has of it."""
    found, urls = exported(folder, "lod_db", lod_db.CATEGORY_OF)
    return [record | {"sourceUri": urls[day]} for day, record in sorted(found.items(), reverse=True)]


def of(records, day):
    return next(record for record in records if record["date"] == day)


def dump(content):
    return json.dumps(content).encode()


def run_import(folder, *arguments):
    return run(["--package", str(folder), "import", *map(str, arguments), "--today", TODAY])


def json_of(capsys, folder, *arguments):
    status = run_import(folder, *arguments, "--json")
    return status, json.loads(capsys.readouterr().out)


def content(folder):
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def errors(folder):
    findings = engines.validate(open_package(folder), today=date.fromisoformat(TODAY)).findings
    return {f.rule for f in findings if f.severity == ERROR}


def reading(folder, day, category, transcription="lod_db"):
    return next(
        r["cumulative"]
        for r in open_package(folder).rows("readings")
        if (str(r["report_date"]), r["category_id"], r["transcription_id"]) == (day, category, transcription)
    )


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
    assert {"reports", "directions", "estimates", "events", "event_sources"} == SHARED


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


# --- what can go wrong on the way -------------------------------------------------------------------------


def bad_answers(site, records):
    """Each way in which an answer can be bad: its address, and what is said of it."""
    good, path = dump(records), f"/{FILE}"
    headers = {"Content_Length": "", "Connection": "close"}
    yield site.status(path, 404), "the server answers 404 Not Found"
    yield site.status(path, 500), "the server answers 500 Internal Server Error"
    yield site.status(path, 204), "the server answers 204 No Content, not 200"
    yield site.status(path, 599), "the server answers 599"
    yield site.never(path), "no answer within 0.3 seconds"
    yield site.cut_short(path, good[:500], len(good)), f"breaks off after 500 of {len(good)} bytes"
    yield site.serve(path, good[:500], **headers), "it ends in mid-line"
    yield site.serve(path, b"<!DOCTYPE html><html>"), "is a web page, not the JSON file"
    yield site.serve(path, b"\xef\xbb\xbf\n <?xml version='1.0'?>"), "is a web page, not the JSON file"
    yield site.serve(path, b""), "the answer is empty"
    yield site.serve(path, b"date,tanks\n2022-11-11,1\n"), "is not a JSON file; it begins with 'date,tanks"
    yield (
        site.serve(path, good.decode().replace("2022", "років").encode("cp1251")),
        "is not UTF-8 text (line 1",
    )
    yield site.serve(path, good.decode().encode("utf-16")), "is not UTF-8 text"
    yield site.serve(path, gzip.compress(good)[:300], Content_Encoding="gzip"), "the packed answer breaks off"
    yield site.serve(path, good, Content_Encoding="gzip"), "says it is packed with gzip, but is not"
    yield site.serve(path, good, Content_Encoding="br"), "is packed as br"
    yield site.serve(path, dump({"message": "moved"})), "is not a list of records"
    yield site.serve(path, b"[]"), "holds nothing for us"
    yield site.serve(path, dump([{"date": "14.11.2022", "sourceUri": ""}])), "not a date written YYYY-MM-DD"
    yield site.redirect(path, path), "its redirects go in a circle"
    yield site.redirect(path, "file:///etc/hostname"), "which is not a web address"
    yield site.redirect(path, ""), "the server answers 302 Found"


def test_every_bad_answer_is_told_in_a_sentence_and_nothing_is_written(folder, records, site, capsys):
    before = content(folder)
    told = []
    for address, message in bad_answers(site, records):
        assert run_import(folder, "lod_db", address, "--timeout", "0.3") == 2, message
        error = capsys.readouterr().err
        assert message in error
        assert address in error
        assert error.startswith("wartally: ")
        assert error.count("\n") == 1
        told.append(error)
    assert content(folder) == before
    assert len(told) == 22


def test_redirects_are_followed_so_far_and_no_further(folder, records, site, capsys):
    target = site.serve("/new.json", dump(records))
    assert run_import(folder, "lod_db", site.redirect("/old", target, 301)) == 0
    for step in range(6):
        site.redirect(f"/step{step}", f"/step{step + 1}", 307)
    site.serve("/step6", dump(records))
    assert run_import(folder, "lod_db", f"{site.address}/step1") == 0
    capsys.readouterr()
    assert run_import(folder, "lod_db", f"{site.address}/step0") == 2
    assert "leads on more than 5 times" in capsys.readouterr().err


def test_a_redirect_never_leaves_protection():
    class Answer:
        headers = {"Location": "http://example.org/data.json"}  # noqa: RUF012 - stands in for an error of urllib's

    with pytest.raises(SourceError, match="not protected"):
        fetch._next_address(["https://example.org/data.json"], Answer(), Limits())  # type: ignore[arg-type]


def test_a_packed_answer_is_unpacked_and_chunks_are_joined(folder, records, site):
    packed = site.serve("/packed.json", gzip.compress(dump(records)), Content_Encoding="gzip")
    assert run_import(folder, "lod_db", packed) == 0

    def chunked(handler):
        handler.protocol_version = "HTTP/1.1"
        web.send(handler, 200, b"", Content_Length="", Transfer_Encoding="chunked", Connection="close")
        for part in (dump(records)[:100], dump(records)[100:], b""):
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    assert run_import(folder, "lod_db", site.answer("/chunked.json", chunked)) == 0


def test_chunks_that_break_off_are_told(site, records):
    def cut(handler):
        handler.protocol_version = "HTTP/1.1"
        web.send(handler, 200, b"", Content_Length="", Transfer_Encoding="chunked", Connection="close")
        handler.wfile.write(b"ff\r\n[]")

    with pytest.raises(SourceError, match="breaks off"):
        fetch.fetch(site.answer("/cut.json", cut))


def test_an_answer_that_is_too_large_or_too_slow_is_not_waited_for(site):
    large = site.serve("/large", b"x" * 2000)
    with pytest.raises(SourceError, match="is larger than 1,000 bytes"):
        fetch.fetch(large, Limits(size_bytes=1000))
    unannounced = site.serve("/long", b"x" * 2000, Content_Length="", Connection="close")
    with pytest.raises(SourceError, match="is larger than 1,000 bytes"):
        fetch.fetch(unannounced, Limits(size_bytes=1000))
    bomb = site.serve("/bomb", gzip.compress(b"0" * 10**6), Content_Encoding="gzip")
    with pytest.raises(SourceError, match="unpacks to more than 100,000 bytes"):
        fetch.fetch(bomb, Limits(size_bytes=100_000))
    with pytest.raises(SourceError, match=r"was not there after 0\.2 seconds"):
        fetch.fetch(site.drip("/slow", 0.02), Limits(total_seconds=0.2))


def test_nobody_there_and_addresses_that_are_none(folder, site, capsys):
    closed = site.address
    for address, message in (
        (f"{closed}:1/x.json", "cannot be reached"),
        ("ftp://example.org/x.json", "only addresses that begin with http"),
        ("http://exa mple.org/x.json", "cannot be reached"),
        ("no/such/folder", "there is no such file or folder"),
    ):
        assert run_import(folder, "lod_db", address) == 2
        assert message in capsys.readouterr().err


# --- feeds of several files -------------------------------------------------------------------------------


@pytest.fixture
def pair(folder):
    """The two files of petroivaniuk's feed as the small package has them."""
    names = {k: v for k, v in petroivaniuk.CATEGORY_OF.items() if k not in ("military auto", "fuel tank")}
    found, _ = exported(folder, "petroivaniuk", names)
    personnel, equipment = [], []
    for number, (day, record) in enumerate(sorted(found.items()), start=247):
        del day
        figure = record.pop("personnel")
        fields = {"date": record["date"], "day": number}
        personnel.append({**fields, "personnel": figure, "personnel*": "about"})
        equipment.append({**fields, **record})
    return {petroivaniuk.PERSONNEL_FILE: dump(personnel), petroivaniuk.EQUIPMENT_FILE: dump(equipment)}


def test_a_feed_of_two_files_is_fetched_from_its_folder_or_from_either_file(folder, pair, site):
    for name, text in pair.items():
        site.serve(f"/data/{name}", text)
    for place in ("/data", "/data/", *(f"/data/{name}" for name in pair)):
        site.asked.clear()
        assert run_import(folder, "petroivaniuk", site.address + place) == 0
        assert sorted(site.asked) == sorted(f"/data/{name}" for name in pair)


def test_a_feed_of_two_files_is_read_from_the_path_of_either(folder, pair, tmp_path):
    place = tmp_path / "feed"
    place.mkdir()
    for name, text in pair.items():
        (place / name).write_bytes(text)
    for path in (place, *(place / name for name in pair)):
        assert run_import(folder, "petroivaniuk", path) == 0


def test_one_bad_file_of_two_stops_the_import(folder, pair, site, capsys):
    before = content(folder)
    site.serve(f"/data/{petroivaniuk.PERSONNEL_FILE}", pair[petroivaniuk.PERSONNEL_FILE])
    assert run_import(folder, "petroivaniuk", f"{site.address}/data") == 2
    assert f"/data/{petroivaniuk.EQUIPMENT_FILE}: the server answers 404" in capsys.readouterr().err
    site.serve(f"/data/{petroivaniuk.EQUIPMENT_FILE}", b'[{"day": 1}]')
    assert run_import(folder, "petroivaniuk", f"{site.address}/data") == 2
    assert "the field 'date' is missing" in capsys.readouterr().err
    assert content(folder) == before


def test_an_error_in_a_fetched_file_names_its_address(folder, pair, site, capsys):
    site.serve(f"/data/{petroivaniuk.PERSONNEL_FILE}", b"[1, 2]")
    site.serve(f"/data/{petroivaniuk.EQUIPMENT_FILE}", pair[petroivaniuk.EQUIPMENT_FILE])
    assert run_import(folder, "petroivaniuk", f"{site.address}/data/") == 2
    error = capsys.readouterr().err
    assert f"{site.address}/data/{petroivaniuk.PERSONNEL_FILE}: is not a list of records" in error


def test_a_file_that_a_feed_does_not_read_is_not_fetched(folder, site, capsys):
    assert run_import(folder, "petroivaniuk", f"{site.address}/data/other.json") == 2
    assert (
        "this feed reads russia_losses_personnel.json and russia_losses_equipment.json"
        in capsys.readouterr().err
    )
    assert site.asked == []


def test_addresses_of_files():
    two = ("a.csv", "b.csv")
    assert addresses(two, "https://h/d") == {"a.csv": "https://h/d/a.csv", "b.csv": "https://h/d/b.csv"}
    assert addresses(two, "https://h") == {"a.csv": "https://h/a.csv", "b.csv": "https://h/b.csv"}
    assert addresses(("a.csv",), "https://h/d/") == {"a.csv": "https://h/d/a.csv"}
    assert addresses(("a.csv",), "https://h/export?x=1") == {"a.csv": "https://h/export?x=1"}
    with pytest.raises(BadArgument, match=r"reads a\.csv and b\.csv"):
        addresses(two, "https://h/d/c.csv")


def test_every_feed_says_which_files_it_reads():
    for feed in FEEDS:
        importer = importer_of(feed)
        assert all(name.endswith((".csv", ".json")) for name in importer.files), feed
        assert importer.files or feed == "ucdp"
    assert len(FEEDS) >= 13


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
    outcomes = []
    for steps in range(0, 60, 3):
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
