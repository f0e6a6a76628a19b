"""A schema compiled to SQLite DDL. Pure: each function returns the SQL that `build` runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wartally.schema import Field, ForeignKey, TableSchema
from wartally.sqlite.columns import checks, column_type, quoted, text

__all__ = [
    "create_index_sql",
    "create_search_sql",
    "create_table_sql",
    "create_unique_sql",
    "creation_order",
    "has_claimed_losses",
    "insert_sql",
    "orphans_sql",
    "quoted",
    "refers_to_key",
    "wide_view_sql",
]


def create_table_sql(schema: TableSchema, schemas: Mapping[str, TableSchema] | None = None) -> str:
    """The CREATE TABLE statement: strict types, primary and foreign keys, each constraint SQLite can check.

    With the other `schemas`, foreign keys to columns that are no key there are left out: a database
    cannot keep them.
    """
    lines = [_column(field, schema) for field in schema.fields]
    if schema.primary_key:
        lines.append(f"PRIMARY KEY ({_names(schema.primary_key)})")
    keys = [k for k in schema.foreign_keys if schemas is None or refers_to_key(schemas, schema.name, k)]
    lines += [_foreign_key(key, schema.name) for key in keys]
    body = ",\n  ".join(lines)
    # Rows kept in the order of their key, unless full-text search needs row numbers to point at.
    keyed = bool(schema.primary_key) and not schema.site.get("search")
    options = "STRICT, WITHOUT ROWID" if keyed else "STRICT"
    return f"CREATE TABLE {quoted(schema.name)} (\n  {body}\n) {options}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(quoted(n) for n in names)


def _column(field: Field, schema: TableSchema) -> str:
    parts = [quoted(field.name), column_type(field)]
    if field.required or field.name in schema.primary_key:
        parts.append("NOT NULL")
    parts += [f"CHECK ({check})" for check in checks(field)]
    return " ".join(parts)


def refers_to_key(schemas: Mapping[str, TableSchema], table: str, key: ForeignKey) -> bool:
    """True if a foreign key of `table` names the columns of a primary or unique key, as databases want it."""
    other = schemas[key.resource or table]
    keys = [other.primary_key, *other.unique_keys]
    return key.reference_fields in [*keys, *((f.name,) for f in other.fields if f.constraints.get("unique"))]


def _foreign_key(key: ForeignKey, table: str) -> str:
    target = key.resource or table
    return f"FOREIGN KEY ({_names(key.fields)}) REFERENCES {quoted(target)} ({_names(key.reference_fields)})"


def insert_sql(schema: TableSchema, rows: int = 1) -> str:
    """The INSERT statement for one row, or several, of values in schema order."""
    one = f"({', '.join('?' * len(schema.fields))})"
    return f"INSERT INTO {quoted(schema.name)} VALUES {', '.join([one] * rows)}"


def create_unique_sql(schema: TableSchema) -> list[str]:
    """The unique indexes, one for each unique key and unique column; to be made once the rows are there.

    As clauses of the table they would be kept in order row by row, which takes three times as long.
    """
    keys = [*schema.unique_keys, *((f.name,) for f in schema.fields if f.constraints.get("unique"))]
    return [
        f"CREATE UNIQUE INDEX {quoted('_'.join(('unique', schema.name, *key)))} "
        f"ON {quoted(schema.name)} ({_names(key)})"
        for key in dict.fromkeys(keys)
        if key != schema.primary_key
    ]


def orphans_sql(schema: TableSchema, schemas: Mapping[str, TableSchema]) -> list[tuple[str, str]]:
    """For each foreign key that the database keeps: the table it refers to, and a query for one lost value.

    It finds what `PRAGMA foreign_key_check` does, which looks at every row instead of every value.
    """
    found = []
    for key in schema.foreign_keys:
        if not refers_to_key(schemas, schema.name, key):
            continue
        target = key.resource or schema.name
        known = " AND ".join(f"{quoted(n)} IS NOT NULL" for n in key.fields)
        pairs = zip(key.reference_fields, key.fields, strict=True)
        match = " AND ".join(f"p.{quoted(theirs)} = c.{quoted(ours)}" for theirs, ours in pairs)
        values = f"SELECT DISTINCT {_names(key.fields)} FROM {quoted(schema.name)} WHERE {known}"
        query = (
            f"SELECT * FROM ({values}) AS c "
            f"WHERE NOT EXISTS (SELECT 1 FROM {quoted(target)} AS p WHERE {match}) LIMIT 1"
        )
        found.append((target, query))
    return found


def create_index_sql(schema: TableSchema) -> list[str]:
    """Indexes for foreign keys that the primary key does not begin with, and those the schema asks for."""
    wanted = [key.fields for key in schema.foreign_keys]
    wanted += [tuple(columns) for columns in schema.site.get("indexes", ())]
    needed = [columns for columns in wanted if columns != schema.primary_key[: len(columns)]]
    needed = [c for c in dict.fromkeys(needed) if not any(o != c and o[: len(c)] == c for o in needed)]
    return [
        f"CREATE INDEX {quoted('_'.join(('idx', schema.name, *columns)))} "
        f"ON {quoted(schema.name)} ({_names(columns)})"
        for columns in needed
    ]


def create_search_sql(schema: TableSchema) -> list[str]:
    """The full-text index over the columns the schema names under `site.search`; none if it names none.

    Datasette recognises the index only if the content table stands in double quotes.
    """
    columns = list(schema.site.get("search", ()))
    if not columns:
        return []
    index = quoted(f"{schema.name}_fts")
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({_names(columns)}, content={quoted(schema.name)}, "
        "tokenize='unicode61 remove_diacritics 2')",
        f"INSERT INTO {index} ({index}) VALUES ('rebuild')",
    ]


def creation_order(schemas: Mapping[str, TableSchema]) -> list[str]:
    """The table names so that each comes after those it refers to, as far as they do so in no circle."""
    order: list[str] = []
    waiting = {name: set(schema.references()) & set(schemas) for name, schema in schemas.items()}
    while waiting:
        lacking = {name: len(needs - set(order)) for name, needs in waiting.items()}
        least = min(lacking.values())
        ready = sorted(name for name, count in lacking.items() if count == least)
        # In a circle one of them has to be the first.
        ready = ready[:1] if least else ready
        order += ready
        for name in ready:
            del waiting[name]
    return order


def has_claimed_losses(schemas: Mapping[str, TableSchema]) -> bool:
    """True if the tables `losses` and `series_categories` are such as ours: others may be called so too."""
    needed = {
        "losses": {"series_id", "report_date", "category_id", "cumulative"},
        "series_categories": {"category_id"},
    }
    return all(
        name in schemas and columns <= set(schemas[name].field_names) for name, columns in needed.items()
    )


def wide_view_sql(categories: Sequence[str]) -> str:
    """The view `losses_daily_wide`: a report a row, a category a column."""
    reports = ["series_id", "report_date"]
    totals = [f"MAX(cumulative) FILTER (WHERE category_id = {text(c)}) AS {quoted(c)}" for c in categories]
    columns = ",\n  ".join(reports + totals)
    return (
        f"CREATE VIEW losses_daily_wide AS\nSELECT\n  {columns}\nFROM losses\nGROUP BY series_id, report_date"
    )
