"""The importers of estimates: on their golden folder, on changed shapes, and against the committed tables."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from wartally.csvform import canonical, from_cell
from wartally.errors import SourceError
from wartally.importers import economist, mediazona, ohchr, ru_mod, uk_mod
from wartally.importers.estimates import Figures, estimate, phrase, published, source_ids
from wartally.importers.feed import csv_records
from wartally.schema import table_schema

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "estimates"
UPSTREAM = ROOT.parent / "shared" / "upstream" / "estimates"
READERS = {"economist": economist, "uk_mod": uk_mod, "ohchr": ohchr, "mediazona": mediazona}
beside = pytest.mark.skipif(
    not UPSTREAM.is_dir(), reason="the collected estimates do not lie beside the repository"
)


def schema_of(table):
    return table_schema(
        yaml.safe_load((ROOT / "schemas" / f"{table}.yaml").read_text(encoding="utf-8")), table
    )


def rows_of(table):
    kinds = {f.name: f.type for f in schema_of(table).fields}
    records = csv_records(ROOT / "data" / f"{table}.csv")
    return [{name: from_cell(text, kinds[name]) for name, text in record.items()} for record in records]


@pytest.fixture(scope="module")
def sources():
    return source_ids(rows_of("sources"))


def golden_copy(folder):
    for file in GOLDEN.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def brief(row):
    figures = (row["low"], row["best"], row["high"], row["qualifier"])
    return (row["estimate_id"], row["as_of_precision"], row["published_on"], *figures)


def test_the_economists_rows_are_read_and_duplicates_left_out(sources):
    read = economist.read(GOLDEN, sources)
    assert [brief(row) for row in read.rows["estimates"]] == [
        ("2024_02_06_ualosses_ua_killed", "day", None, 42152, None, None, "at_least"),
        ("2024_06_21_mediazona_meduza_ru_killed", "day", None, 106000, 120000, 140000, "about"),
        ("2025_03_20_mod_uk_ru_killed", "day", date(2025, 3, 20), 200000, None, 250000, "about"),
        ("2025_12_31_csis_ru_killed", "month", None, 275000, None, 325000, "about"),
    ]
    assert read.ignored == {
        "duplicate: 2022-07-20 CIA russia casualties": 1,
        "a running sum of the UK ministry's monthly figures": 1,
    }
    assert len(read.unmapped) == 20
    assert all("no longer in the file" in line for line in read.unmapped)


def test_the_uk_ministrys_months_rest_on_the_general_staff(sources):
    read = uk_mod.read(GOLDEN, sources)
    rows = read.rows["estimates"]
    assert [(r["period_start"], r["period_end"], r["best"]) for r in rows] == [
        (date(2022, 3, 1), date(2022, 3, 31), 11966),
        (date(2022, 4, 1), date(2022, 4, 30), 5790),
    ]
    assert {(r["rests_on_series"], r["cumulative"], r["published_on"]) for r in rows} == {
        ("general_staff_ua", False, date(2025, 1, 7))
    }


def test_the_un_counts_keep_their_vintage(sources):
    read = ohchr.read(GOLDEN, sources)
    rows = {row["estimate_id"]: row for row in read.rows["estimates"]}
    assert len(rows) == 6 + 3
    assert read.ignored == {"a total without an address": 1}
    assert {row["population"] for row in rows.values()} == {"civilian"}
    february = rows["2023_03_05_ohchr_ua_killed_civilian_in_2022_02"]
    assert (february["low"], february["period_start"], february["period_end"]) == (
        358,
        date(2022, 2, 24),
        date(2022, 2, 28),
    )
    assert (february["as_of"], february["published_on"]) == (date(2023, 3, 5), date(2023, 3, 6))
    assert rows["2024_08_31_ohchr_ua_killed_civilian"]["as_of_precision"] == "month"


def test_deaths_confirmed_by_name_are_counts_only(sources):
    read = mediazona.read(GOLDEN, sources)
    assert [brief(row) for row in read.rows["estimates"]] == [
        ("2022_09_21_mediazona_bbc_ru_killed", "day", None, None, 6600, None, "about"),
        ("2023_06_30_mediazona_bbc_ru_killed", "month", None, 26801, None, None, "at_least"),
        ("2026_02_24_mediazona_bbc_ru_killed", "day", None, 200000, None, None, "more_than"),
    ]
    first, swapped = read.rows["weekly_deaths"]
    assert (first["week_start"], first["confirmed_deaths"], first["note"]) == (date(2022, 2, 21), 427, None)
    assert swapped["estimated_low"] < swapped["estimated_deaths"] < swapped["estimated_high"]
    assert swapped["note"]


def test_the_russian_ministrys_headings_are_its_own():
    read = ru_mod.read(GOLDEN)
    categories = {row["category_id"] for row in read.rows["readings"]}
    assert {"tanks_and_armoured_vehicles", "uav_all_classes", "sam_systems"} <= categories
    assert not categories & {"tanks", "uav", "air_defence", "artillery", "special_equipment"}
    assert [row["report_date"] for row in read.rows["reports"]] == [date(2022, 4, 10), date(2023, 12, 20)]
    assert sum(read.ignored.values()) == 4
    assert len(read.rows["readings"]) == 8 + 2


@pytest.mark.parametrize(
    ("reader", "file", "before", "after", "said"),
    [
        ("economist", "economist_estimates.csv", "20/07/2022", "2022-07-20", "day/month/year"),
        ("economist", "economist_estimates.csv", "20/07/2022", "31/02/2022", "day/month/year"),
        ("economist", "economist_estimates.csv", ",200000,", ',"20,0000",', "not a whole number"),
        ("economist", "economist_estimates.csv", ",casualties,", ",injuries,", "not a code"),
        ("uk_mod", "economist_ukmod_monthly.csv", "march", "marsh", "not the name of a month"),
        ("uk_mod", "economist_ukmod_monthly.csv", "386", "387", "do not add up"),
        ("uk_mod", "economist_ukmod_monthly.csv", ",31,", ",30,", "do not fit the month"),
        ("ohchr", "ohchr_civilian_cumulative.csv", "2022-11-06", "6 Nov", "not a date"),
        ("ohchr", "ohchr_civilian_monthly_vintage_2023-03-05.csv", "2022-02 (24-28)", "Feb", "not a month"),
        ("mediazona", "mediazona_bbc_confirmed_cumulative.csv", "26801", "", "no count"),
        (
            "mediazona",
            "mediazona_bbc_weekly_by_date_of_death.csv",
            "2022-02-21",
            "2022-02-22",
            "not the Monday",
        ),
        (
            "mediazona",
            "mediazona_bbc_weekly_by_date_of_death.csv",
            "456.1974551665733",
            "many",
            "not a number",
        ),
    ],
)
def test_a_changed_shape_is_refused(tmp_path, sources, reader, file, before, after, said):
    changed = golden_copy(tmp_path) / file
    text = changed.read_text(encoding="utf-8")
    assert before in text
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        READERS[reader].read(tmp_path, sources)


def test_an_unknown_label_note_or_address_is_unmapped(tmp_path, sources):
    copy = golden_copy(tmp_path)
    file = copy / "economist_estimates.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("UAlosses", "Somebody"), encoding="utf-8")
    assert "source 'Somebody'" in economist.read(copy, sources).unmapped
    file = copy / "mediazona_bbc_confirmed_cumulative.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("approx. as quoted", "perhaps"), encoding="utf-8"
    )
    assert any("note 'perhaps'" in line for line in mediazona.read(copy, sources).unmapped)
    assert len(uk_mod.read(copy, {}).unmapped) == 1
    assert any(line.startswith("address") for line in ohchr.read(copy, {}).unmapped)


def test_a_rounded_or_odd_cell_of_the_russian_ministry_is_no_figure(tmp_path):
    file = golden_copy(tmp_path) / "ru_mod_claims_on_ukraine_equipment.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("127,98", "a few,98"), encoding="utf-8")
    with pytest.raises(SourceError, match="aircraft is 'a few'"):
        ru_mod.read(file)


def test_addresses_tell_when_they_were_published():
    assert published("https://x.com/DefenceHQ/status/1902662502334259284") == date(2025, 3, 20)
    assert published("https://www.nytimes.com/2022/08/11/us/politics/x.html") == date(2022, 8, 11)
    assert published("https://www.reuters.com/world/x-2022-04-16/") == date(2022, 4, 16)
    assert published("https://www.csis.org/analysis/x") is None


def test_figures_in_words_and_columns_are_closed():
    assert (
        phrase(Figures(7000, None, 15000, "about"), "RU", "killed")
        == "7,000 to 15,000 Russian soldiers killed."
    )
    assert phrase(Figures(350000, None, None, "at_least"), "RU", "killed_wounded").startswith(
        "At least 350,000"
    )
    with pytest.raises(TypeError, match="no column 'deaths'"):
        estimate(Figures(1, None, None, "at_least"), as_of=date(2022, 3, 1), deaths=1)


@beside
@pytest.mark.parametrize("reader", READERS)
def test_the_committed_estimates_are_what_the_importers_read(reader, sources):
    read = READERS[reader].read(UPSTREAM, sources)
    assert read.unmapped == ()
    committed = {row["estimate_id"]: row for row in rows_of("estimates")}
    rows = read.rows["estimates"]
    assert len(rows) >= 13
    assert [row for row in rows if committed.get(row["estimate_id"]) != row] == []


@beside
def test_the_committed_weeks_are_what_the_importer_reads(sources):
    rows = mediazona.read(UPSTREAM, sources).rows["weekly_deaths"]
    assert canonical(schema_of("weekly_deaths"), rows) == (ROOT / "data" / "weekly_deaths.csv").read_bytes()


@beside
def test_the_committed_claims_of_the_russian_ministry_are_what_the_importer_reads():
    read = ru_mod.read(UPSTREAM)
    for table in ("reports", "readings"):
        ours = [row for row in rows_of(table) if row["series_id"] == ru_mod.SERIES]
        wanted = sorted(map(repr, (list(row.items()) for row in read.rows[table])))
        assert sorted(map(repr, (list(row.items()) for row in ours))) == wanted


def test_each_side_has_the_generals_estimate_of_9_november_2022():
    said = [
        row
        for row in rows_of("estimates")
        if row["claimant_id"] == "us_joint_chiefs_chairman" and row["population"] == "military"
    ]
    assert [(r["as_of"], r["subject_side"], r["measure"], r["low"], r["qualifier"]) for r in said] == [
        (date(2022, 11, 9), "RU", "killed_wounded", 100000, "more_than"),
        (date(2022, 11, 9), "UA", "killed_wounded", 100000, "more_than"),
    ]


def test_every_estimate_leads_to_an_address(sources):
    known = set(sources.values())
    rows = rows_of("estimates")
    assert len(rows) == 251
    assert {row["source_id"] for row in rows} <= known
