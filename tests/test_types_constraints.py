"""Constraints on every type, the same in all engines; what a schema may not say, and is told so."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from wartally.cells import holds, reader
from wartally.cells.durations import compare_durations, read_duration
from wartally.cells.patterns import translate
from wartally.errors import SchemaError
from wartally.package import open_package
from wartally.schema import table_schema
from wartally.validation.engines import validate

# ruff: noqa: E501 - an edge stands on one line, whole.
# A field, the rule that is tried, texts that keep to it and texts that do not.
EDGES: tuple[tuple[dict[str, Any], str, tuple[str, ...], tuple[str, ...]], ...] = (
    ({"type": "integer", "constraints": {"minimum": "5"}}, "minimum", ("5", "+6"), ("4", "-9")),
    ({"type": "number", "constraints": {"maximum": 1.5}}, "maximum", ("1.50", "-INF"), ("1.51", "INF", "NaN")),
    ({"type": "number", "constraints": {"exclusiveMinimum": 0}}, "exclusiveMinimum", ("1e-9",), ("0", "-0.0", "nan")),
    ({"type": "number", "constraints": {"enum": ["0.5", 1, "NaN"]}}, "enum", (".50", "1.0", "nan"), ("0.51", "INF")),
    (
        {"type": "number", "decimalChar": ",", "constraints": {"minimum": "0,5"}},
        *("minimum", ("0,50", "1"), ("0,49",)),
    ),
    (
        {"type": "date", "format": "%d.%m.%Y", "constraints": {"minimum": "2024-01-31"}},
        *("minimum", ("31.01.2024", "01.02.2024"), ("30.01.2024", "01.02.2023")),
    ),
    ({"type": "time", "constraints": {"exclusiveMaximum": "12:00:00"}}, "exclusiveMaximum", ("11:59:59",), ("12:00:00",)),
    (
        {"type": "time", "format": "%H:%M:%S.%f", "constraints": {"minimum": "12:00:00.5"}},
        *("minimum", ("12:00:00.5", "12:00:01.0"), ("12:00:00.49", "12:00:00.0")),
    ),
    (
        {"type": "datetime", "constraints": {"maximum": "2024-01-26T12:00:00Z"}},
        *("maximum", ("2024-01-26T14:00:00+02:00", "2024-01-26T12:00:00"), ("2024-01-26T12:00:00.000001",)),
    ),
    ({"type": "year", "constraints": {"minimum": -44}}, "minimum", ("-0044", "2024"), ("-0045",)),
    (
        {"type": "yearmonth", "constraints": {"minimum": "-0001-12"}},
        *("minimum", ("-0001-12", "0001-01", "12024-01"), ("-0001-11", "-12024-12")),
    ),
    (
        {"type": "duration", "constraints": {"minimum": "P1M"}},
        *("minimum", ("P1M", "P32D", "P1Y"), ("P28D", "P31D", "-P1Y")),
    ),
    ({"type": "duration", "constraints": {"exclusiveMaximum": "P1D"}}, "exclusiveMaximum", ("PT23H",), ("PT24H", "P1M")),
    ({"type": "duration", "constraints": {"enum": ["P1Y"]}}, "enum", ("P12M", "P1Y"), ("P365D",)),
    ({"type": "boolean", "constraints": {"enum": ["true"]}}, "enum", ("1", "TRUE"), ("0",)),
    ({"type": "geopoint", "constraints": {"enum": [[30, 50.5]]}}, "enum", ("30.0, 50.50",), ("30,50",)),
    (
        {"type": "geopoint", "format": "object", "constraints": {"enum": [{"lon": 1, "lat": 2}]}},
        *("enum", ('{"lat": 2.0, "lon": 1}',), ('{"lat": 1, "lon": 2}',)),
    ),
    ({"type": "list", "itemType": "integer", "constraints": {"enum": [[1, 2], "3"]}}, "enum", ("1,+2", "3"), ("2,1",)),
    ({"type": "object", "constraints": {"enum": [{"a": 1}, '{"b": [1]}']}}, "enum", ('{"a":1.0}', '{"b":[1]}'), ("{}",)),
    ({"type": "string", "constraints": {"minLength": "2"}}, "minLength", ("їж", "😀😀"), ("ж", "😀")),
    ({"constraints": {"maxLength": 2}}, "maxLength", ("12",), ("123",)),
    ({"type": "array", "constraints": {"minLength": 1}}, "minLength", ("[[]]",), ("[]",)),
    ({"type": "geojson", "constraints": {"maxLength": 2}}, "maxLength", ('{"type":"Point","coordinates":[]}',),
     ('{"type":"Point","coordinates":[],"a":1}',)),
    ({"type": "list", "constraints": {"maxLength": 2}}, "maxLength", ("a,b",), ("a,b,",)),
    ({"type": "string", "constraints": {"pattern": r"[\i-[:]][\c-[:]]*"}}, "pattern", ("a-1", "Ж"), ("1a", "a:b")),
    ({"type": "string", "constraints": {"pattern": "(a{50}){50}|b"}}, "pattern", ("b", "a" * 2500), ("a" * 2499,)),
    ({"type": "string", "constraints": {"pattern": r"\w+"}}, "pattern", ("a1ж+",), ("a_b", "a b")),
    ({"type": "string", "constraints": {"pattern": r"\d+"}}, "pattern", ("12", "१२"), ("1a", "")),
    ({"type": "string", "constraints": {"pattern": r"(?=.*\d).{3}"}}, "pattern", ("ab1",), ("abc", "1")),
    (
        {"type": "object", "constraints": {"jsonSchema": {"properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "number"}}}}},
        *("jsonSchema", ('{"a": 1}', "{}"), ('{"a": "1"}',)),
    ),
    ({"type": "integer", "categories": ["1", 2]}, "categories", ("01", "2"), ("3",)),
    ({"type": "string", "categories": [{"value": "a", "label": "A"}]}, "categories", ("a",), ("A",)),
)  # fmt: skip
IDS = [f"{about.get('type', 'any')} {rule} {number}" for number, (about, rule, _, _) in enumerate(EDGES)]


@pytest.mark.parametrize(("about", "rule", "good", "bad"), EDGES, ids=IDS)
def test_a_value_keeps_to_a_constraint_or_does_not(about, rule, good, bad):
    field = table_schema({"fields": [{"name": "v", "missingValues": [], **about}]}, "t").fields[0]
    keeps, read = holds(field, rule), reader(field)
    assert [text for text in good if not keeps(read(text))] == []
    assert [text for text in bad if keeps(read(text))] == []


def described(root: Path, tables: dict[str, tuple[str, dict[str, Any]]]) -> Path:
    """A package of tables, each with the text of its file and its schema."""
    resources = []
    for name, (text, schema) in tables.items():
        (root / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema})
    (root / "datapackage.json").write_text(
        json.dumps({"name": "x", "resources": resources}), encoding="utf-8"
    )
    return root


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize("engine", ["duckdb", "pandera"])
def test_the_engines_say_the_same_of_all_edges(tmp_path, engine):
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    expected = set()
    for number, (about, rule, good, bad) in enumerate(EDGES):
        lines = [*good, *bad]
        field = {"name": "v", "missingValues": ["missing"], **about}
        body = "".join(f"{n},{quoted(text)}\n" for n, text in enumerate(lines))
        tables[f"t{number}"] = (f"id,v\n{body}", {"fields": [{"name": "id", "type": "integer"}, field]})
        expected |= {(f"t{number}", rule, n) for n in range(2 + len(good), 2 + len(lines))}
    found = validate(open_package(described(tmp_path, tables)), engine, today=date(2026, 1, 1)).findings
    assert {(f.table, f.rule, f.line) for f in found} == expected
    assert len(expected) >= 45


def test_values_are_compared_and_not_their_texts(tmp_path):
    schema = {
        "fields": [
            {"name": "a", "type": "number", "constraints": {"unique": True}},
            {"name": "b", "type": "datetime", "constraints": {"unique": True}},
            {"name": "c", "type": "duration", "constraints": {"unique": True}},
            {"name": "d", "type": "object", "constraints": {"unique": True}},
            {"name": "e", "type": "geopoint", "constraints": {"unique": True}},
        ],
        "missingValues": ["", "-"],
        "uniqueKeys": [["a", "b"]],
    }
    text = (
        "a,b,c,d,e\n"
        '1,2024-01-01T00:00:00Z,P1Y,"{""x"": 1, ""y"": 2}","1, 2"\n'
        '1.0,2024-01-01T02:00:00+02:00,P12M,"{""y"":2.0,""x"":1}","1.0,2"\n'
        "-,,-,-,\n-,,-,-,\n"
    )
    found = validate(
        open_package(described(tmp_path, {"t": (text, schema)})), today=date(2026, 1, 1)
    ).findings
    said = {(f.rule, f.column, f.line) for f in found}
    assert said == {("uniqueKeys", "", 3), *(("unique", name, 3) for name in "abcde")}


def test_a_reference_to_another_type_is_compared_as_text(tmp_path):
    key = {"foreignKeys": [{"fields": "v", "reference": {"resource": "u", "fields": "w"}}]}
    tables: dict[str, tuple[str, dict[str, Any]]] = {
        "t": ("v\n1\nx\n3\n", {"fields": [{"name": "v", "type": "string"}], **key}),
        "u": ("w\n1\n2\n", {"fields": [{"name": "w", "type": "integer"}]}),
    }
    found = validate(open_package(described(tmp_path, tables)), today=date(2026, 1, 1)).findings
    assert {(f.table, f.rule, f.line) for f in found} == {("t", "foreignKeys", 3), ("t", "foreignKeys", 4)}


def test_durations_have_the_order_of_xml_schema():
    rising = [
        "-P1Y",
        "-P1D",
        "PT0S",
        "PT0.001S",
        "PT1H",
        "P1D",
        "P27D",
        "P1M",
        "P32D",
        "P1Y",
        "P367D",
        "P400Y",
    ]
    assert all(compare_durations(one, other) == -1 for one, other in pairwise(rising))
    assert all(compare_durations(other, one) == 1 for one, other in pairwise(rising))
    assert [compare_durations("P1M", f"P{days}D") for days in (28, 30, 31)] == [None, None, None]
    assert compare_durations("P1Y", "P365D") is None
    assert compare_durations("P400Y", "P146097D") == 0
    assert [read_duration(text) for text in ("P365D", "PT86400S", "-PT0S")] == ["P365D", "P1D", "PT0S"]


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("^a$|^b$", "ab", ["c", "ab"]),
        ("a$5", ["a$5"], ["a"]),
        (r"\p{Lu}\p{IsCyrillic}*", ["Ж", "Жук"], ["ж", "Zoo"]),
        (r"\P{L}+", ["12"], ["1a"]),
        (r"[^\s\d]+", ["ab"], ["a b", "1"]),
        (r"\S\D\W\C\I", ["aa_ 1"], [" a_ 1", "a1_ 1", "aaa 1"]),
        ("[a-z-[aeiou-[e]]]+", ["bed"], ["bad"]),
        (r"[&\-~^]+", ["&-~^"], ["a"]),
        ("a{2}b{1,}c{0,1}", ["aab", "aabbc"], ["ab"]),
        (".", ["a", "😀"], ["\n", "\r", "ab"]),
        (r"https?:\/\/x", ["http://x"], ["http:/x"]),
        (r"\[\]\{\}\(\)", ["[]{}()"], ["[]"]),
        ("a{,2}", ["", "aa"], ["aaa"]),
        (r"(a)\1", ["aa"], ["ab"]),
    ],
)
def test_patterns_are_those_of_xml_schema(pattern, good, bad):
    form = translate(pattern)
    assert [text for text in good if not re.fullmatch(form.python, text)] == []
    assert [text for text in bad if re.fullmatch(form.python, text)] == []


WRONG: tuple[tuple[Any, str], ...] = (
    (3, "must be a mapping"),
    ([], "must be a mapping"),
    ({"fields": 3}, "`fields` must be a list"),
    ({"fields": None}, "`fields` must be a list"),
    ({"fields": ["a"]}, "/fields/0: every field must be a mapping"),
    ({"fields": [{"name": 5}]}, "/fields/0: every field must be a mapping with a name"),
    ({"type": ["string"]}, "field v: type ['string'] is not one of"),
    ({"type": "date", "format": 5}, "`format` must be text"),
    ({"type": "date", "format": "YYYY-MM-DD"}, "neither default nor any nor a pattern"),
    ({"type": "date", "format": "%Y-%Q"}, "has %Q"),
    ({"type": "date", "format": "%Y%"}, "has % at its end"),
    ({"type": "string", "format": "postcode"}, "has default, email, uri, binary, uuid"),
    ({"type": "year", "format": "%Y"}, "format '%Y' is none of the type year"),
    ({"type": "number", "decimalChar": 5}, "`decimalChar` must be text"),
    ({"type": "number", "decimalChar": ""}, "`decimalChar` must be a sign"),
    ({"type": "number", "groupChar": "."}, "are both '.'"),
    ({"type": "number", "groupChar": "5"}, "part of numbers themselves"),
    ({"type": "number", "bareNumber": "no"}, "`bareNumber` must be true or false"),
    ({"type": "boolean", "trueValues": "yes"}, "`trueValues` must be a list of texts"),
    ({"type": "boolean", "trueValues": [True]}, "`trueValues` must be a list of texts"),
    ({"type": "boolean", "trueValues": ["x"], "falseValues": ["x"]}, "'x' is among both"),
    ({"type": "list", "itemType": "list"}, "`itemType` 'list' is not one of"),
    ({"type": "list", "delimiter": 5}, "`delimiter` must be text"),
    ({"constraints": []}, "`constraints` must be a mapping"),
    ({"constraints": {"minimun": 1}}, "unknown constraint 'minimun' (did you mean 'minimum'?)"),
    ({"constraints": {"required": "yes"}}, "required must be true or false"),
    ({"constraints": {"unique": None}}, "unique has no value"),
    ({"constraints": {"enum": 5}}, "enum must be a list"),
    ({"constraints": {"enum": []}}, "enum must be a list"),
    ({"type": "integer", "constraints": {"enum": [1, True]}}, "enum has True, which is no value"),
    ({"type": "integer", "constraints": {"minimum": [1]}}, "minimum has [1], which is no value"),
    ({"type": "date", "constraints": {"maximum": "31.12.2024"}}, "no value of the type date"),
    ({"constraints": {"minimum": 1}}, "minimum is not for fields of type any; it is for date"),
    ({"type": "boolean", "constraints": {"maximum": True}}, "not for fields of type boolean"),
    ({"type": "integer", "constraints": {"pattern": "1"}}, "pattern is not for fields of type integer"),
    ({"type": "string", "constraints": {"pattern": 1}}, "pattern must be text"),
    ({"type": "string", "constraints": {"pattern": "("}}, "pattern '(' is broken"),
    ({"type": "string", "constraints": {"pattern": r"\p{Nope}"}}, "no category of Unicode 'Nope'"),
    ({"type": "string", "constraints": {"minLength": -1}}, "minLength must be a whole number"),
    ({"type": "string", "constraints": {"maxLength": True}}, "maxLength must be a whole number"),
    ({"type": "date", "constraints": {"maxLength": 1}}, "maxLength is not for fields of type date"),
    ({"type": "string", "constraints": {"jsonSchema": {}}}, "jsonSchema is not for fields of type string"),
    ({"type": "object", "constraints": {"jsonSchema": "x"}}, "jsonSchema must be a JSON Schema"),
    ({"type": "object", "constraints": {"jsonSchema": {"type": "nope"}}}, "jsonSchema cannot be used"),
    ({"type": "object", "constraints": {"jsonSchema": {"$ref": "https://x.org/s"}}}, "outside itself"),
    ({"type": "object", "constraints": {"jsonSchema": {"pattern": "("}}}, "'(' is not a 'regex'"),
    ({"categories": 5}, "`categories` must be a list"),
    ({"categories": [{"label": "a"}]}, "/categories/0: a category must have a value"),
    ({"categories": [True]}, "/categories/0: a category must have a value"),
    ({"categories": ["a", "a"]}, "has the value 'a' twice"),
    ({"categories": [{"value": 1, "label": "a"}, {"value": 2, "label": "a"}]}, "has the label 'a' twice"),
    ({"type": "integer", "categories": ["x"]}, "categories has 'x', which is no value of the type integer"),
    ({"type": "date", "categories": ["x"]}, "are for fields of type string or integer"),
    ({"categories": ["a"], "constraints": {"enum": ["b"]}}, "not among `categories`"),
    ({"categoriesOrdered": "yes"}, "`categoriesOrdered` must be true or false"),
    ({"missingValues": "x"}, "`missingValues` must be a list of texts"),
    ({"missingValues": [None]}, "`missingValues` has None"),
    ({"missingValues": [{"label": "x"}]}, "`missingValues` has None"),
)
TABLES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"missingValues": [-99]}, "`missingValues` has -99"),
    ({"missingValues": {"": "x"}}, "`missingValues` must be a list of texts"),
    ({"primaryKey": {}}, "`primaryKey` must name fields"),
    ({"primaryKey": 5}, "`primaryKey` must name fields"),
    ({"primaryKey": [["v"]]}, "`primaryKey` must name fields"),
    ({"primaryKey": ["v", "v"]}, "`primaryKey` names a field twice"),
    ({"primaryKey": "w"}, "`primaryKey` names 'w', which is not a field"),
    ({"uniqueKeys": "v"}, "`uniqueKeys` must be a list"),
    ({"uniqueKeys": ["v"]}, "each key in `uniqueKeys` must be a list"),
    ({"uniqueKeys": [[]]}, "each key in `uniqueKeys` must be a list"),
    ({"foreignKeys": {}}, "`foreignKeys` must be a list"),
    ({"foreignKeys": [5]}, "every foreign key needs `fields` and a `reference`"),
    (
        {"foreignKeys": [{"fields": "v", "reference": {"resource": 5, "fields": "v"}}]},
        "a resource's name, not 5",
    ),
    ({"foreignKeys": [{"fields": "v", "reference": {"fields": 5}}]}, "must name `fields`, not 5"),
    ({"foreignKeys": [{"fields": 5, "reference": {"fields": "v"}}]}, "`foreignKeys` must name fields"),
    ({"foreignKeys": [{"fields": "v", "reference": {"fields": "w"}}]}, "`foreignKeys` names 'w'"),
    ({"fieldsMatch": "some"}, "`fieldsMatch` 'some' is not one of exact, equal, subset, superset, partial"),
    ({"fields": [{"name": "v"}, {"name": "v"}]}, "field 'v' is declared twice"),
)


@pytest.mark.parametrize(("wrong", "said"), [*WRONG, *TABLES], ids=[said for _, said in (*WRONG, *TABLES)])
def test_a_schema_that_cannot_be_used_is_refused_in_words(wrong, said):
    raw = wrong
    if (wrong, said) in WRONG and isinstance(wrong, dict) and "fields" not in wrong:
        raw = {"fields": [{"name": "v", **wrong}]}
    elif (wrong, said) in TABLES:
        raw = {"fields": [{"name": "v"}], **wrong}
    with pytest.raises(SchemaError, match=re.escape(said)) as failed:
        table_schema(raw, "t")
    assert str(failed.value).startswith("schema t")


def test_old_and_new_ways_to_write_keys_are_read():
    raw = {
        "fields": [{"name": "a"}, {"name": "b", "missingValues": [{"value": "-", "label": "none"}]}],
        "primaryKey": "a",
        "missingValues": [{"value": "", "label": "left out"}, {"value": "NA"}],
        "foreignKeys": [
            {"fields": "b", "reference": {"resource": "", "fields": "a"}},
            {"fields": ["b"], "reference": {"resource": "self", "fields": ["a"]}},
            {"fields": ["b"], "reference": {"fields": ["a"]}},
        ],
        "fieldsMatch": ["subset"],
    }
    schema = table_schema(raw, "t")
    assert schema.primary_key == ("a",)
    assert {(k.fields, k.resource, k.reference_fields) for k in schema.foreign_keys} == {(("b",), "", ("a",))}
    assert [schema.missing_of(f) for f in schema.fields] == [("", "NA"), ("-",)]
    assert schema.fields_match == "subset"
    assert schema.notes == ()


def test_what_is_nearly_a_known_property_is_noted_and_what_is_not_is_left_alone():
    raw = {
        "fields": [
            {"name": "a", "contraints": {"required": True}, "unit": "kg", "my:note": 1, "sample": "x", "decimal_char": ","},
            {"name": "b", "type": "string", "required": True, "missingvalues": ["-"]},
        ],
        "primarykey": "a",
        "field": [],
        "owner": "me",
    }  # fmt: skip
    notes = table_schema(raw, "t").notes
    assert len(notes) == 5
    for said, known in (
        *(("'contraints'", "'constraints'"), ("'decimal_char'", "'decimalChar'")),
        *(("'missingvalues'", "'missingValues'"), ("'primarykey'", "'primaryKey'")),
    ):
        assert any(said in note and known in note for note in notes), said
    assert any("'required' beside `constraints`" in note for note in notes)
