"""The UCDP candidate events: located, dated violence with deaths low, best and high.

Reads a CSV of the Uppsala Conflict Data Program's candidate events into `events` and
`event_sources`. Codes and places are mapped by ``ucdp.yaml`` beside this module. Titles are
made from the structured fields; UCDP's source headlines and descriptions are not taken over.
Positions are those of our gazetteer; where it has no such place, the event keeps UCDP's own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from wartally.errors import SourceError
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records
from wartally.package import open_package

__all__ = ["FEED", "SOURCE", "Where", "read"]

FEED = "ucdp"
SOURCE = "ucdp_candidate_events"
# One CSV file, which UCDP names anew with each version.
FILES = ()
NEEDS = "places"
_COUNTRY = "Ukraine"
# From the finest precision to the coarsest, and the finest that a place of each kind allows.
_PRECISIONS = ("site", "settlement", "district", "region", "country")
_FINEST = {
    "site": "site",
    "settlement": "settlement",
    "district": "district",
    "oblast": "region",
    "area": "region",
    "water": "region",
    "country": "country",
}


@dataclass(frozen=True)
class Where:
    """Where an event was: the place, how precisely, the position, and its name in both languages."""

    place_id: str | None
    precision: str
    latitude: float | None
    longitude: float | None
    name_en: str
    name_uk: str


def read(path: Path, gazetteer: Path | None = None) -> Feed:
    """The events in the file `path`, placed by the `places` table `gazetteer` (by default the package's).

    Raises SourceError if the file is not of the shape this importer knows.
    """
    places = _gazetteer(gazetteer or open_package().table("places").path)
    feed = FeedBuilder(FEED)
    for record in csv_records(path):
        _read_event(record, places, feed)
    return feed.done()


def _read_event(record: Record, places: Mapping[str, Record], feed: FeedBuilder) -> None:
    number = record.take_integer("id")
    start, end = record.take_date("date_start"), record.take_date("date_end")
    kind = _code(record, "types", "type_of_violence", feed)
    where = _where(record, places, feed)
    precision = _code(record, "date_precision", "date_prec", feed)
    status = _code(record, "status", "event_clarity", feed, keep=True)
    low, best, high, doubt = _deaths(record)
    note = " ".join(part for part in (_note(record, feed), doubt) if part)
    actor = _party(record.take("side_a"), feed)
    _audit(record, feed)
    if kind is None or where is None or precision is None or status is None:
        return
    event_id = f"{start.isoformat()}_ucdp_{number}"
    feed.add(
        "events",
        event_id=event_id,
        start_date=start,
        end_date=end,
        date_precision=precision,
        event_type=kind,
        title_en=_title("en", kind, where, start, end, number),
        title_uk=_title("uk", kind, where, start, end, number),
        place_id=where.place_id,
        place_precision=where.precision,
        latitude=where.latitude,
        longitude=where.longitude,
        actor_side=(actor["side"] or None) if kind == "violence_against_civilians" else None,
        status=status,
        deaths_low=low,
        deaths_best=best,
        deaths_high=high,
        note=note,
    )
    feed.add("event_sources", event_id=event_id, source_id=SOURCE, role="basis")


def _code(record: Record, mapping: str, name: str, feed: FeedBuilder, keep: bool = False) -> str | None:
    """What `mapping` declares for the code in the field `name`; None, noted in the feed, for a new one."""
    code = record[name] if keep and name in record else record.take(name)
    codes: Mapping[str, str] = {str(key): value for key, value in _declared()[mapping].items()}
    if str(code) not in codes:
        feed.unmapped(f"{record.place}: {name} {code!r}")
        return None
    return codes[str(code)]


def _where(record: Record, places: Mapping[str, Record], feed: FeedBuilder) -> Where | None:
    name, oblast = str(record.take("where_coordinates")).strip(), str(record.take("adm_1")).strip()
    position = _position(record)
    precision = _code(record, "place_precision", "where_prec", feed)
    country = record.take("country")
    if country != _COUNTRY:
        feed.unmapped(f"{record.place}: country {country!r}")
        return None
    if precision is None:
        return None
    place_id = _declared()["places"].get(oblast, {}).get(name)
    if place_id in places:
        return _known_place(places[place_id], places, precision)
    feed.unmapped(f"{record.place}: place {name!r} in {oblast!r}")
    return _unknown_place(name, oblast, precision, position)


def _known_place(place: Record, places: Mapping[str, Record], precision: str) -> Where:
    """A place of the gazetteer: its own position, and no finer a precision than its kind allows."""
    precision = max(precision, _FINEST[place["kind"]], key=_PRECISIONS.index)
    if precision == "settlement" and place["kind"] == "site":
        precision = "site"
    names = {}
    for language in ("en", "uk"):
        name = place[f"name_{language}"]
        if precision == "district" and place["kind"] != "district":
            name = f"{name} {_declared()['words']['near'][language]}"
        if place["oblast"] and place["kind"] not in ("oblast", "area"):
            name = f"{name}, {places[place['oblast']][f'name_{language}']}"
        names[language] = name
    located = precision != "country" and bool(place["latitude"])
    return Where(
        place_id=place["place_id"],
        precision=precision,
        latitude=float(place["latitude"]) if located else None,
        longitude=float(place["longitude"]) if located else None,
        name_en=names["en"],
        name_uk=names["uk"],
    )


def _unknown_place(name: str, oblast: str, precision: str, position: tuple[float, float]) -> Where:
    """A place the gazetteer lacks: UCDP's name and position, in the oblast as far as that is known."""
    return Where(
        place_id=_declared()["oblasts"].get(oblast) or None,
        precision=precision,
        latitude=None if precision == "country" else position[0],
        longitude=None if precision == "country" else position[1],
        name_en=name,
        name_uk=name,
    )


def _position(record: Record) -> tuple[float, float]:
    latitude, longitude = record.take("latitude"), record.take("longitude")
    try:
        return float(latitude), float(longitude)
    except ValueError:
        raise SourceError(f"{record.place}: {latitude!r}, {longitude!r} is not a position") from None


def _deaths(record: Record) -> tuple[int | None, int | None, int | None, str]:
    """Deaths low, best and high, and what is said where a bound contradicts the best estimate.

    In some candidate events the high estimate lies below the best one; such a bound is left out.
    """
    low, best, high = (record.take_integer(name) for name in ("low", "best", "high"))
    if best is not None and high is not None and high < best:
        return low, best, None, f"UCDP's high estimate ({high}) lies below its best one and is left out."
    return low, best, high, ""


def _note(record: Record, feed: FeedBuilder) -> str:
    """Whom UCDP's best estimate counts, and what UCDP itself says against the event."""
    first, second = _party(record["side_a"], feed), _party(record.take("side_b"), feed)
    counts = {
        first["name"]: record.take_integer("deaths_a") or 0,
        second["name"]: record.take_integer("deaths_b") or 0,
    }
    counts["civilians"] = counts.get("civilians", 0) + (record.take_integer("deaths_civilians") or 0)
    counts["not known"] = record.take_integer("deaths_unknown") or 0
    listed = ", ".join(f"{name} {count}" for name, count in counts.items())
    parts = [f"UCDP's best estimate by side: {listed}."]
    parts += [_code(record, "clarity", "event_clarity", feed) or ""]
    parts += [_code(record, "code_status", "code_status", feed) or ""]
    return " ".join(part for part in parts if part)


def _party(name: str, feed: FeedBuilder) -> Mapping[str, str]:
    party: Mapping[str, str] | None = _declared()["parties"].get(name)
    if party is None:
        feed.unmapped(f"party {name!r}")
        return {"side": "", "name": "another party"}
    return party


def _audit(record: Record, feed: FeedBuilder) -> None:
    for name in record.leftovers():
        if name in _declared()["ignored"]:
            feed.ignored(f"field {name}")
        else:
            feed.unmapped(f"field {name!r}")


def _title(language: str, kind: str, where: Where, start: date, end: date, number: int | None) -> str:
    what = _declared()["words"][kind][language]
    name = where.name_en if language == "en" else where.name_uk
    pattern, link = ("%Y-%m-%d", " to ") if language == "en" else ("%d.%m.%Y", " – ")
    days = link.join(dict.fromkeys((start.strftime(pattern), end.strftime(pattern))))
    return f"{what}: {name}, {days} (UCDP {number})"


def _gazetteer(path: Path) -> Mapping[str, Record]:
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["place_id"]: Record(row, path.name) for row in csv.DictReader(handle)}


@cache
def _declared() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("ucdp.yaml").read_text(encoding="utf-8")
    declared: Mapping[str, Any] = yaml.safe_load(text)
    return declared
