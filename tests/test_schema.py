"""Schemas: what is refused, and what every schema of the package keeps to."""

from __future__ import annotations

from collections import defaultdict

import pytest
import yaml

from tests.mutations import broken_kinds
from tests.workbench import ROOT, schemas
from wartally.csvform import to_cell
from wartally.errors import SchemaError
from wartally.schema import TYPES, ForeignKey, table_schema

SOUND = {
    "name": "t",
    "title": "T",
    "fields": [
        {"name": "a", "type": "integer", "constraints": {"required": True, "minimum": 0}},
        {
            "name": "b",
            "constraints": {"enum": ["x", "y"]},
            "categories": [{"value": "x", "label": "X", "label@uk": "Ікс"}, "y"],
        },
    ],
    "primaryKey": "a",
    "uniqueKeys": [["a", "b"]],
    "foreignKeys": [{"fields": "b", "reference": {"resource": "", "fields": "b"}}],
    "missingValues": ["", {"value": "-", "label": "none"}],
}
# Names that mean two things by the design: a running total in readings, whether a figure is one in estimates;
# the value of any cell in changes, a running total in rewrites.
HOMONYMS = {"cumulative", "value_before", "value_after"}
FIELDS = [(schema.name, f.name) for schema in schemas().values() for f in schema.fields]


def test_a_schema_is_read_whole():
    schema = table_schema(SOUND)
    assert schema.field_names == ("a", "b")
    assert (schema.primary_key, schema.unique_keys) == (("a",), (("a", "b"),))
    assert schema.foreign_keys == (ForeignKey(("b",), "", ("b",)),)
    assert schema.references() == frozenset()
    assert schema.missing_values == ("", "-")
    first, second = schema.fields
    assert (first.type, first.required, first.enum) == ("integer", True, ())
    assert (second.type, second.required, second.enum) == ("any", False, ("x", "y"))
    assert [(c.value, c.label, c.label_uk) for c in second.categories] == [("x", "X", "Ікс"), ("y", "y", "")]
    assert table_schema(SOUND, "other").name == "other"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "a schema has no name"),
        ({"fields": []}, "at least one field"),
        ({"fields": {"a": 1}}, "must be a list"),
        ({"fields": ["a"]}, "a mapping with a name"),
        ({"fields": [{"type": "string"}]}, "a mapping with a name"),
        ({"fields": [{"name": "a"}, {"name": "a"}]}, "field 'a' is declared twice"),
        ({"fields": [{"name": "a", "type": "colour"}]}, "field a: type 'colour' is not one of"),
        (
            {"fields": [{"name": "a", "constraints": ["required"]}]},
            "field a: `constraints` must be a mapping",
        ),
        ({"fields": [{"name": "a", "constraints": {"minimun": 1}}]}, "field a: unknown constraint 'minimun'"),
        ({"fields": [{"name": "a", "constraints": {"pattern": "("}}]}, "field a: pattern '(' is broken"),
        ({"primaryKey": ["c"]}, "`primaryKey` names 'c', which is not a field"),
        ({"uniqueKeys": [["a", "c"]]}, "`uniqueKeys` names 'c'"),
        ({"foreignKeys": ["b"]}, "every foreign key needs `fields` and a `reference`"),
        ({"foreignKeys": [{"fields": ["c"], "reference": {"fields": ["c"]}}]}, "`foreignKeys` names 'c'"),
        ({"foreignKeys": [{"fields": ["a", "b"], "reference": {"fields": ["a"]}}]}, "as many fields"),
    ],
)
def test_a_schema_that_contradicts_itself_is_refused(change, said):
    sound = SOUND | {"primaryKey": [], "uniqueKeys": [], "foreignKeys": []} if "fields" in change else SOUND
    with pytest.raises(SchemaError) as failed:
        table_schema(sound | change)
    assert said in str(failed.value)
    assert not change.get("name", "t") or "schema t" in str(failed.value)


def test_a_field_that_is_not_there_is_named():
    with pytest.raises(SchemaError, match="schema t: there is no field 'z'"):
        table_schema(SOUND).field_of("z")


def test_the_package_has_its_tables():
    assert len(schemas()) >= 23
    assert len(FIELDS) >= 200
    wanted = {"actors", "sources", "categories", "places", "series", "series_categories", "transcriptions"}
    wanted |= {"reports", "readings", "adjudications", "corrections", "losses", "directions", "rewrites"}
    assert wanted <= set(schemas())


@pytest.mark.parametrize("schema", schemas().values(), ids=schemas())
def test_a_table_is_described_in_both_languages_and_has_its_keys(schema):
    for text in (schema.title, schema.title_uk, schema.description, schema.description_uk, schema.section):
        assert text.strip()
    assert schema.primary_key
    assert all(schema.field_of(name).required for name in schema.primary_key)
    assert len(set(schema.unique_keys)) == len(schema.unique_keys)


@pytest.mark.parametrize(("table", "name"), FIELDS)
def test_a_field_is_described_with_an_example_that_it_allows(table, name):
    field = schemas()[table].field_of(name)
    for text in (field.title, field.title_uk, field.description, field.description_uk):
        assert text.strip()
    assert field.description.endswith(".")
    assert field.type in TYPES
    assert field.example is not None
    assert broken_kinds(field, to_cell(field.example)) == set()
    assert not field.categories or tuple(c.value for c in field.categories) == field.enum
    assert all(c.label and c.label_uk for c in field.categories)


@pytest.mark.parametrize("schema", schemas().values(), ids=schemas())
def test_references_lead_to_a_key_of_the_same_types(schema):
    for key in schema.foreign_keys:
        other = schemas()[key.resource or schema.name]
        unique = [other.primary_key, *other.unique_keys]
        assert key.reference_fields in unique
        for ours, theirs in zip(key.fields, key.reference_fields, strict=True):
            assert schema.field_of(ours).type == other.field_of(theirs).type


def test_one_name_is_one_type_and_one_unit():
    kinds = defaultdict(set)
    for table, name in FIELDS:
        field = schemas()[table].field_of(name)
        kinds[name].add((field.type, field.unit))
    assert {name for name, found in kinds.items() if len(found) > 1} == HOMONYMS


def test_no_text_of_ours_is_cut_at_a_comma():
    # In YAML {en: One, two} says "One", and that a key called "two" has no value.
    files = [*ROOT.glob("schemas/*.yaml"), *ROOT.glob("src/wartally/**/*.yaml")]
    assert len(files) > 40
    for file in files:
        cut = list(_keys_of_nothing(yaml.safe_load(file.read_text(encoding="utf-8"))))
        assert [key for key in cut if " " in key] == [], file.name
    assert list(_keys_of_nothing(yaml.safe_load("{a: [{en: One, two more, uk: Два}]}"))) == ["two more"]


def _keys_of_nothing(value):
    if isinstance(value, dict):
        yield from (str(key) for key, held in value.items() if held is None)
        value = list(value.values())
    if isinstance(value, list):
        for held in value:
            yield from _keys_of_nothing(held)
