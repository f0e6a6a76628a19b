"""The tables as they would be with a proposed report in them. Pure: rows in, rows out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from wartally.report.proposal import Proposal

__all__ = ["TABLES", "added", "curated"]

Row = Mapping[str, Any]
# The tables that a report can bring rows to.
TABLES = ("sources", "transcriptions", "reports", "readings", "directions", "corrections")
UNLOGGED = "unlogged"


@cache
def curated() -> Mapping[str, Mapping[str, Any]]:
    """The `transcription` that reports added by a curator are part of, and its `source`."""
    text = resources.files(__package__).joinpath("curated.yaml").read_text(encoding="utf-8")
    declared: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return declared


def added(
    proposal: Proposal,
    tables: Mapping[str, Sequence[Row]],
    place_of: Callable[[str], str | None],
    reason: str = "",
) -> dict[str, list[Row]]:
    """The tables that change, whole, with the proposal's rows in them.

    `tables` holds the rows of `TABLES`. With a `reason`, what `corrections` can explain becomes a row
    there, of the kind `unlogged`. The proposal must be dated and without other errors.
    """
    day = proposal.report_date
    if day is None:
        raise ValueError("a proposal without a date brings no rows")
    found = {
        "sources": _sources(tables["sources"]),
        "transcriptions": _transcriptions(proposal, day, tables["transcriptions"]),
        "reports": _reports(proposal, day, tables["reports"]),
        "readings": [*tables["readings"], *_readings(proposal, day)],
        "directions": [*tables["directions"], *_directions(proposal, day, tables["directions"], place_of)],
        "corrections": [*tables["corrections"], *(_corrections(proposal, day, reason) if reason else ())],
    }
    return {name: rows for name, rows in found.items() if rows != tables[name]}


def _sources(rows: Sequence[Row]) -> list[Row]:
    own = {"published_on": None, "accessed_on": None, **curated()["source"]}
    there = any(row["source_id"] == own["source_id"] for row in rows)
    return list(rows) if there else sorted([*rows, own], key=lambda row: str(row["source_id"]))


def _transcriptions(proposal: Proposal, day: date, rows: Sequence[Row]) -> list[Row]:
    """The transcription begins with its first report, whichever is added first."""
    own = curated()["transcription"]
    key = own["transcription_id"]
    there = next((row for row in rows if row["transcription_id"] == key), None)
    if there is None:
        there = {**own, "series_id": proposal.series_id, "first_date": day, "last_date": None}
    others = [row for row in rows if row["transcription_id"] != key]
    return [*others, {**there, "first_date": min(there["first_date"], day)}]


def _reports(proposal: Proposal, day: date, rows: Sequence[Row]) -> list[Row]:
    """A report that is there already keeps what it says; what it leaves blank is filled in."""
    own = {
        "series_id": proposal.series_id,
        "report_date": day,
        "url": proposal.url,
        "wording": proposal.report.wording,
        "approximate": proposal.report.approximate,
        "note": None,
    }
    key = (proposal.series_id, day)
    there = next((row for row in rows if (row["series_id"], row["report_date"]) == key), None)
    if there is None:
        return [*rows, own]
    filled = {name: own.get(name) if value is None else value for name, value in there.items()}
    return [filled if row is there else row for row in rows]


def _readings(proposal: Proposal, day: date) -> list[Row]:
    return [
        {
            "series_id": proposal.series_id,
            "report_date": day,
            "category_id": entry.category_id,
            "transcription_id": curated()["transcription"]["transcription_id"],
            "cumulative": entry.cumulative,
            "printed_increase": entry.printed_increase,
        }
        for entry in proposal.entries
    ]


def _directions(
    proposal: Proposal, day: date, rows: Sequence[Row], place_of: Callable[[str], str | None]
) -> list[Row]:
    """The directions named, if none stand there for the report yet."""
    key = (proposal.series_id, day)
    if any((row["series_id"], row["report_date"]) == key for row in rows):
        return []
    places = dict.fromkeys(filter(None, map(place_of, proposal.report.directions)))
    return [
        {
            "series_id": proposal.series_id,
            "report_date": day,
            "place_id": place,
            "position": position,
            "source_id": curated()["source"]["source_id"],
        }
        for position, place in enumerate(places, start=1)
    ]


def _corrections(proposal: Proposal, day: date, reason: str) -> list[Row]:
    return [
        {
            "series_id": proposal.series_id,
            "report_date": day,
            "category_id": finding.category_id,
            "residual": finding.residual,
            "kind": UNLOGGED,
            "explanation": reason,
            "source_id": curated()["source"]["source_id"],
        }
        for finding in proposal.correctable
    ]
