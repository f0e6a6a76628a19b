"""The engine that runs frictionless, the reference reading of the standard, on the compiled descriptor.

What frictionless finds is told under the names of our own rules wherever the two mean the
same. What it does not look at is not made good here: it passes over `uniqueKeys` and
`categories`, reads no rule of `validators/`, and is more lenient about some texts (a space
before a number, a whole number past 64 bits, a day without its leading zero).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from frictionless import FrictionlessException, Resource
from frictionless import Package as FrictionlessPackage

from wartally.descriptor import compile_resource
from wartally.errors import DescriptorError
from wartally.package import Package, Table
from wartally.sources.flat import flat
from wartally.sources.opening import native_columns, part_rows
from wartally.sources.plain import is_plain, plain
from wartally.sources.rows import Unreadable
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.running import step
from wartally.validation.structure import examine, missing_file

__all__ = ["ENGINE", "validate"]

ENGINE = "frictionless"

# frictionless's error types under our rules' names; any other keeps its own.
_RULES = {
    "type-error": "type",
    "unique-error": "unique",
    "primary-key": "primaryKey",
    "foreign-key": "foreignKeys",
    "extra-cell": "structure",
    "missing-cell": "structure",
    "blank-row": "structure",
    "encoding-error": "encoding",
    "byte-count": "bytes",
    "hash-count": "hash",
    "row-count": "rows",
}
_CONSTRAINT = re.compile(r'constraint "(\w+)"')
_NO_LIMIT = 2**31
# What frictionless is known to let out on files that are no tables.
_STOPPED = (
    ArithmeticError,
    AssertionError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    csv.Error,
    re.error,
)


def validate(package: Package, today: date) -> Report:
    """All that frictionless finds in a package's files; `today` is not needed, since no rule is run.

    Raises DescriptorError if frictionless cannot read the descriptor.
    """
    del today
    tables = package.tables
    try:
        theirs = FrictionlessPackage.from_descriptor(_descriptor(package), basepath=str(package.root))
    except FrictionlessException as error:
        said = "; ".join(_said(reason) for reason in error.reasons or [error.error])
        raise DescriptorError(f"{package.descriptor_path}: {said}") from error
    findings: list[Finding] = []
    counts = [(r.name, _table(tables[r.name], r, findings)) for r in theirs.resources]
    return report_of(ENGINE, counts, 0, findings)


def _descriptor(package: Package) -> dict[str, Any]:
    """The package's descriptor, with its resources compiled from the schemas where it has its own."""
    resources = [_resource(package, table) for table in package.tables.values()]
    return {**package.descriptor, "resources": resources}


def _resource(package: Package, table: Table) -> dict[str, Any]:
    if not package.owns_schemas:
        return {**table.resource, "name": table.name}
    compiled = compile_resource(table.schema, table.file, 0, "", 0)
    stated = {name: table.resource[name] for name in ("bytes", "hash", "rows") if name in table.resource}
    return {k: v for k, v in compiled.items() if k not in ("bytes", "hash", "rows")} | stated


def _table(table: Table, resource: Resource, findings: list[Finding]) -> int:
    """Add what is found in one table; returns how many rows were read."""
    step("checking", table.name)
    try:
        header = examine(plain(table).path).header
    except OSError as error:
        findings.append(missing_file(table.name, table.file, error))
        return 0
    try:
        report = resource.validate(limit_errors=_NO_LIMIT)
    except FrictionlessException as error:
        findings.append(_file_finding(table, error.error))
        return 0
    except _STOPPED as error:
        message = f"frictionless cannot go on with this file ({type(error).__name__}: {error})"
        findings.append(Finding(table.name, rule="structure", message=message, file=table.file))
        return 0
    findings += _findings(table, header, [*report.errors, *(e for task in report.tasks for e in task.errors)])
    return int(report.tasks[0].stats.get("rows") or 0) if report.tasks else 0


def _places(table: Table) -> list[tuple[str, int]]:
    """The file and line of each row as frictionless counts them: from the first row, comments among them.

    Names that the format gives count as a row; the header of a further file does not.
    """
    places: list[tuple[str, int]] = []
    try:
        named = native_columns(table)
        places += [(table.file, 1)] if named is not None else []
        for number, part in enumerate(table.parts):
            rows = part_rows(part, table, [], named)
            if number and named is None:
                next(rows, None)
            places += ((part.file, row.line) for row in rows)
    except (OSError, Unreadable):
        # What there is up to here: frictionless could not read on either.
        pass
    return places


def _findings(table: Table, header: list[str], errors: list[Any]) -> Iterator[Finding]:
    places = _places(table) if errors else []
    head_line = flat(table).head_line if errors and not is_plain(table) else 1
    for error in errors:
        number = getattr(error, "row_number", None)
        if number is None:
            yield _file_finding(table, error, head_line)
        else:
            place = places[number - 1] if number <= len(places) else (table.file, -1)
            yield _row_finding(table, header, error, *place)


def _file_finding(table: Table, error: Any, head_line: int = 1) -> Finding:
    """The finding for an error about a file or its header."""
    labels = getattr(error, "row_numbers", None)
    if labels is None:
        rule = _RULES.get(error.type, error.type)
        return Finding(table.name, rule=rule, message=_said(error), file=table.file)
    column = getattr(error, "field_name", "") or getattr(error, "label", "")
    return Finding(
        table.name, head_line, column, "header", _said(error), getattr(error, "label", ""), file=table.file
    )


def _row_finding(table: Table, header: list[str], error: Any, file: str, line: int) -> Finding:
    """The finding for an error about a cell or a row."""
    cells = dict(zip(header, error.cells, strict=False))
    key = table.schema.primary_key
    column = getattr(error, "field_name", "")
    value = getattr(error, "cell", "")
    rule = _RULES.get(error.type, error.type)
    if error.type == "constraint-error":
        named = _CONSTRAINT.search(error.note)
        rule = named[1] if named else rule
    elif error.type == "unique-error":
        key = (column,)
    elif error.type == "primary-key":
        column = key[0] if len(key) == 1 else ""
        value = ", ".join(cells.get(name, "") for name in key)
    elif error.type == "foreign-key":
        column = error.field_names[-1]
        value = ", ".join(cells.get(name, "") for name in error.field_names)
    elif rule == "structure":
        column, value = "", ",".join(error.cells)[:200]
    named_key = tuple((name, cells.get(name, "")) for name in key)
    return Finding(table.name, line, column, rule, _said(error), value, file=file, key=named_key)


def _said(error: Any) -> str:
    """The error in frictionless's own words, on one line."""
    return " ".join(str(error.message).split())
