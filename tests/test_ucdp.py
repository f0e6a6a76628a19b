"""UCDP candidate events become rows of ours, and nothing of the sources' wording comes along."""

import csv
from pathlib import Path

import pytest
import yaml

from wartally.csvform import canonical
from wartally.errors import SourceError
from wartally.importers import ucdp
from wartally.schema import table_schema

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "ucdp"
EVENTS = GOLDEN / "candidate_events.csv"
PLACES = GOLDEN / "places.csv"


@pytest.fixture(scope="module")
def rows():
    with EVENTS.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def read_one(rows, tmp_path):
    """Reads the first golden row with some fields changed."""

    def read(**changes):
        path = tmp_path / "events.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            row = {**rows[0], **changes}
            writer = csv.DictWriter(handle, list(row))
            writer.writeheader()
            writer.writerow(row)
        return ucdp.read(path, PLACES)

    return read


def test_golden_rows():
    feed = ucdp.read(EVENTS, PLACES)
    schema = table_schema(yaml.safe_load((ROOT / "schemas" / "events.yaml").read_text(encoding="utf-8")))
    assert canonical(schema, feed.rows["events"]) == (GOLDEN / "events.csv").read_bytes()
    assert feed.unmapped == ()
    assert len(feed.rows["events"]) == 9


def test_every_event_rests_on_ucdp():
    feed = ucdp.read(EVENTS, PLACES)
    assert {row["event_id"] for row in feed.rows["event_sources"]} == {
        row["event_id"] for row in feed.rows["events"]
    }
    assert {(row["source_id"], row["role"]) for row in feed.rows["event_sources"]} == {(ucdp.SOURCE, "basis")}


def test_wording_of_sources_stays_out(read_one):
    feed = read_one(
        source_headline="HEADLINE", source_original="A PERSON", where_description="POSITION OF A UNIT"
    )
    text = str(feed.rows)
    assert not any(word in text for word in ("HEADLINE", "A PERSON", "POSITION OF A UNIT"))


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("type_of_violence", "2"),
        ("where_prec", "9"),
        ("date_prec", "0"),
        ("event_clarity", "3"),
        ("country", "Atlantis"),
    ],
)
def test_undeclared_code_is_reported_and_proposes_nothing(read_one, field, code):
    feed = read_one(**{field: code})
    assert len(feed.unmapped) == 1
    assert repr(code) in feed.unmapped[0]
    assert feed.rows == {}


@pytest.mark.parametrize("changes", [{"side_b": "Martians"}, {"code_status": "Odd"}, {"new_field": "x"}])
def test_what_is_new_in_the_feed_is_reported(read_one, changes):
    assert len(read_one(**changes).unmapped) == 1


def test_place_we_lack_keeps_the_position_of_ucdp(read_one):
    feed = read_one(where_coordinates="Nowhere village")
    event = feed.rows["events"][0]
    assert feed.unmapped == ("events.csv, line 2: place 'Nowhere village' in 'Zaporizhzhya oblast'",)
    assert (event["place_id"], event["latitude"], event["longitude"]) == (
        "zaporizhzhia_oblast",
        47.498902,
        34.623017,
    )
    assert event["place_precision"] == "settlement"


def test_high_estimate_below_the_best_is_left_out(read_one):
    event = read_one(low="0", best="5", high="2").rows["events"][0]
    assert (event["deaths_low"], event["deaths_best"], event["deaths_high"]) == (0, 5, None)
    assert "(2) lies below" in event["note"]


def test_broken_file_is_refused(read_one, tmp_path):
    with pytest.raises(SourceError, match="is not a position"):
        read_one(latitude="north")
    with pytest.raises(SourceError, match="cannot be read"):
        ucdp.read(tmp_path / "absent.csv", PLACES)


def test_every_mapped_place_and_oblast_is_in_the_gazetteer():
    with (ROOT / "data" / "places.csv").open(encoding="utf-8", newline="") as handle:
        known = {row["place_id"] for row in csv.DictReader(handle)}
    declared = ucdp._declared()
    mapped = {place for places in declared["places"].values() for place in places.values()}
    assert len(mapped) > 200
    assert mapped | set(declared["oblasts"].values()) - {""} <= known
