"""For every rule in `validators/`, one way to break it on the small package.

An example changes the rows of a `Bench` and returns the row that the rule must find fault with,
or None where that row is not there. A few faults cannot be made without another: those rules are
named in `with_`, each with its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.workbench import LATE, SERIES, STRETCHES, Bench, Row

FIRST_DAY, LAST_DAY = STRETCHES[SERIES]
LATE_DAY, LATE_LAST_DAY = "2026-05-01", STRETCHES[LATE][1]
INCREASES = ("official_text", "infographic")


@dataclass(frozen=True)
class Fault:
    """The row at fault, as the rows stand when the example is done, and the rules that it breaks as well."""

    row: Row | None
    with_: tuple[tuple[str, Row], ...] = ()


Example = Callable[[Bench], Fault]
EXAMPLES: dict[str, Example] = {}


def breaks(rule: str) -> Callable[[Callable[[Bench], Fault | Row | None]], Example]:
    """Enter a function as the example for `rule`."""

    def enter(function: Callable[[Bench], Fault | Row | None]) -> Example:
        def example(work: Bench) -> Fault:
            found = function(work)
            return found if isinstance(found, Fault) else Fault(found)

        assert rule not in EXAMPLES, rule
        EXAMPLES[rule] = example
        return example

    return enter


def first(work: Bench, table: str, *wanted: Callable[[Row], bool]) -> Row:
    """The first row of a table that is as wanted."""
    return next(row for row in work.rows[table] if all(is_so(row) for is_so in wanted))


def figure(work: Bench, day: str, category: str, series: str = SERIES) -> Row:
    """The row of `losses` for a cell."""
    return work.row("losses", series_id=series, report_date=day, category_id=category)


def readings(work: Bench, day: str, category: str, series: str = SERIES) -> dict[str, Row]:
    """The readings of a cell by transcription."""
    rows = (
        r
        for r in work.rows["readings"]
        if (r["series_id"], r["report_date"], r["category_id"]) == (series, day, category)
    )
    return {row["transcription_id"]: row for row in rows}


def copied(work: Bench, table: str, row: Row, **cells: str) -> Row:
    """A copy of a row with other cells, added at the end of its table."""
    work.rows[table].append(row | cells)
    return work.rows[table][-1]


def later(day: str, days: int) -> str:
    """A day so many days after another."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


# Claimed: readings, adjudications, corrections, losses


@breaks("adjudication_applies")
def _(work: Bench) -> Row:
    row = work.row("adjudications", series_id=SERIES)
    row["lowest_reading"] = "1"
    return row


@breaks("adjudication_takes_reading")
def _(work: Bench) -> Row:
    row = work.row("adjudications", series_id=SERIES)
    row["reason"] = "undetermined"
    return row


@breaks("category_life")
def _(work: Bench) -> Row:
    row = work.row("series_categories", series_id=LATE, category_id="personnel")
    return copied(work, "series_categories", row, first_date=LATE_DAY)


@breaks("change_is_difference")
def _(work: Bench) -> Row:
    row = figure(work, LAST_DAY, "tanks")
    row["change"] = str(int(row["change"]) + 1)
    return row


@breaks("correction_applies")
def _(work: Bench) -> Row:
    (row,) = work.rows["corrections"]
    row["residual"] = str(int(row["residual"]) + 1)
    return row


@breaks("decided_in_future")
def _(work: Bench) -> Row:
    row = work.row("adjudications", series_id=SERIES)
    row["decided_on"] = "2027-01-01"
    return row


@breaks("digit_slip")
def _(work: Bench) -> Fault:
    said = readings(work, LATE_DAY, "uav", LATE)
    row, other = said["petroivaniuk_2026"], said["lod_db_2026"]
    work.rows["readings"].remove(other)
    row["cumulative"] = "9" + row["cumulative"][1:]
    work.derive()
    return Fault(row, (("unexplained_fall", figure(work, later(LATE_DAY, 1), "uav", LATE)),))


@breaks("double_entry")
def _(work: Bench) -> Row:
    said = readings(work, LAST_DAY, "tanks")
    for transcription in INCREASES:
        said[transcription]["printed_increase"] = "7"
    work.derive()
    return figure(work, LAST_DAY, "tanks")


@breaks("empty_reading")
def _(work: Bench) -> Row:
    row = readings(work, LAST_DAY, "tanks")["petroivaniuk"]
    row["cumulative"] = ""
    work.derive()
    return row


@breaks("losses_follow_readings")
def _(work: Bench) -> Row:
    row = figure(work, LAST_DAY, "tanks")
    row["readings"] = "5"
    return row


@breaks("missing_figure")
def _(work: Bench) -> None:
    work.rows["losses"].remove(figure(work, LAST_DAY, "tanks"))


@breaks("open_dispute")
def _(work: Bench) -> Fault:
    row = readings(work, LAST_DAY, "tanks")["petroivaniuk"]
    row["cumulative"] = str(int(row["cumulative"]) + 1)
    work.derive()
    found = figure(work, LAST_DAY, "tanks")
    return Fault(found, (("status_fits_figure", found),))


@breaks("outside_category_life")
def _(work: Bench) -> Row:
    row = readings(work, LATE_DAY, "personnel", LATE)["petroivaniuk_2026"]
    return copied(work, "readings", row, category_id="ground_robots")


@breaks("outside_transcription")
def _(work: Bench) -> Row:
    row = readings(work, LATE_DAY, "personnel", LATE)["petroivaniuk_2026"]
    added = copied(work, "readings", row, transcription_id="petroivaniuk")
    work.derive()
    return added


@breaks("report_gap")
def _(work: Bench) -> Row:
    work.row("series", series_id=SERIES)["first_date"] = later(FIRST_DAY, -1)
    return work.row("reports", series_id=SERIES, report_date=FIRST_DAY)


@breaks("report_in_future")
def _(work: Bench) -> Row:
    row = first(work, "reports", lambda r: r["series_id"] not in (SERIES, LATE))
    added = copied(work, "reports", row, report_date="2027-01-01", url="")
    work.derive()
    return added


@breaks("rewrite_changes_nothing")
def _(work: Bench) -> Row:
    row = first(work, "rewrites", lambda r: r["value_before"] != "")
    row["value_after"] = row["value_before"]
    return row


@breaks("series_dates")
def _(work: Bench) -> Row:
    row = work.row("series", series_id=SERIES)
    row["last_date"] = later(FIRST_DAY, -1)
    return row


@breaks("stale_figure")
def _(work: Bench) -> Row:
    said = readings(work, LAST_DAY, "aircraft")
    for transcription in INCREASES:
        said[transcription]["printed_increase"] = "3"
    work.derive()
    return figure(work, LAST_DAY, "aircraft")


@breaks("status_fits_figure")
def _(work: Bench) -> Row:
    row = figure(work, LAST_DAY, "tanks")
    row["obs_status"] = "source_correction"
    return row


@breaks("transcription_dates")
def _(work: Bench) -> Row:
    row = work.rows["transcriptions"][0]
    return copied(
        work, "transcriptions", row, transcription_id="another", last_date=later(row["first_date"], -1)
    )


@breaks("unexplained_fall")
def _(work: Bench) -> Row:
    for row in readings(work, LATE_LAST_DAY, "uav", LATE).values():
        row["cumulative"] = str(int(row["cumulative"]) // 2)
    work.derive()
    return figure(work, LATE_LAST_DAY, "uav", LATE)


# Reference: sources, places, equipment


@breaks("source_dates")
def _(work: Bench) -> Row:
    row = work.rows["sources"][0]
    row |= {"published_on": "2026-11-30", "accessed_on": "2026-11-29"}
    return row


@breaks("not_redistributable")
def _(work: Bench) -> Row:
    row = work.row("sources", source_id="official_report_texts")
    row["redistributable"] = "false"
    return row


@breaks("coordinates_outside_oblast")
def _(work: Bench) -> Row:
    row = work.row("places", place_id="avdiivka")
    row["latitude"] = "44.5"
    return row


@breaks("half_a_position")
def _(work: Bench) -> Row:
    row = work.row("places", place_id="avdiivka")
    row["longitude"] = ""
    return row


@breaks("place_positions_conflict")
def _(work: Bench) -> Row:
    row = first(work, "places", lambda r: r["position_source"] == "ucdp" and r["kind"] == "settlement")
    return copied(work, "places", row, place_id=row["place_id"] + "_again")


@breaks("equipment_model_basis")
def _(work: Bench) -> Row:
    row = first(work, "equipment_models", lambda r: r["equipment_type"] != "")
    row["basis"] = "undetermined"
    return row


# Confirmed and estimated


@breaks("sighting_batch_flag")
def _(work: Bench) -> Row:
    row = work.rows["sightings"][0]
    row["recorded_in_batch"] = {"true": "false", "false": "true"}[row["recorded_in_batch"]]
    return row


@breaks("sighting_totals_add_up")
def _(work: Bench) -> Row:
    row = work.rows["sighting_totals"][0]
    row["total"] = str(int(row["total"]) + 1)
    return row


@breaks("sighting_type_follows_model")
def _(work: Bench) -> Row:
    row = first(work, "sightings", lambda r: r["equipment_type"] != "")
    row["equipment_type"] = first(
        work, "equipment_types", lambda r: r["equipment_type"] != row["equipment_type"]
    )["equipment_type"]
    return row


@breaks("sighting_withdrawn_before_recorded")
def _(work: Bench) -> Row:
    row = first(work, "sightings", lambda r: r["recorded_on"] > "2022-03-01")
    row["withdrawn_on"] = later(row["recorded_on"], -1)
    return row


@breaks("estimate_bounds")
def _(work: Bench) -> Row:
    row = first(work, "estimates", lambda r: r["qualifier"] == "at_least" and r["best"] == "")
    row["high"] = str(int(row["low"]) - 1)
    return row


@breaks("estimate_measure_population")
def _(work: Bench) -> Row:
    row = first(work, "estimates", lambda r: r["population"] == "civilian")
    row["measure"] = "captured"
    return row


@breaks("estimate_period")
def _(work: Bench) -> Row:
    row = first(work, "estimates", lambda r: r["cumulative"] == "false")
    row["period_end"] = later(row["period_start"], -1)
    return row


@breaks("estimate_qualifier")
def _(work: Bench) -> Row:
    row = first(work, "estimates", lambda r: r["high"] == "")
    row["qualifier"] = "up_to"
    return row


@breaks("change_says_nothing")
def _(work: Bench) -> Row:
    row = first(work, "changes", lambda r: r["op"] == "changed")
    row["value_before"] = row["value_after"]
    return row


@breaks("estimate_twice")
def _(work: Bench) -> Row:
    row = work.rows["estimates"][0]
    return copied(work, "estimates", row, estimate_id=row["estimate_id"] + "_b")


@breaks("weekly_deaths_bounds")
def _(work: Bench) -> Row:
    row = first(work, "weekly_deaths", lambda r: r["estimated_low"] != "")
    row["estimated_low"] = str(float(row["estimated_deaths"]) + 1)
    return row


# Events


@breaks("death_bounds")
def _(work: Bench) -> Row:
    row = first(work, "events", lambda r: r["deaths_best"] != "")
    row["deaths_low"] = str(int(row["deaths_high"]) + 1)
    return row


@breaks("event_end_before_start")
def _(work: Bench) -> Row:
    row = first(work, "events", lambda r: r["start_date"] > "2022-03-01")
    row["end_date"] = later(row["start_date"], -1)
    return row


@breaks("event_loss_before_event")
def _(work: Bench) -> Row:
    row = work.rows["event_losses"][0]
    row["report_date"] = FIRST_DAY
    return row


@breaks("event_place_precision")
def _(work: Bench) -> Row:
    row = first(work, "events", lambda r: r["latitude"] != "")
    row["latitude"] = ""
    return row


@breaks("event_twice")
def _(work: Bench) -> Row:
    row = work.rows["events"][0]
    again = row["event_id"] + "_again"
    source = first(work, "event_sources", lambda r: r["event_id"] == row["event_id"] and r["role"] == "basis")
    copied(work, "event_sources", source, event_id=again)
    return copied(work, "events", row, event_id=again)


@breaks("event_without_source")
def _(work: Bench) -> Row:
    row = work.rows["events"][0]
    for source in work.rows["event_sources"]:
        if source["event_id"] == row["event_id"]:
            source["role"] = "further"
    return row


# Press


@breaks("press_check_cause")
def _(work: Bench) -> Row:
    row = first(work, "press_checks", lambda r: r["cause"] == "")
    row["cause"] = "undetermined"
    return row


@breaks("press_check_follows_losses")
def _(work: Bench) -> Row:
    row = first(work, "press_checks", lambda r: r["figure_verdict"] == "matches")
    row["computed_value"] = str(int(row["computed_value"]) + 1)
    return row


@breaks("press_check_missing")
def _(work: Bench) -> Row:
    row = work.rows["press_claims"][0]
    work.rows["press_checks"] = [r for r in work.rows["press_checks"] if r["claim_id"] != row["claim_id"]]
    return row


@breaks("press_claim_foresight")
def _(work: Bench) -> Fault:
    row = work.rows["press_claims"][0]
    row["published_on"] = later(row["period_end"], -1)
    work.row("sources", source_id=row["source_id"])["published_on"] = ""
    return Fault(row)


@breaks("press_claim_source_date")
def _(work: Bench) -> Row:
    row = work.rows["press_claims"][0]
    row["date_inferred"] = "true"
    source = work.row("sources", source_id=row["source_id"])
    source["published_on"] = row["published_on"]
    return row


@breaks("press_claim_twice")
def _(work: Bench) -> Row:
    row = copied(work, "press_claims", work.rows["press_claims"][0])
    row["claim_id"] += "_again"
    work.derive()
    return row


@breaks("press_claim_window")
def _(work: Bench) -> Row:
    row = first(work, "press_claims", lambda r: r["statistic"] == "cumulative_on")
    row["period_start"] = "2022-02-25"
    return row
