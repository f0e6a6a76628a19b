"""The engines by name; each is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple, cast

from wartally.collecting import uncollected
from wartally.errors import BadArgument, WartallyError
from wartally.package import Package
from wartally.validation.apart import names_apart, names_told
from wartally.validation.findings import Report, report_of
from wartally.validation.known import completed
from wartally.validation.noting import note_findings
from wartally.validation.source import loose_findings

__all__ = ["ENGINES", "Engine", "validate"]


class Engine(NamedTuple):
    """Where an engine lives, the library it stands on, and the extra that brings it (blank: none needed).

    One that `folds_case` takes names that differ by case only for the same.
    """

    module: str
    library: str
    extra: str
    folds_case: bool = False


ENGINES: Mapping[str, Engine] = {
    "duckdb": Engine("wartally.validation.duckdb_engine", "duckdb", "", folds_case=True),
    "pandera": Engine("wartally.validation.pandera_engine", "pandera", "pandera"),
    "frictionless": Engine("wartally.validation.frictionless_engine", "frictionless", "frictionless"),
    "spark": Engine("wartally.validation.spark_engine", "pyspark", "spark", folds_case=True),
}


def validate(package: Package, engine: str = "duckdb", *, today: date, master: str | None = None) -> Report:
    """All that the engine of that name finds wrong in a package; `today` is the clock for the rules.

    Each finding says what was expected and, where it is obvious, what was meant, in every engine alike.
    Of resources that are no tables only size and hash are checked; a warning tells so of each.
    Only duckdb and spark run the rules in `validators/`; spark runs on `master`, or in the Spark session
    that this process has. Raises BadArgument if there is no such engine, WartallyError if the extra it
    needs is not installed, DescriptorError or SchemaError if the package itself cannot be read.
    """
    if engine not in ENGINES:
        raise BadArgument(f"there is no engine {engine!r}; the engines are {', '.join(ENGINES)}")
    chosen = ENGINES[engine]
    if find_spec(chosen.library) is None:
        raise WartallyError(
            f"the engine {engine} needs {chosen.library}, which is not installed; "
            f"`pip install 'wartally{f'[{chosen.extra}]' if chosen.extra else ''}'` brings it"
        )
    if master is not None and engine != "spark":
        raise BadArgument(f"a master is for the engine spark, not for {engine}")
    if chosen.folds_case:
        package = names_apart(package)
    options = {} if master is None else {"master": master}
    run = import_module(chosen.module).validate
    with uncollected():
        report = cast(Report, run(package, today, **options))
        found = [*report.findings, *loose_findings(package), *note_findings(package.schemas)]
        told = report_of(engine, report.tables, report.rules, completed(package, found))
    return names_told(told, package)
