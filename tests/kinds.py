"""Every kind of constraint on every type that takes it, each broken once, all in one package.

A table has a column for each constraint of each type, three rows that are right, and then a row for each
mutation: there one cell breaks the one constraint of its column, and every other cell is right. So each row
must have exactly one finding. Keys, references, headers and files are broken in tables of their own.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.corpus import Expected

RIGHT = 3


@dataclass(frozen=True)
class Kind:
    """A type with a format: a right text for each number, a wrong one, and what breaks each constraint."""

    name: str
    of: Mapping[str, Any]
    text: Callable[[int], str]
    wrong: str = ""
    breaks: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    most: int = 1000

    def columns(self) -> Iterator[tuple[str, dict[str, Any], str, str]]:
        """Each column's name, its field, the rule to be broken in it, and the text that breaks it."""
        if self.wrong:
            yield self._column("type", {}, self.wrong)
        yield self._column("required", {"required": True}, "")
        yield self._column("unique", {"unique": True}, self.text(0))
        if "enum" not in self.breaks:
            yield self._column("enum", {"enum": [self.text(0), self.text(1)]}, self.text(min(2, self.most)))
        for rule, (limit, text) in self.breaks.items():
            yield self._column(rule, {rule: limit} if limit is not None else {}, text)

    def _column(
        self, rule: str, constraints: Mapping[str, Any], text: str
    ) -> tuple[str, dict[str, Any], str, str]:
        said = dict(self.of)
        if rule == "categories":
            said, constraints = said | {"categories": constraints["categories"]}, {}
        name = f"{self.name}_{rule}"
        return name, {"name": name, **said, "constraints": dict(constraints)}, rule, text


def _limits(least: Any, below: str, most: Any, above: str) -> dict[str, tuple[Any, str]]:
    """The four limits: right texts lie between `least` and `most`, neither of which an open limit allows."""
    return {
        "minimum": (least, below),
        "maximum": (most, above),
        "exclusiveMinimum": (least, str(least)),
        "exclusiveMaximum": (most, str(most)),
    }


def _day(number: int) -> date:
    return date(2020, 1, 1) + timedelta(days=number)


def _moment(number: int) -> str:
    return f"{_day(number)}T10:00:00Z"


def _json(**said: Any) -> str:
    return json.dumps(said)


_DECIMAL = {"type": "number", "decimalChar": ",", "groupChar": " "}
_POINT_OBJECT = {"type": "geopoint", "format": "object"}
_TOPOLOGY = {"type": "geojson", "format": "topojson"}
_OF_OBJECT = {"type": "object", "properties": {"n": {"type": "integer"}}}
_OF_ARRAY = {"type": "array", "items": {"type": "integer"}}
_LENGTHS: Callable[[str, str], dict[str, tuple[Any, str]]] = lambda short, long: {  # noqa: E731
    "minLength": (1, short),
    "maxLength": (3, long),
}

KINDS: tuple[Kind, ...] = (
    Kind(
        "string",
        {"type": "string"},
        lambda n: f"w{n:03d}",
        breaks={
            "pattern": ("w\\d+", "W1"),
            "minLength": (4, "w12"),
            "maxLength": (4, "w1234"),
            "enum": (["w000", "w001", "w002"], "w1"),
            "categories": (["w000", "w001", "w002"], "w3"),
        },
    ),
    Kind("email", {"type": "string", "format": "email"}, lambda n: f"p{n}@example.org", "p@"),
    Kind("uri", {"type": "string", "format": "uri"}, lambda n: f"https://example.org/{n}", "example"),
    Kind("binary", {"type": "string", "format": "binary"}, lambda n: f"{n:04d}", "Q"),
    Kind("uuid", {"type": "string", "format": "uuid"}, lambda n: f"00000000-0000-4000-8000-{n:012x}", "0-0"),
    Kind(
        "integer",
        {"type": "integer"},
        lambda n: str(n + 10),
        "1.5",
        {**_limits(9, "8", 999, "1000"), "categories": ([10, 11, 12], "13")},
    ),
    Kind(
        "grouped",
        {"type": "integer", "groupChar": " "},
        lambda n: f"1 {n:03d}",
        "1,000",
        _limits(999, "998", 2000, "2 001"),
    ),
    Kind(
        "money",
        {"type": "integer", "bareNumber": False},
        lambda n: f"{n + 10} грн",
        "1 5 грн",
        _limits(9, "8 грн", 999, "1000 грн"),
    ),
    Kind("number", {"type": "number"}, lambda n: f"{n}.5", "1,5", _limits(0, "-0.1", 1000, "1e4")),
    Kind(
        "decimal",
        _DECIMAL,
        lambda n: f"{n},5",
        "1.5",
        {**_limits(0, "-0,1", 1000, "1 000,1"), "enum": (["0,5", "1,5", "2,5"], "7,5")},
    ),
    Kind(
        "percent",
        {"type": "number", "bareNumber": False},
        lambda n: f"{n}.5%",
        "x%",
        {**_limits(0, "-1%", 1000, "1001%"), "enum": ([0.5, 1.5, 2.5], "7%")},
    ),
    Kind(
        "boolean",
        {"type": "boolean"},
        lambda n: ("true", "false")[n],
        "yes",
        {"enum": ([True], "false")},
        most=1,
    ),
    Kind(
        "flag",
        {"type": "boolean", "trueValues": ["так"], "falseValues": ["ні"]},
        lambda n: ("так", "ні")[n],
        "true",
        {"enum": (["так"], "ні")},
        most=1,
    ),
    Kind(
        "object",
        {"type": "object"},
        lambda n: _json(n=n),
        "[]",
        {**_LENGTHS("{}", '{"a":1,"b":2,"c":3,"d":4}'), "jsonSchema": (_OF_OBJECT, '{"n":"x"}')},
    ),
    Kind(
        "array",
        {"type": "array"},
        lambda n: f"[{n}]",
        "{}",
        {**_LENGTHS("[]", "[1,2,3,4]"), "jsonSchema": (_OF_ARRAY, '["x"]')},
    ),
    Kind(
        "list",
        {"type": "list", "itemType": "integer", "delimiter": ";"},
        lambda n: f"1;{n}",
        "1;x",
        {"minLength": (2, "1"), "maxLength": (2, "1;2;3")},
    ),
    Kind(
        "datetime",
        {"type": "datetime"},
        _moment,
        "2020-01-01",
        _limits(
            "2019-12-31T10:00:00Z", "2019-12-31T09:59:59Z", "2030-01-01T10:00:00Z", "2030-01-01T10:00:01Z"
        ),
    ),
    Kind(
        "stamp",
        {"type": "datetime", "format": "%d.%m.%Y %H:%M"},
        lambda n: f"{_day(n):%d.%m.%Y} 10:00",
        _moment(0),
        _limits("31.12.2019 00:00", "30.12.2019 23:59", "01.01.2030 00:00", "01.01.2030 00:01"),
    ),
    Kind(
        "date",
        {"type": "date"},
        lambda n: _day(n).isoformat(),
        "2020-02-30",
        _limits("2019-12-31", "2019-12-30", "2030-01-01", "2030-01-02"),
    ),
    Kind(
        "day",
        {"type": "date", "format": "%d.%m.%Y"},
        lambda n: f"{_day(n):%d.%m.%Y}",
        "2020-01-01",
        _limits("31.12.2019", "30.12.2019", "01.01.2030", "02.01.2030"),
    ),
    Kind(
        "time",
        {"type": "time"},
        lambda n: f"10:{n // 60:02d}:{n % 60:02d}",
        "10:00",
        _limits("09:59:59", "09:59:58", "20:00:00", "20:00:01"),
    ),
    Kind(
        "clock",
        {"type": "time", "format": "%H:%M"},
        lambda n: f"{10 + n // 60:02d}:{n % 60:02d}",
        "10:00:00",
        _limits("09:59", "09:58", "20:00", "20:01"),
    ),
    Kind("year", {"type": "year"}, lambda n: str(1100 + n), "20", _limits(1099, "1098", 2030, "2031")),
    Kind(
        "yearmonth",
        {"type": "yearmonth"},
        lambda n: f"{2000 + n // 12}-{n % 12 + 1:02d}",
        "2000-13",
        _limits("1999-12", "1999-11", "2040-01", "2040-02"),
    ),
    Kind(
        "duration",
        {"type": "duration"},
        lambda n: f"PT{n + 10}M",
        "10M",
        {**_limits("PT9M", "PT8M", "P1D", "P2D")},
    ),
    Kind(
        "geopoint",
        {"type": "geopoint"},
        lambda n: f"{n / 10}, 50",
        "190, 50",
        {"enum": (["0.0, 50", "0.1, 50", "0.2, 50"], "9, 9")},
    ),
    Kind(
        "geoarray",
        {"type": "geopoint", "format": "array"},
        lambda n: f"[{n / 10}, 50]",
        "[1]",
        {"enum": (["[0.0, 50]", "[0.1, 50]", "[0.2, 50]"], "[9, 9]")},
    ),
    Kind(
        "geoobject",
        _POINT_OBJECT,
        lambda n: _json(lon=n / 10, lat=50),
        "{}",
        {"enum": ([_json(lon=n / 10, lat=50) for n in range(3)], _json(lon=9, lat=9))},
    ),
    Kind("geojson", {"type": "geojson"}, lambda n: _json(type="Point", coordinates=[n, 1]), "{}"),
    Kind("topojson", _TOPOLOGY, lambda n: _json(type="Topology", objects={}, arcs=[], n=n), "{}"),
    Kind("any", {"type": "any"}, lambda n: f"x{n}"),
)


@dataclass
class Made:
    """A package being made: its resources, its files and the findings that must follow."""

    resources: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)

    def table(self, name: str, schema: Mapping[str, Any], rows: Sequence[Sequence[str]], **more: Any) -> None:
        """Add a table whose file has these rows, the first of them the header."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.files[f"{name}.csv"] = text.getvalue().encode("utf-8")
        self.resources.append(
            {"name": name, "type": "table", "path": f"{name}.csv", "schema": schema, **more}
        )

    def finds(self, table: str, rule: str, line: int = -1, column: str = "") -> None:
        """Say what must be found."""
        self.expected.append(Expected(table, rule, line, column, f"{table}.csv"))

    def write(self, root: Path) -> Path:
        """Write the package to the new folder `root`; returns the descriptor's path."""
        root.mkdir(parents=True)
        for name, content in self.files.items():
            (root / name).write_bytes(content)
        descriptor = {"name": "kinds", "resources": self.resources}
        (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        return root / "datapackage.json"


def broken_everywhere() -> Made:
    """The package with every constraint of every kind, and everything about keys and files, broken once."""
    made = broken_cells(KINDS)
    _keys(made)
    _headers(made)
    _files(made)
    return made


def broken_cells(kinds: Sequence[Kind]) -> Made:
    """A package of one table with every constraint of these kinds broken once."""
    made = Made()
    _cells(made, kinds)
    return made


def _cells(made: Made, kinds: Sequence[Kind]) -> None:
    columns = [(kind, *column) for kind in kinds for column in kind.columns()]
    rows = [[name for _, name, *_ in columns]]
    for number in range(RIGHT + len(columns)):
        broken = number - RIGHT
        rows.append(
            [
                _cell(kind, rule, number, text if i == broken else None)
                for i, (kind, _, _, rule, text) in enumerate(columns)
            ]
        )
    for number, (_, name, _, rule, _) in enumerate(columns):
        made.finds("cells", rule, RIGHT + number + 2, name)
    made.table("cells", {"fields": [said for _, _, said, _, _ in columns]}, rows)


def _cell(kind: Kind, rule: str, number: int, broken: str | None) -> str:
    """The text of a cell of that kind and rule in that row: the breaking one, or one that is right."""
    if broken is not None:
        return broken
    if rule == "unique":
        return kind.text(number) if number <= kind.most else ""
    return kind.text(0) if kind.most == 1 else kind.text(number % 2)


def _keys(made: Made) -> None:
    words = [{"name": name, "type": "string"} for name in ("c", "d", "e", "code", "p", "q")]
    schema = {
        "fields": [
            {"name": "a", "type": "integer"},
            {"name": "b", "type": "date"},
            *words,
            {"name": "up_a", "type": "integer"},
            {"name": "up_b", "type": "date"},
        ],
        "primaryKey": ["a", "b"],
        "uniqueKeys": [["c"], ["d", "e"]],
        "foreignKeys": [
            {"fields": ["up_a", "up_b"], "reference": {"fields": ["a", "b"]}},
            {"fields": ["code"], "reference": {"resource": "codes", "fields": ["id"]}},
            {"fields": ["p", "q"], "reference": {"resource": "codes", "fields": ["x", "y"]}},
        ],
    }
    header = ["a", "b", "c", "d", "e", "code", "p", "q", "up_a", "up_b"]
    rows = [
        [str(n), f"2020-01-{n:02d}", f"c{n}", f"d{n}", "e", "k1", "x1", "y1", "1", "2020-01-01"]
        for n in range(1, 12)
    ]
    changes = {
        2: ("primaryKey", "", {"a": "1", "b": "2020-01-01"}),
        3: ("required", "a", {"a": ""}),
        4: ("required", "b", {"b": ""}),
        5: ("uniqueKeys", "c", {"c": "c1"}),
        6: ("uniqueKeys", "", {"d": "d1"}),
        7: ("foreignKeys", "up_b", {"up_b": "2020-01-02"}),
        8: ("foreignKeys", "code", {"code": "k9"}),
        9: ("foreignKeys", "q", {"q": "y2"}),
        10: ("", "", {"c": "", "d": "", "code": "", "p": "", "up_a": ""}),
    }
    for line, (rule, column, cells) in changes.items():
        for name, text in cells.items():
            rows[line - 1][header.index(name)] = text
        if rule:
            made.finds("keys", rule, line + 1, column)
    made.table("keys", schema, [header, *rows])
    codes = {"fields": [{"name": name, "type": "string"} for name in ("id", "x", "y")], "primaryKey": "id"}
    made.table("codes", codes, [["id", "x", "y"], ["k1", "x1", "y1"], ["k2", "x2", "y2"]])


def _headers(made: Made) -> None:
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
    tried = (
        *(("exact", ["a"], "b"), ("exact", ["a", "b", "c"], "c"), ("exact", ["b", "a"], "b")),
        *(("equal", ["b"], "a"), ("equal", ["b", "c", "a"], "c"), ("subset", ["c", "b"], "a")),
        *(("superset", ["b", "c"], "c"), ("partial", ["c"], "")),
    )
    for number, (match, header, column) in enumerate(tried):
        name = f"header_{match}_{number}"
        made.table(name, {"fields": fields, "fieldsMatch": match}, [header, ["v"] * len(header)])
        made.finds(name, "header", 1, column)


def _files(made: Made) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
    made.table("ragged", schema, [["a", "b"], ["1", "x"], ["2"], ["3", "x", "y"], [], ["4", "x"]])
    for line in (3, 4, 5):
        made.finds("ragged", "structure", line)
    made.table("size", schema, [["a", "b"]], bytes=5)
    made.finds("size", "bytes")
    for number, algorithm in enumerate(("", "md5:", "sha1:", "sha256:", "sha512:")):
        length = {"sha1:": 40, "sha256:": 64, "sha512:": 128}.get(algorithm, 32)
        made.table(f"hash_{number}", schema, [["a", "b"]], hash=algorithm + "0" * length)
        made.finds(f"hash_{number}", "hash")
    made.table("empty", schema, [])
    made.finds("empty", "empty_file")
    made.table("bytes_that_are_no_text", schema, [["a", "b"]])
    made.files["bytes_that_are_no_text.csv"] += b"1,\xff\n"
    made.finds("bytes_that_are_no_text", "encoding", 2)
    made.table("nowhere", schema, [])
    del made.files["nowhere.csv"]
    made.finds("nowhere", "missing_file")
