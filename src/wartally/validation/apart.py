"""A package whose tables and columns databases keep apart, and its findings in the package's own names."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from wartally.package import Package
from wartally.schema import ForeignKey, TableSchema
from wartally.schema.marks import MARK, marked, told
from wartally.sources.table import Table
from wartally.validation.findings import Finding, Report

__all__ = ["names_apart", "names_told"]

_Names = Mapping[str, str]


def names_apart(package: Package) -> Package:
    """The package itself if databases keep its names apart, else one that is like it with marked names."""
    tables = package.tables
    names = dict(zip(tables, marked(tables), strict=True))
    columns = {name: _columns(table.schema) for name, table in tables.items()}
    if all(own == made for said in (names, *columns.values()) for own, made in said.items()):
        return package
    view = copy.copy(package)
    view.__dict__["tables"] = {names[n]: _table(t, names, columns) for n, t in tables.items()}
    return view


def names_told(report: Report, package: Package) -> Report:
    """The report on a package with marked names in the package's own."""
    names = [name for n, table in package.tables.items() for name in (n, *table.schema.field_names)]
    if not any(MARK in name for name in names):
        return report
    tables = tuple((told(name), rows) for name, rows in report.tables)
    return replace(report, tables=tables, findings=tuple(_told(f) for f in report.findings))


def _told(finding: Finding) -> Finding:
    key = tuple((told(name), value) for name, value in finding.key)
    return replace(
        finding,
        table=told(finding.table),
        column=told(finding.column),
        message=told(finding.message),
        expected=told(finding.expected),
        key=key,
    )


def _columns(schema: TableSchema) -> _Names:
    return dict(zip(schema.field_names, marked(schema.field_names), strict=True))


def _table(table: Table, names: _Names, columns: Mapping[str, _Names]) -> Table:
    """The table with its names marked, and those that its keys refer to."""
    own, schema = columns[table.name], table.schema
    named = replace(
        schema,
        name=names[table.name],
        fields=tuple(replace(f, name=own[f.name]) for f in schema.fields),
        primary_key=tuple(own[f] for f in schema.primary_key),
        unique_keys=tuple(tuple(own[f] for f in key) for key in schema.unique_keys),
        foreign_keys=tuple(_key(key, table.name, names, columns) for key in schema.foreign_keys),
    )
    return replace(table, name=names[table.name], schema=named, made=[])


def _key(key: ForeignKey, table: str, names: _Names, columns: Mapping[str, _Names]) -> ForeignKey:
    theirs = columns.get(key.resource or table, {})
    return ForeignKey(
        fields=tuple(columns[table][f] for f in key.fields),
        resource=names.get(key.resource, key.resource),
        reference_fields=tuple(theirs.get(f, f) for f in key.reference_fields),
    )
