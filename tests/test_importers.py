"""Each importer on its golden folder, on changed shapes, and (where it lies beside us) on the real feed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from wartally.csvform import canonical
from wartally.errors import SourceError
from wartally.importers import FEEDS, reader_of
from wartally.importers.merge import SHARED, Change, Plan, plan_import
from wartally.package import open_package

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
UPSTREAM = ROOT.parent / "shared" / "upstream"
FOLDERS = {
    "petroivaniuk": "petroivaniuk",
    "infographic": "infographics",
    "official_text": "report-texts",
    "lod_db": "lod-db",
    "petroivaniuk_rewrites": "petroivaniuk",
}
COLUMNS = {
    "readings": ("report_date", "category_id", "cumulative", "printed_increase"),
    "directions": ("report_date", "place_id", "position"),
    "rewrites": ("report_date", "category_id", "revision", "recorded_on", "value_before", "value_after"),
}
REPORT_COLUMNS = {
    "petroivaniuk": ("report_date", "approximate", "note"),
    "lod_db": ("report_date", "url"),
    "infographic": ("report_date", "wording"),
    "official_text": ("report_date", "wording"),
}


@pytest.mark.parametrize("feed", FOLDERS)
def test_golden_folder_gives_the_expected_rows(feed):
    expected = yaml.safe_load((GOLDEN / feed / "expected.yaml").read_text(encoding="utf-8"))
    read = reader_of(feed)(GOLDEN / feed)
    assert read.unmapped == ()
    assert read.ignored == expected.pop("ignored", {})
    assert set(read.rows) == set(expected)
    for table, rows in expected.items():
        columns = REPORT_COLUMNS[feed] if table == "reports" else COLUMNS[table]
        assert [[row[c] for c in columns] for row in read.rows[table]] == rows


def test_every_feed_of_this_file_is_registered():
    assert set(FOLDERS) <= set(FEEDS)
    assert len(FOLDERS) == 5


def copy_golden(feed, folder):
    for file in (GOLDEN / feed).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_an_unknown_field_is_unmapped_and_nothing_is_made_of_it(tmp_path):
    folder = copy_golden("petroivaniuk", tmp_path)
    file = folder / "russia_losses_equipment.json"
    records = json.loads(file.read_text(encoding="utf-8"))
    records[0]["jet packs"] = 3
    file.write_text(json.dumps(records), encoding="utf-8")
    read = reader_of("petroivaniuk")(folder)
    assert read.unmapped == ("russia_losses_equipment.json, record 1: field 'jet packs'",)
    assert len(read.rows["readings"]) == 10


def test_an_unknown_direction_is_unmapped(tmp_path):
    folder = copy_golden("petroivaniuk", tmp_path)
    file = folder / "russia_losses_equipment.json"
    file.write_text(file.read_text(encoding="utf-8").replace("Bakhmut", "Atlantis"), encoding="utf-8")
    read = reader_of("petroivaniuk")(folder)
    assert read.unmapped == ("russia_losses_equipment.json, record 3: direction 'Atlantis'",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<html>not found</html>", "is not usable JSON"),
        ('{"date": "2022-11-11"}', "is not a list of records"),
        ('[{"date": "2022-11-11"', "is not usable JSON"),
        ('[{"date": "11.11.2022", "day": 1}]', "not a date written YYYY-MM-DD"),
        ('[{"day": 1}]', "the field 'date' is missing"),
        ('[{"date": "2022-11-11", "day": 1, "tank": "many"}]', "tank is 'many', not a whole number"),
        ('[{"date": "2022-11-11", "day": 1, "tank": 2814.5}]', "tank is 2814.5, not a whole number"),
    ],
)
def test_a_changed_shape_stops_the_import_with_a_clear_message(tmp_path, content, message):
    folder = copy_golden("petroivaniuk", tmp_path)
    (folder / "russia_losses_equipment.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        reader_of("petroivaniuk")(folder)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"russian-losses\.json.*cannot be read"):
        reader_of("lod_db")(tmp_path)


@pytest.fixture(scope="module")
def package():
    return open_package(ROOT)


def plan(package, feed, rows, current=None):
    tables = {name: package.rows(name) for name in {*rows.rows, "rewrites"}}
    return plan_import(rows, current or tables, package.schemas, date(2026, 11, 22), "0123456789")


def test_golden_rows_that_stand_already_change_nothing(package):
    for feed in ("petroivaniuk", "infographic", "official_text", "petroivaniuk_rewrites"):
        result = plan(package, feed, reader_of(feed)(GOLDEN / feed))
        assert not result.changed, feed
        assert not result.new, feed


def test_a_changed_figure_is_taken_and_recorded_as_a_rewrite(package):
    read = reader_of("lod_db")(GOLDEN / "lod_db")
    row = next(r for r in read.rows["readings"] if r["report_date"] == date(2022, 11, 11))
    row["cumulative"] = 79500
    result = plan(package, "lod_db", read)
    (change,) = result.changed
    assert (change.column, change.before, change.after) == ("cumulative", "79400", "79500")
    assert {
        "transcription_id": "lod_db",
        "report_date": date(2022, 11, 11),
        "category_id": "personnel",
        "revision": "0123456789",
        "recorded_on": date(2026, 11, 22),
        "value_before": 79400,
        "value_after": 79500,
    } in result.tables["rewrites"]


def test_a_tombstone_is_told_as_gone_and_not_as_a_change():
    key = ("oryx_7_31131",)
    gone = Change("sightings", key, "withdrawn_on", "", "2026-11-22")
    altered = Change("sightings", key, "evidence_url", "https://example.org/a", "https://example.org/b")
    back = Change("sightings", key, "withdrawn_on", "2026-11-22", "")
    told = Plan("oryx", changed=[gone, altered, back]).as_json()
    assert told["gone"] == [["oryx_7_31131"]]
    assert [c["column"] for c in told["changed"]] == ["evidence_url", "withdrawn_on"]


def test_a_different_value_in_a_shared_row_is_a_conflict_and_what_stands_stays(package):
    read = reader_of("lod_db")(GOLDEN / "lod_db")
    assert "reports" in SHARED
    result = plan(package, "lod_db", read)
    assert {c.column for c in result.conflicting} == {"url"}
    assert len(result.conflicting) == 2
    assert result.tables["reports"] == package.rows("reports")


@pytest.mark.parametrize("feed", FOLDERS)
def test_the_real_feed_gives_the_data_that_is_committed(package, feed):
    folder = UPSTREAM / FOLDERS[feed]
    if not folder.is_dir():
        pytest.skip("the upstream files are not beside the repository")
    read = reader_of(feed)(folder)
    assert read.unmapped == ()
    assert sum(len(rows) for rows in read.rows.values()) > 300
    result = plan(package, feed, read)
    assert result.new == {}
    assert result.changed == []
    assert [c.key for c in result.conflicting] == (
        [("general_staff_ua", "2022-04-18")] if feed == "official_text" else []
    )


def test_the_feeds_alone_fill_the_tables_they_own(package):
    if not UPSTREAM.is_dir():
        pytest.skip("the upstream files are not beside the repository")
    tables: dict[str, list[Any]] = {n: [] for n in ("readings", "reports", "directions", "rewrites")}
    for feed, folder in FOLDERS.items():
        read = reader_of(feed)(UPSTREAM / folder)
        tables.update(plan(package, feed, read, tables).tables)
    schemas = package.schemas
    ours = "general_staff_ua"
    gs = {name: [r for r in package.rows(name) if r.get("series_id", ours) == ours] for name in tables}
    for name in ("readings", "directions", "rewrites"):
        assert canonical(schemas[name], tables[name]) == canonical(schemas[name], gs[name])
