"""Oryx's item lists: strict reading, the mapping data, and what a newer copy changes."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from wartally.csvform import canonical, from_cell
from wartally.errors import SourceError
from wartally.importers import oryx
from wartally.importers.feed import Feed, csv_records
from wartally.importers.sightings import plan
from wartally.schema import table_schema

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "oryx"
UPSTREAM = ROOT.parent / "shared" / "upstream" / "oryx"
SEEN_ON = date(2025, 8, 1)
COLUMNS = (
    "sighting_id",
    "side",
    "category_id",
    "equipment_type",
    "model",
    "origin_country",
    "status",
    "evidence_url",
    "recorded_on",
    "recorded_in_batch",
)


def schema_of(table):
    return table_schema(
        yaml.safe_load((ROOT / "schemas" / f"{table}.yaml").read_text(encoding="utf-8")), table
    )


def rows_of(table, limit=None):
    kinds = {f.name: f.type for f in schema_of(table).fields}
    rows = []
    for record in csv_records(ROOT / "data" / f"{table}.csv"):
        rows.append({name: from_cell(text, kinds[name]) for name, text in record.items()})
        if len(rows) == limit:
            break
    return rows


@pytest.fixture(scope="module")
def mapping():
    return oryx.model_map(rows_of("equipment_models"), rows_of("equipment_types"))


@pytest.fixture(scope="module")
def table():
    return rows_of("sightings", limit=500)


def copy_of(rows):
    return Feed("oryx", {"sightings": [dict(row) for row in rows]})


def by_id(rows):
    return {row["sighting_id"]: row for row in rows}


def test_golden_folder_gives_the_expected_rows(mapping):
    expected = yaml.safe_load((GOLDEN / "expected.yaml").read_text(encoding="utf-8"))
    read = oryx.read(GOLDEN, mapping)
    assert read.unmapped == ()
    assert read.ignored == expected["ignored"]
    found = [
        [row[c].isoformat() if c == "recorded_on" else row[c] for c in COLUMNS]
        for row in read.rows["sightings"]
    ]
    assert found == expected["sightings"]
    assert len(found) == 16


def golden_copy(folder):
    for file in GOLDEN.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("7-3174", "7-31745678-9", "not two numbers"),
        ("7-4308354", "7-3174", "was there before"),
        ("2022-05-27", "27.05.2022", "not a date"),
        ("Russia,Russia,(Unknown) truck", "Belarus,Russia,(Unknown) truck", "country is 'Belarus'"),
        ("truck,abandoned", "truck,lost", "status is 'lost'"),
        ("https://i.postimg.cc/prhtMJt6/gg4.jpg", "see below", "not an address"),
        (
            "https://i.postimg.cc/prhtMJt6/gg4.jpg",
            "https://i.postimg.cc/prhtMJt6/gg4.jpg and more",
            "not one address",
        ),
        ("matID", "number", "'matID' is missing"),
    ],
)
def test_a_changed_shape_is_refused(tmp_path, mapping, before, after, said):
    file = golden_copy(tmp_path) / "event_abandoned.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        oryx.read(tmp_path, mapping)


def test_an_unknown_model_and_an_unknown_column_are_unmapped(tmp_path, mapping):
    file = golden_copy(tmp_path) / "event_abandoned.csv"
    text = file.read_text(encoding="utf-8").replace("(Unknown) truck", "Flying carpet").replace("\n", ",x\n")
    file.write_text(text.replace("matID,x", "matID,extra"), encoding="utf-8")
    read = oryx.read(tmp_path, mapping)
    assert read.unmapped == ("model 'Flying carpet'", "field 'extra'")
    assert by_id(read.rows["sightings"])["oryx_7_3174"]["equipment_type"] is None


def test_the_mapping_data_is_complete(mapping):
    assert len(mapping.type_of) > 1000
    assert len(mapping.category_of) == 31
    assert set(mapping.type_of.values()) - {None} <= set(mapping.category_of)


@pytest.mark.skipif(not UPSTREAM.is_dir(), reason="the item lists do not lie beside the repository")
def test_the_committed_table_is_what_the_importer_reads(mapping):
    read = oryx.read(UPSTREAM, mapping)
    assert read.unmapped == ()
    written = canonical(schema_of("sightings"), read.rows["sightings"])
    assert written == (ROOT / "data" / "sightings.csv").read_bytes()


def newer(table):
    """A copy with 50 new items, 10 changed and 3 gone."""
    fresh = [
        {
            **row,
            "sighting_id": f"oryx_9_{n}",
            "evidence_url": f"https://example.org/{n}.jpg",
            "recorded_on": SEEN_ON,
        }
        for n, row in enumerate(table[:50])
    ]
    rows = [dict(row) for row in table[3:]]
    for row in rows[:5]:
        row["evidence_url"] += "?again"
    for row in rows[5:8]:
        row["status"] = "captured" if row["status"] != "captured" else "destroyed"
    for row in rows[8:10]:
        row["origin_country"], row["model"] = "Elsewhere", None
    return rows + fresh


def test_a_newer_copy_changes_exactly_what_it_changes(table):
    copy = newer(table)
    made = plan(table, copy_of(copy), SEEN_ON)
    assert {row["sighting_id"] for row in made.new} == {f"oryx_9_{n}" for n in range(50)}
    assert {c.after["sighting_id"] for c in made.changed} == {row["sighting_id"] for row in table[3:13]}
    assert {row["sighting_id"] for row in made.gone} == {row["sighting_id"] for row in table[:3]}
    assert {row["withdrawn_on"] for row in made.gone} == {SEEN_ON}
    assert made.same == 487
    after = by_id(made.rows)
    assert len(after) == len(made.rows) == 550
    touched = {row["sighting_id"] for row in table[:13]}
    assert all(after[row["sighting_id"]] == row for row in table if row["sighting_id"] not in touched)


def test_a_second_run_changes_nothing(table):
    copy = newer(table)
    once = plan(table, copy_of(copy), SEEN_ON)
    twice = plan(once.rows, copy_of(copy), date(2025, 9, 1))
    assert not twice.writes
    assert by_id(twice.rows) == by_id(once.rows)
    assert once.writes
    assert once.as_json()["gone"] == [row["sighting_id"] for row in once.gone]


def test_a_copy_that_numbers_its_items_anew_changes_nothing(table):
    rows = [{**row, "sighting_id": f"oryx_7_{n}"} for n, row in enumerate(reversed(table))]
    made = plan(table, copy_of(rows), SEEN_ON)
    assert not made.writes
    assert by_id(made.rows) == by_id(table)


def test_a_renumbered_copy_is_compared_by_content_and_new_items_get_free_identifiers(table):
    seen = Counter(row["evidence_url"] for row in table)
    first, second = [row for row in table if seen[row["evidence_url"]] == 1][:2]
    shifted = [table[-1]["sighting_id"], *(row["sighting_id"] for row in table[:-1])]
    rows = [{**row, "sighting_id": number} for row, number in zip(table, shifted, strict=True)]
    gone, changed = rows.pop(table.index(first)), rows[table.index(second) - 1]
    changed["status"] = "captured" if changed["status"] != "captured" else "destroyed"
    rows.append({**gone, "evidence_url": "https://example.org/new.jpg", "model": "Something else"})
    made = plan(table, copy_of(rows), SEEN_ON)
    assert [row["sighting_id"] for row in made.gone] == [first["sighting_id"]]
    assert [c.before["sighting_id"] for c in made.changed] == [second["sighting_id"]]
    assert [c.columns for c in made.changed] == [("status",)]
    assert [row["sighting_id"] for row in made.new] == [f"{gone['sighting_id']}_2"]


def test_an_item_that_comes_back_loses_its_tombstone(table):
    without = plan(table, copy_of(table[1:]), SEEN_ON)
    back = plan(without.rows, copy_of(table), date(2025, 9, 1))
    assert [c.columns for c in back.changed] == [("withdrawn_on",)]
    assert not back.new
    assert not back.gone
    assert by_id(back.rows) == by_id(table)


def test_two_equal_rows_stay_two_and_a_third_is_new(table):
    pair = [{**table[0], "sighting_id": "oryx_1_1"}, {**table[0], "sighting_id": "oryx_1_2"}]
    assert plan(pair, copy_of(pair), SEEN_ON).same == 2
    third = {**table[0], "sighting_id": "oryx_1_3"}
    assert [row["sighting_id"] for row in plan(pair, copy_of([*pair, third]), SEEN_ON).new] == ["oryx_1_3"]


def test_a_remapped_model_is_a_change(table):
    rows = [dict(row) for row in table]
    rows[0] |= {"equipment_type": "trains", "category_id": None}
    made = plan(table, copy_of(rows), SEEN_ON)
    assert [set(c.columns) for c in made.changed] == [{"equipment_type", "category_id"}]
    assert replace(made, rows=[]).tables == {"sightings": []}


def test_no_private_account_is_named():
    addresses = [row["evidence_url"] for row in rows_of("sightings")]
    posts = [a.split("/")[3] for a in addresses if a.startswith(("https://twitter.com/", "https://x.com/"))]
    assert len(addresses) == 37505
    assert len(posts) > 3000
    assert set(posts) <= oryx.PUBLIC_ACCOUNTS | {"i"}
