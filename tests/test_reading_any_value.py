"""Any value in any place of a descriptor: findings or one line of refusal, never anything else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading import findings, raw
from wartally.errors import WartallyError
from wartally.validation.findings import Finding

FIELD = {
    "name": "a",
    "type": "integer",
    "constraints": {"required": True, "enum": [1, 2]},
    "missingValues": ["-"],
}
KEY = {"fields": ["a"], "reference": {"resource": "", "fields": ["a"]}}
WHOLE: dict[str, Any] = {
    "name": "p",
    "profile": "tabular-data-package",
    "resources": [
        {
            **{
                "name": "t",
                "path": ["t.csv", "u.csv"],
                "type": "table",
                "encoding": "utf-8",
                "format": "csv",
            },
            **{"mediatype": "text/csv", "bytes": 16, "hash": "md5:00", "compression": "no"},
            "dialect": {
                **{"delimiter": ",", "quoteChar": '"', "header": True, "headerRows": [1], "headerJoin": " "},
                **{"commentRows": [9], "commentChar": "#", "nullSequence": "NA", "escapeChar": "\\"},
                **{
                    "lineTerminator": "\n",
                    "itemKeys": ["a"],
                    "property": "x",
                    "sheetNumber": 1,
                    "table": "t",
                },
            },
            "schema": {
                "fields": [FIELD, {"name": "b", "type": "string", "format": "default", "categories": ["x"]}],
                **{"primaryKey": ["a"], "uniqueKeys": [["a", "b"]], "foreignKeys": [KEY]},
                **{"missingValues": ["", {"value": "-", "label": "none"}], "fieldsMatch": "exact"},
            },
        },
        {"name": "j", "data": [{"a": 1, "b": "x"}], "schema": {"fields": [{"name": "a"}, {"name": "b"}]}},
    ],
}
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 5, 1.5, 10**30, "", "x", "t.csv", "../x", "/etc/passwd", "\0", "я" * 3),
    *([], {}, [1], ["a"], [[]], [None], {"a": 1}, {"": None}, "1" * 300, "http://127.0.0.1:9/x"),
]


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value within a value."""
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from places(child, (*here, key))


PLACES = list(places(WHOLE))


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(PLACES), value=st.sampled_from(VALUES))
def test_any_value_in_any_place_is_understood_or_refused_in_one_line(tmp_path_factory, place, value):
    assert len(PLACES) > 70
    descriptor = copy.deepcopy(WHOLE)
    *way, last = place
    target: Any = descriptor
    for key in way:
        target = target[key]
    target[last] = value
    root = raw(tmp_path_factory.mktemp("any"), {"t.csv": "a,b\n1,x\n", "u.csv": "2,y\n"}, descriptor)
    refused, found = verdict(root)
    assert refused.count("\n") == 0
    assert bool(refused) or all(f.rule and f.message and f.table for f in found)


def verdict(root: Path) -> tuple[str, list[Finding]]:
    """Why a package is refused, blank if it is not, and its findings; any other exception comes through."""
    try:
        return "", findings(root)
    except WartallyError as refusal:
        return str(refusal), []
