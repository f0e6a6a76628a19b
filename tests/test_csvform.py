"""The canonical form: one table, one sequence of bytes, and back."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mutations import without_references
from tests.strategies import TEXT, tables
from tests.workbench import QUICK_ENGINES, TODAY, Bench, parse, places, repository, schemas, typed_rows
from wartally.csvform import canonical, from_cell, reformat, to_cell
from wartally.errors import DataError
from wartally.schema import TableSchema, table_schema
from wartally.validation.engines import validate

ALL_KINDS = table_schema(
    {
        "name": "all_kinds",
        "primaryKey": ["key", "number"],
        "uniqueKeys": [["day", "word"]],
        "fields": [
            {"name": "key", "type": "string", "constraints": {"required": True, "pattern": "^[a-zії_]+$"}},
            {"name": "number", "type": "integer", "constraints": {"minimum": -5, "maximum": 10**6}},
            {"name": "whole", "type": "integer"},
            {"name": "share", "type": "number", "constraints": {"minimum": -1, "maximum": 1}},
            {
                "name": "day",
                "type": "date",
                "constraints": {"minimum": "2022-02-24", "maximum": "2026-12-31"},
            },
            {"name": "true", "type": "boolean"},
            {"name": "word", "type": "string", "constraints": {"minLength": 2, "maxLength": 6}},
            {"name": "code", "type": "string", "constraints": {"enum": ["a", "b c", "ґ"]}},
            {"name": "text", "type": "string"},
            {"name": "once", "type": "string", "constraints": {"unique": True}},
        ],
    }
)
ANY_SCHEMA = [ALL_KINDS, *schemas().values()]


def reread(schema: TableSchema, content: bytes) -> list[dict[str, object]]:
    """The typed rows of canonical bytes."""
    return typed_rows(schema, csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("schema", ANY_SCHEMA, ids=lambda s: s.name)
def test_canonical_bytes_read_and_written_again_are_the_same(schema, data):
    rows = data.draw(tables(schema))
    content = canonical(schema, rows)
    again = reread(schema, content)
    assert canonical(schema, again) == content
    assert reformat(schema, content, "here") == content
    assert canonical(schema, reversed(rows)) == content
    assert sorted(repr([row[name] for name in schema.field_names]) for row in rows) == sorted(
        repr(list(row.values())) for row in again
    )


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("engine", QUICK_ENGINES)
def test_what_a_schema_allows_no_engine_finds_fault_with(tmp_path, engine, data):
    schema = data.draw(st.sampled_from(ANY_SCHEMA))
    rows = data.draw(tables(schema).filter(bool))
    content = parse(schema, canonical(schema, rows))
    work = Bench(tmp_path, {schema.name: content}, {schema.name: without_references(schema)})
    findings = validate(work.package(), engine, today=TODAY).findings
    assert not findings, list(places(findings))


@settings(deadline=None)
@given(st.lists(st.lists(TEXT.filter(lambda text: "\n" not in text), min_size=3, max_size=3)))
def test_reformat_takes_marks_line_ends_quotes_and_the_order_of_columns_away(cells):
    schema = table_schema(
        {"name": "t", "fields": [{"name": name} for name in "abc"], "primaryKey": ["a", "b", "c"]}
    )
    rows = [dict(zip("abc", row, strict=True)) for row in cells]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list("cab"), lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    assert reformat(schema, b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"), "here") == canonical(
        schema, rows
    )


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "string", ""),
        (True, "boolean", "true"),
        (False, "boolean", "false"),
        (date(2022, 11, 11), "date", "2022-11-11"),
        (79400, "integer", "79400"),
        (-5, "integer", "-5"),
        (48.59419, "number", "48.59419"),
        (0.1, "number", "0.1"),
        ("Бахмут", "string", "Бахмут"),
    ],
)
def test_a_value_has_one_text(value, kind, text):
    assert to_cell(value) == text
    assert from_cell(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x", "integer"), ("1.5", "integer"), ("2022-02-30", "date"), ("yes", "boolean"), ("far", "number")],
)
def test_a_text_that_is_no_value_is_refused(text, kind):
    with pytest.raises(ValueError, match=r".+"):
        from_cell(text, kind)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,\xff\n", "line 2: byte 6 is not UTF-8"),
        (b"a,b\n1,2\n3\n", "line 3: 1 cells where the header has 2"),
        (b"a,c\n1,2\n", "line 1: the columns are not those of schemas/t.yaml: b, c"),
        (b"a,a\n1,2\n", "line 1: the columns are not those"),
        (b"", "the file is empty"),
        (b'a,b\n1,"2"3\n', "line 2"),
        (b'a,b\n1,"2\n', "line 2"),
    ],
)
def test_reformat_names_the_line_of_what_it_cannot_read(content, said):
    schema = table_schema({"name": "t", "fields": [{"name": "a"}, {"name": "b"}]})
    with pytest.raises(DataError, match=r"^here") as failed:
        reformat(schema, content, "here")
    assert said in str(failed.value)


def test_a_carriage_return_stays_in_its_cell():
    schema = table_schema({"name": "t", "fields": [{"name": "a"}, {"name": "b"}]})
    content = canonical(schema, [{"a": "x\ry", "b": "z"}])
    assert reformat(schema, content, "here") == content == b'a,b\n"x\ry",z\n'


def test_numbers_in_a_key_sort_as_numbers():
    schema = table_schema({"name": "t", "fields": [{"name": "n", "type": "integer"}], "primaryKey": ["n"]})
    assert canonical(schema, [{"n": 10}, {"n": 9}, {"n": -1}]) == b"n\n-1\n9\n10\n"


def test_the_repository_is_in_canonical_form():
    for table in repository().tables.values():
        content = table.path.read_bytes()
        assert reformat(table.schema, content, table.file) == content, table.file
