"""How compilations of the General Staff's figures name their columns.

A mapping says where the date and the figures of a record stand and which category each column
is. The two compilations that the package imports are mapped as their importers map them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wartally.errors import BadArgument
from wartally.importers import lod_db, petroivaniuk

__all__ = ["MAPPINGS", "Layout", "layout_of"]


@dataclass(frozen=True)
class Layout:
    """How one compilation is laid out.

    `records` is the way to the list of records in a JSON document, `figures` and `increases` the
    names of objects inside a record that hold them, empty where the record itself does. Until
    `changed_on` a column is what `before` says. `transcription` is what the package itself has of
    this compilation: no witness in its own cause.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    ignored: frozenset[str]
    day_column: str = "date"
    records: tuple[str, ...] = ()
    figures: str = ""
    increases: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    changed_on: date = date.min
    transcription: str = ""

    def category(self, column: str, day: date) -> str:
        """The category that a column counts in the report of a day."""
        if day < self.changed_on and column in self.before:
            return self.before[column]
        return self.columns[column]


_LAYOUTS = (
    Layout(
        name="petroivaniuk",
        title="2022-Ukraine-Russia-War-Dataset, equipment or personnel file",
        columns=petroivaniuk.CATEGORY_OF,
        ignored=frozenset({"day", petroivaniuk.QUALIFIER_FIELD, petroivaniuk.DIRECTION_FIELD}),
        transcription=petroivaniuk.FEED,
    ),
    Layout(
        name="lod_db",
        title="orc-losses, russian-losses.json",
        columns=lod_db.CATEGORY_OF,
        ignored=frozenset({"sourceUri"}),
        before={"unarmoredVehicles": "vehicles"},
        changed_on=lod_db.MERGED_FROM,
        transcription=lod_db.FEED,
    ),
    Layout(
        name="minfin",
        title="daily totals in the columns of index.minfin.com.ua",
        columns={
            "personnel": "personnel",
            "tanks": "tanks",
            "apv": "armoured_vehicles",
            "artillery": "artillery",
            "mlrs": "mlrs",
            "aaws": "air_defence",
            "aircrafts": "aircraft",
            "helicopters": "helicopters",
            "uav": "uav",
            "cruise_missiles": "cruise_missiles",
            "warships": "warships",
            "vehicles_fuel_tanks": "vehicles_fuel_tanks",
            "special_equipment": "special_equipment",
            "submarines": "submarines",
        },
        ignored=frozenset({"day"}),
    ),
    Layout(
        name="russianwarship",
        title="statistics of the russianwarship API",
        columns={
            "personnel_units": "personnel",
            "tanks": "tanks",
            "armoured_fighting_vehicles": "armoured_vehicles",
            "artillery_systems": "artillery",
            "mlrs": "mlrs",
            "aa_warfare_systems": "air_defence",
            "planes": "aircraft",
            "helicopters": "helicopters",
            "vehicles_fuel_tanks": "vehicles_fuel_tanks",
            "warships_cutters": "warships",
            "cruise_missiles": "cruise_missiles",
            "uav_systems": "uav",
            "special_military_equip": "special_equipment",
            "atgm_srbm_systems": "mobile_srbm",
            "submarines": "submarines",
        },
        ignored=frozenset({"day", "resource", "war_status"}),
        records=("data", "records"),
        figures="stats",
        increases="increase",
    ),
)
MAPPINGS: Mapping[str, Layout] = {layout.name: layout for layout in _LAYOUTS}


def layout_of(mapping: str) -> Layout:
    """The layout called `mapping`; raises BadArgument, listing them, if there is none."""
    if mapping not in MAPPINGS:
        raise BadArgument(f"there is no mapping {mapping!r}; the mappings are {', '.join(MAPPINGS)}")
    return MAPPINGS[mapping]
