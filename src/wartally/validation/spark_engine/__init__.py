"""The engine for data past one machine: the same compiled SQL and the same rules, run by Spark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from wartally.errors import WartallyError
from wartally.package import Package
from wartally.scratch import scratch
from wartally.validation.findings import Finding, Report, report_of
from wartally.validation.running import interruptible
from wartally.validation.spark_engine.asking import Asking, first_line
from wartally.validation.spark_engine.cells import cell_findings
from wartally.validation.spark_engine.functions import register
from wartally.validation.spark_engine.keys import key_findings, reference_findings
from wartally.validation.spark_engine.loading import Ready, load_tables, readable
from wartally.validation.spark_engine.ruling import rule_findings
from wartally.validation.spark_engine.session import session
from wartally.validation.spark_engine.tables import Loaded

__all__ = ["ENGINE", "MOST", "validate"]

ENGINE = "spark"
# How many rows are listed of each table, key and rule; of more than these only the number is told.
MOST = 1_000_000


def validate(package: Package, today: date, master: str | None = None) -> Report:
    """All findings about a package's files, cells, keys and rules; `today` is the clock for rules.

    In a program that has a Spark session, that one is used; else one is started on `master` (by default
    `local[*]`) and stopped. Raises WartallyError if Spark cannot be started, DescriptorError or SchemaError
    if the package itself cannot be read.
    """
    tables = package.tables
    findings: list[Finding] = []
    ready = readable(tables.values(), findings)
    with (
        scratch() as folder,
        session(master, sum(one.facts.size for one in ready)) as (spark, small),
        interruptible(spark.sparkContext.cancelAllJobs),
    ):
        try:
            loaded = _listed(Asking(spark, small, MOST, folder), package, ready, findings, today)
        except (PySparkException, Py4JError) as error:
            # Here, while there is a Spark to ask what it meant.
            raise WartallyError(f"Spark gave up: {first_line(error)}") from error
    counts = [(name, loaded[name].rows if name in loaded else 0) for name in tables]
    return report_of(ENGINE, counts, len(package.rules), findings)


def _listed(
    asking: Asking, package: Package, ready: Sequence[Ready], findings: list[Finding], today: date
) -> dict[str, Loaded]:
    """The tables that could be read; what is wrong with them is added to `findings`."""
    register(asking.spark)
    loaded = load_tables(asking, ready, findings)
    findings += cell_findings(asking, loaded.values())
    findings += key_findings(asking, loaded.values())
    findings += reference_findings(asking, loaded.values(), loaded)
    findings += rule_findings(asking, package.rules, loaded, today)
    for table in loaded.values():
        asking.drop(table.frame)
    return loaded
