"""Oryx's lists of visually confirmed losses, as scarnecchia/oryx_data collects them item by item.

Reads ``event_destroyed.csv``, ``event_damaged.csv``, ``event_abandoned.csv`` and
``event_captured.csv`` into `sightings`. The files carry no equipment type: it is looked up by
the model's name in `equipment_models`, and its category in `equipment_types`; a name that is
not there is *unmapped*. What a newer copy changes is worked out by ``sightings.plan``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wartally.errors import SourceError
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records

__all__ = ["BATCH_DATES", "ModelMap", "evidence_address", "model_map", "model_name", "read"]

FEED = "oryx"
SOURCE = "oryx_losses"
FILES = ("event_destroyed.csv", "event_damaged.csv", "event_abandoned.csv", "event_captured.csv")
NEEDS = "equipment"
SIDE_OF = {"Russia": "RU", "Ukraine": "UA"}
STATES = frozenset({"destroyed", "damaged", "abandoned", "captured"})
# Days on which the collection took in weeks of entries at once.
BATCH_DATES = frozenset({date(2022, 3, 19), date(2024, 4, 8)})
MISSING = "NA"
# A country's name that the collection cut short ("People's Republic of China").
ORIGIN = {"People": "China"}
# The collection's own numbers, from which `matID`, the item's number in this copy, is put together.
NUMBERS = ("sysID", "imageID", "statusID")
# Posts of these accounts (projects, media, authorities) keep the account's name in their address.
PUBLIC_ACCOUNTS = frozenset(
    {
        "ArmedForcesUkr",
        "DefenceU",
        "EuromaidanPress",
        "Liveuamap",
        "Militarylandnet",
        "NOELreports",
        "ServiceSsu",
        "UAWeapons",
        "Ukraine_AF",
        "clashreport",
        "mil_in_ua",
        "oryxspioenkop",
        "thewarzonewire",
        "wartranslated",
    }
)

_COUNT = re.compile(r"^\d+ +")
_TAIL = re.compile(r":\s*(\(.*)?$")
_ESCAPED = re.compile(r"<U\+([0-9A-F]{4})>")
_ADDRESS = re.compile(r"h?ttps?://")
_PICTURE = re.compile(r"\S+?\.(?:jpe?g|png)", re.IGNORECASE)
_POST = re.compile(r"^https://(?:twitter|x)\.com/(\w+)/(status/\d+)")


@dataclass(frozen=True)
class ModelMap:
    """The package's mapping data: the type of each known model, and the category of each type."""

    type_of: Mapping[str, str | None]
    category_of: Mapping[str, str | None]


def model_map(models: Iterable[Mapping[str, Any]], types: Iterable[Mapping[str, Any]]) -> ModelMap:
    """The mapping that the rows of `equipment_models` and `equipment_types` declare."""
    return ModelMap(
        type_of={row["model"]: row["equipment_type"] for row in models},
        category_of={row["equipment_type"]: row["category_id"] for row in types},
    )


def read(path: Path, mapping: ModelMap | None = None) -> Feed:
    """The sightings in the collection's folder `path`; raises SourceError.

    Without a `mapping` that of the package at hand is used.
    """
    if mapping is None:
        mapping = _own_mapping()
    feed = FeedBuilder(FEED)
    seen: dict[str, str] = {}
    for name in FILES:
        for record in csv_records(path / name):
            _read_record(record, mapping, feed, seen)
    return feed.done()


def _own_mapping() -> ModelMap:
    from wartally.package import open_package

    package = open_package()
    return model_map(package.rows("equipment_models"), package.rows("equipment_types"))


def _read_record(record: Record, mapping: ModelMap, feed: FeedBuilder, seen: dict[str, str]) -> None:
    sighting = _sighting_id(record, seen)
    recorded = record.take_date("date_recorded")
    model = model_name(record.take_text("system"))
    kind = _type_of(model, mapping, feed)
    for name in NUMBERS:
        record.take(name)
    feed.add(
        "sightings",
        sighting_id=sighting,
        side=_code(record, "country", SIDE_OF),
        category_id=mapping.category_of[kind] if kind else None,
        equipment_type=kind,
        model=model,
        origin_country=_origin(record),
        status=_code(record, "status", {state: state for state in STATES}),
        evidence_url=evidence_address(record.take_text("url") or "", record.place),
        recorded_on=recorded,
        recorded_in_batch=recorded in BATCH_DATES,
        withdrawn_on=None,
        source_id=SOURCE,
    )
    for name in record.leftovers():
        feed.unmapped(f"field {name!r}")


def _sighting_id(record: Record, seen: dict[str, str]) -> str:
    number = record.take_text("matID") or ""
    if not re.fullmatch(r"\d+-\d+", number):
        raise SourceError(f"{record.place}: matID is {number!r}, not two numbers joined by a hyphen")
    if number in seen:
        raise SourceError(f"{record.place}: matID {number} was there before, in {seen[number]}")
    seen[number] = record.place
    return f"oryx_{number.replace('-', '_')}"


def _code(record: Record, field: str, codes: Mapping[str, str]) -> str:
    value = record.take_text(field) or ""
    if value not in codes:
        raise SourceError(f"{record.place}: {field} is {value!r}, not one of {', '.join(sorted(codes))}")
    return codes[value]


def _origin(record: Record) -> str | None:
    text = record.take_text("origin")
    return None if text is None or text == MISSING else ORIGIN.get(text, text)


def _type_of(model: str | None, mapping: ModelMap, feed: FeedBuilder) -> str | None:
    if model is None:
        feed.ignored("a missing model")
        return None
    if model not in mapping.type_of:
        feed.unmapped(f"model {model!r}")
        return None
    kind = mapping.type_of[model]
    if kind is None:
        feed.ignored("a model whose type cannot be told")
    return kind


def model_name(system: str | None) -> str | None:
    """The model's name in a list entry: no running count, no trailing tally, None if missing.

    >>> model_name("559 KamAZ 6x6"), model_name("BTR-ZD:"), model_name("NA")
    ('KamAZ 6x6', 'BTR-ZD', None)
    """
    if system is None or system == MISSING:
        return None
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), system)
    return _TAIL.sub("", _COUNT.sub("", text)).strip() or None


def evidence_address(text: str, place: str) -> str:
    """The address in `text`, mended where it was pasted badly; raises SourceError if there is none.

    Of two addresses pasted into each other the inner one is whole. A post of an account that is
    not known as public is addressed by its number alone.

    >>> evidence_address("ttps://i.postimg.cc/a/1.jpg", "line 1")
    'https://i.postimg.cc/a/1.jpg'
    """
    starts = [found.start() for found in _ADDRESS.finditer(text)]
    if not starts:
        raise SourceError(f"{place}: url is {text!r}, not an address")
    address = text[starts[-1] :].strip()
    if len(starts) > 1 and (picture := _PICTURE.match(address)):
        address = picture[0]
    if not address.startswith("http"):
        address = f"h{address}"
    if " " in address:
        raise SourceError(f"{place}: url is {text!r}, not one address")
    post = _POST.match(address)
    if post and post[1] not in PUBLIC_ACCOUNTS:
        return f"https://twitter.com/i/{post[2]}"
    return address
