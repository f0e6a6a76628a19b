"""Texts that are, and texts that are not, of each type and format of Table Schema: this project's own tables.

A row is the field's description without its name, the good texts with the value that each is, and the bad.
"""

# ruff: noqa: E501 - a text stands on one line, whole.

from __future__ import annotations

from datetime import date, datetime, time
from math import inf
from typing import Any

from wartally.cells import GeoPoint

Texts = tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]


def at(text: str) -> datetime:
    """A moment without a zone."""
    return datetime.fromisoformat(text)


def _same(*texts: str) -> dict[str, Any]:
    return {text: text for text in texts}


_UUID = "123e4567-e89b-12d3-a456-426614174000"
_RING = "[[[0,0],[1,0],[1,1],[0,0]]]"
STRINGS: tuple[Texts, ...] = (
    ({"type": "string"}, _same("a", " a ", "Жито", "1", "null", "a\nb", "'"), ()),
    ({}, _same("a", "1", "{", "2024-13-45"), ()),
    ({"type": "any", "format": "whatever"}, _same("a", "1.5"), ()),
    (
        {"type": "string", "format": "email"},
        _same(
            "a@b.org", "a.b+c@mail.b-c.org", "o'neill@b.ie", "олена@пошта.укр", '"a b"@b.org', "a@[127.0.0.1]"
        ),
        (
            "a",
            "@b.org",
            "a@",
            "a b@b.org",
            "a@b@c",
            ".a@b.org",
            "a.@b.org",
            "a..b@c.org",
            "a@-b.org",
            "a@b..org",
        ),
    ),
    (
        {"type": "string", "format": "uri"},
        _same(
            *("https://b.org", "https://u:p@b.org:80/a/b?c=d&e#f", "urn:isbn:1", "mailto:a@b.org"),
            *("http://[::1]/", "file:///a", "a:", "tel:+380", "http://b.org/%D0%96"),
        ),
        (
            "b.org",
            "/a",
            "://b",
            "http://b .org",
            "http//b.org",
            "1a:b",
            "http://b.org/Ж",
            "http://b.org/%zz",
            "a:#b#c",
        ),
    ),
    (
        {"type": "string", "format": "binary"},
        _same("QQ==", "QUI=", "QUJD", "+/+/"),
        ("QQ", "Q===", "QQ=", "!", "QUJD\n", "QQ==QUJD"),
    ),
    (
        {"type": "string", "format": "uuid"},
        _same(_UUID, _UUID.upper()),
        (_UUID[1:], _UUID + "0", _UUID.replace("-", ""), "{" + _UUID + "}", _UUID.replace("e", "g")),
    ),
)
NUMBERS: tuple[Texts, ...] = (
    (
        {"type": "integer"},
        {"0": 0, "-0": 0, "+7": 7, "007": 7, str(2**63 - 1): 2**63 - 1, str(-(2**63)): -(2**63)},
        ("1.0", "1e3", "1 200", "1,200", "1_200", " 1", "1 ", "--1", "+", "१२", "0x1", str(2**63), "9" * 20),
    ),
    (
        {"type": "integer", "groupChar": ","},
        {"1,000": 1000, "10,00,000": 1000000, "1": 1, "-1,0": -10},
        (",1", "1,", "1,,0", "1 000", "1.0"),
    ),
    (
        {"type": "integer", "bareNumber": False},
        {"95%": 95, "№ 7": 7, "-5°": -5, "$-5": -5, "-$5": -5, "12": 12},
        ("7.5%", "шт", "1 і 2", "5-10", "--5"),
    ),
    (
        {"type": "integer", "bareNumber": False, "groupChar": " "},
        {"10 000 грн": 10000, "грн 5": 5},
        ("10  000", "грн"),
    ),
    (
        {"type": "number"},
        {
            "1": 1.0,
            "1.": 1.0,
            ".5": 0.5,
            "-0.25": -0.25,
            "+1E2": 100.0,
            "1e-2": 0.01,
            "INF": inf,
            "-inf": -inf,
        },
        (
            ".",
            "-",
            "e5",
            "1e",
            "1e1.5",
            "1,5",
            "1 200",
            " 1",
            "+INF",
            "infinity",
            "NaNs",
            "0x1",
            "1_0",
            "1e400",
            "½",
        ),
    ),
    (
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        {"1.234,5": 1234.5, "7": 7.0, ",5": 0.5, "1,": 1.0, "INF": inf},
        ("1,2,3", "1..2", "1'000", ".5", "1,2.3"),
    ),
    (
        {"type": "number", "bareNumber": False},
        {
            "95%": 95.0,
            "€95": 95.0,
            "EUR 95.5": 95.5,
            "€ -12.3": -12.3,
            "-€12": -12.0,
            ".5%": 0.5,
            "~1e3 !": 1000.0,
        },
        ("%", "1a0", "10+5.0", "1.5.2"),
    ),
    (
        {"type": "number", "decimalChar": "·", "groupChar": "'"},
        {"1'000·5": 1000.5, "·5": 0.5},
        ("1.5", "1''0"),
    ),
    ({"type": "number", "groupChar": "^"}, {"1^000": 1000.0}, ("1000^",)),
    ({"type": "number", "groupChar": "||"}, {"1||000": 1000.0}, ("1|000",)),
    (
        {"type": "boolean"},
        {
            "true": True,
            "True": True,
            "TRUE": True,
            "1": True,
            "false": False,
            "False": False,
            "FALSE": False,
            "0": False,
        },
        ("yes", "tRUE", "t", "2", "", " true"),
    ),
    (
        {"type": "boolean", "trueValues": ["так", "'"], "falseValues": ["ні"]},
        {"так": True, "'": True, "ні": False},
        ("true", "0", "Так"),
    ),
    ({"type": "boolean", "trueValues": ["0"]}, {"0": True, "false": False}, ("1", "true")),
)
MOMENTS: tuple[Texts, ...] = (
    (
        {"type": "date"},
        {"2024-02-29": date(2024, 2, 29), "0001-01-01": date(1, 1, 1), "9999-12-31": date(9999, 12, 31)},
        (
            *("2023-02-29", "2024-1-6", "20240126", "2024-W05-1", "0000-01-01", "-0044-03-15", "12024-01-01"),
            *("2024-01-26T00:00:00", "2024-01-26Z", "infinity", "epoch", "24-01-26", " 2024-01-26"),
        ),
    ),
    (
        {"type": "date", "format": "%d.%m.%Y"},
        {"26.01.2024": date(2024, 1, 26), "6.1.2024": date(2024, 1, 6)},
        ("2024-01-26", "31.02.2024", "26.01.24"),
    ),
    ({"type": "date", "format": "fmt:%Y%j"}, {"2024060": date(2024, 2, 29)}, ("2023367", "2024-060")),
    ({"type": "date", "format": "%d %b"}, {"26 Jan": date(1900, 1, 26)}, ("29 Feb", "26 Янв")),
    (
        {"type": "date", "format": "any"},
        {
            "2024-01-26": date(2024, 1, 26),
            "03/04/2024": date(2024, 3, 4),
            "03.04.2024": date(2024, 4, 3),
            "26 January 2024": date(2024, 1, 26),
            "25/12/2024": date(2024, 12, 25),
        },
        ("someday", "2024", "31.02.2024", "1 2 3"),
    ),
    (
        {"type": "time"},
        {"00:00:00": time(0), "23:59:59": time(23, 59, 59)},
        ("24:00:00", "23:59:60", "15:00", "150000", "15:00:00Z", "15:00:00.5", "3 pm", "1:00:00", "25:00:00"),
    ),
    ({"type": "time", "format": "%I:%M %p"}, {"03:00 PM": time(15)}, ("15:00 PM", "3")),
    ({"type": "time", "format": "%H:%M:%S.%f"}, {"15:00:00.5": time(15, 0, 0, 500000)}, ("15:00:00",)),
    (
        {"type": "time", "format": "any"},
        {"3 pm": time(15), "15:00": time(15), "15:00+02:00": time(13)},
        ("teatime", "25"),
    ),
    (
        {"type": "datetime"},
        {
            "2024-01-26T15:00:00": at("2024-01-26T15:00:00"),
            "2024-01-26T15:00:00Z": at("2024-01-26T15:00:00"),
            "2024-01-26T15:00:00.300-05:00": at("2024-01-26T20:00:00.300000"),
            "2024-01-01T01:00:00+14:00": at("2023-12-31T11:00:00"),
            "2024-02-28T24:00:00": at("2024-02-29T00:00:00"),
            "2024-01-26T15:00:00.1234567": at("2024-01-26T15:00:00.123456"),
        },
        (
            *(
                "2024-01-26",
                "2024-01-26 15:00:00",
                "2024-01-26T15:00",
                "2024-02-30T10:00:00",
                "2024-01-26T24:00:01",
            ),
            *(
                "2024-12-31T23:59:60Z",
                "2024-01-26T15:00:00+5:00",
                "2024-01-26T15:00:00+15:00",
                "0000-01-01T00:00:00",
            ),
            *(
                "2024-01-26T15:00:00.",
                "2024-01-26t15:00:00z",
                "0001-01-01T00:00:00+01:00",
                "-0001-01-01T00:00:00",
            ),
        ),
    ),
    (
        {"type": "datetime", "format": "%d/%m/%Y %H:%M %z"},
        {"26/01/2024 15:00 +0200": at("2024-01-26T13:00:00")},
        ("26/01/2024 15:00", "26/13/2024 15:00 +0200"),
    ),
    (
        {"type": "datetime", "format": "any"},
        {
            "2024-01-26T15:00:00+02:00": at("2024-01-26T13:00:00"),
            "26 Jan 2024 15:00": at("2024-01-26T15:00:00"),
            "2024/01/26 3 pm": at("2024-01-26T15:00:00"),
            "2024-01-26": at("2024-01-26T00:00:00"),
            "26.01.2024, 15:00 UTC": at("2024-01-26T15:00:00"),
        },
        ("never", "15:00", "2024-01-26 25:00"),
    ),
    (
        {"type": "year"},
        {"2024": 2024, "0988": 988, "-0044": -44, "12024": 12024, "2024Z": 2024, "2024+02:00": 2024},
        ("24", "988", "0000", "2024.0", "+2024", "02024", "2024-01", " 2024", "MMXXIV", "1" * 17),
    ),
    (
        {"type": "yearmonth"},
        {"2024-01": "2024-01", "-0044-03": "-0044-03", "12024-12": "12024-12", "2024-01Z": "2024-01"},
        ("2024-13", "2024-00", "2024-1", "2024", "0000-01", "2024-01-01", "01-2024"),
    ),
    (
        {"type": "duration"},
        {
            "P12M": "P1Y",
            "PT36H": "P1DT12H",
            "P0D": "PT0S",
            "-P1D": "-P1D",
            "PT1.50S": "PT1.5S",
            "PT90M": "PT1H30M",
            "P1Y2M3DT4H5M6S": "P1Y2M3DT4H5M6S",
            "PT60S": "PT1M",
            "P14M": "P1Y2M",
        },
        (
            "P",
            "PT",
            "P1S",
            "1Y",
            "P1YT",
            "P1M2Y",
            "P-1D",
            "P1.5D",
            "P2W",
            "p1d",
            "PT1.S",
            "+P1D",
            "PT1M2H",
            "P1DT",
        ),
    ),
)
DOCUMENTS: tuple[Texts, ...] = (
    (
        {"type": "object"},
        {"{}": {}, '{"a": [1.0, "ж"]}': {"a": [1, "ж"]}, ' {"a": null} ': {"a": None}},
        ("[]", "1", '"a"', "{a: 1}", '{"a": NaN}', '{"a": 1', "", "{'a': 1}"),
    ),
    ({"type": "array"}, {"[]": [], '[1, "b", {}]': [1, "b", {}]}, ("{}", "1", "[1,", "[Infinity]", "1,2")),
    ({"type": "list"}, {"a,b": ["a", "b"], "a,,": ["a", "", ""], "a;b": ["a;b"], " a": [" a"]}, ()),
    ({"type": "list", "itemType": "integer", "delimiter": "||"}, {"1||+2": [1, 2]}, ("1|2", "1||", "x", "1.0")),
    ({"type": "list", "itemType": "number", "delimiter": ";"}, {"1.5;2": [1.5, 2.0]}, ("1,5;2", "1; 2")),
    ({"type": "list", "itemType": "boolean"}, {"true,0": [True, False]}, ("true,no",)),
    ({"type": "list", "itemType": "date"}, {"2024-01-26": [date(2024, 1, 26)]}, ("26.01.2024",)),
    ({"type": "list", "itemType": "time"}, {"15:00:00": [time(15)]}, ("15:00",)),
    ({"type": "list", "itemType": "datetme"}, {"2024-01-26T15:00:00Z": [at("2024-01-26T15:00:00")]}, ("2024-01-26",)),
    (
        {"type": "geopoint"},
        {"90.50, 45.50": GeoPoint(90.5, 45.5), "-180,-90": GeoPoint(-180, -90), "1e1,+2": GeoPoint(10, 2)},
        ("1", "1;2", "1, 2, 3", "181,0", "0,90.1", "a,b", "1 ,2", "[1,2]", "NaN,1", "1,"),
    ),
    (
        {"type": "geopoint", "format": "array"},
        {"[90.50, 45]": GeoPoint(90.5, 45)},
        ('["1", "2"]', "[1]", "[1,2,3]", "1,2", "[true, 1]", "[0, 91]"),
    ),
    (
        {"type": "geopoint", "format": "object"},
        {'{"lat": 1, "lon": 2.5}': GeoPoint(2.5, 1)},
        ('{"lon": 1}', '{"lon": 1, "lat": 2, "alt": 3}', "[1, 2]", '{"lon": "1", "lat": 2}', '{"lon": 181, "lat": 0}'),
    ),
    (
        {"type": "geojson"},
        {
            '{"type":"Point","coordinates":[1,2]}': {"type": "Point", "coordinates": [1, 2]},
            '{"type":"Polygon","coordinates":' + _RING + "}": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
            '{"type":"Feature","geometry":null,"properties":null}': {"type": "Feature", "geometry": None, "properties": None},
            '{"type":"FeatureCollection","features":[]}': {"type": "FeatureCollection", "features": []},
        },
        (
            *("{}", "[1,2]", '{"type":"Point"}', '{"type":"Point","coordinates":[1]}', '{"type":"Circle","coordinates":[1,2]}'),
            *('{"type":"LineString","coordinates":[[1,2]]}', '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,2]]]}'),
            *('{"type":"Feature","geometry":null}', '{"type":"Point","coordinates":["1","2"]}', "words"),
            *('{"type":"FeatureCollection","features":[{}]}', '{"type":"Point","coordinates":[1,2],"bbox":[1]}'),
        ),
    ),
    (
        {"type": "geojson", "format": "topojson"},
        {
            '{"type":"Topology","objects":{},"arcs":[]}': {"type": "Topology", "objects": {}, "arcs": []},
            '{"type":"Topology","objects":{"a":{"type":"LineString","arcs":[-1]}},"arcs":[[[0,0],[1,1]]]}': {
                "type": "Topology", "objects": {"a": {"type": "LineString", "arcs": [-1]}}, "arcs": [[[0, 0], [1, 1]]],
            },
        },
        ('{"type":"Topology"}', '{"type":"Topology","objects":{"a":{"type":"LineString","arcs":[1]}},"arcs":[[[0,0],[1,1]]]}', "[]"),
    ),
)  # fmt: skip
ALL = STRINGS + NUMBERS + MOMENTS + DOCUMENTS
