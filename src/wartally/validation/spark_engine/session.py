"""The Spark session: the one that runs if there is one, else our own, quiet and stopped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from wartally.errors import WartallyError
from wartally.scratch import scratch

__all__ = ["LOCAL", "session"]

LOCAL = "local[*]"
# A package of fewer bytes is queried without compiling each query to Java code, which takes longer
# than the rows do.
_SMALL = 64 << 20
# What every query means, whatever the session at hand was set to.
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.execution.pythonUDF.arrow.enabled": "false",
}
_NOT_COMPILED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.shuffle.partitions": "1",
}
# Nothing but findings on the terminal; on one machine no page, no tracking, no name to look up.
_QUIET = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
_ON_ONE_MACHINE = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.files.maxPartitionBytes": str(32 << 20),
}
_JAVA = "-Duser.timezone=UTC -XX:-UsePerfData -XX:+UseParallelGC"


@contextmanager
def session(master: str | None, size: int) -> Iterator[tuple[SparkSession, bool]]:
    """A session with its own settings and views: of the Spark that runs in this process, else of a new one.

    It is made to suit data of `size` bytes; with it comes whether these are few.
    A Spark started here (on `master`, by default `local[*]`) is stopped at the end. Raises
    WartallyError if there is no Java, or if Spark does not start.
    """
    with warnings.catch_warnings():
        # pyspark imports this in the middle of its work, and warns of every library newer than itself.
        warnings.simplefilter("ignore")
        import_module("pyspark.testing.utils")
    if SparkContext._active_spark_context is not None:
        yield _beside(SparkSession.builder.getOrCreate(), size)
        return
    with scratch() as folder, _started(master or LOCAL, folder) as context:
        yield _beside(SparkSession(context), size)


def _beside(running: SparkSession, size: int) -> tuple[SparkSession, bool]:
    """A session of the same Spark; neither sees the other's settings and views."""
    own, small = running.newSession(), size < _SMALL
    for name, value in {**_MEANING, **(_NOT_COMPILED if small else {})}.items():
        # A name that this version of Spark does not know has no say in it either.
        with suppress(PySparkException):
            own.conf.set(name, value)
    return own, small


@contextmanager
def _started(master: str, folder: Path) -> Iterator[SparkContext]:
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise WartallyError("the engine spark needs Java 17 or later, and there is no `java` on this machine")
    log = folder / "log"
    handler = signal.getsignal(signal.SIGINT)
    gateway: Any = None
    try:
        with log.open("wb") as noise:
            conf = _conf(master, folder)
            gateway = launch_gateway(conf, {"stdout": noise, "stderr": noise})
            context = SparkContext(conf=conf, gateway=gateway)
            if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
                # On one machine the workers are this Python, which has what the functions need.
                context.pythonExec = sys.executable
    except (PySparkException, Py4JError, OSError) as error:
        _close(gateway)
        raise WartallyError(f"Spark cannot be started on {master}: {_reason(log, error)}") from error
    finally:
        with suppress(ValueError):  # only the main thread has a say in signals
            signal.signal(signal.SIGINT, handler)
    done = False
    try:
        yield context
        done = True
    finally:
        if done:
            context.stop()
        else:
            # Whatever ended the work may have done so in the middle of a sentence to Java: no more words.
            _kill(gateway)
        _close(gateway)


def _conf(master: str, folder: Path) -> SparkConf:
    """Our settings below those of the user's own Spark (spark-defaults.conf, --conf of spark-submit)."""
    local = master.startswith("local")
    wanted = {**_QUIET, **(_ON_ONE_MACHINE if local else {})}
    wanted |= {"spark.sql.warehouse.dir": str(folder / "warehouse")}
    if local:
        wanted |= {"spark.local.dir": str(folder)}
        wanted |= {"spark.driver.extraJavaOptions": _JAVA}
    conf = SparkConf(loadDefaults=False)
    conf.setMaster(master).setAppName("wartally validate")
    for name, value in wanted.items():
        conf.set(name, value)
    return conf


def _reason(log: Path, error: Exception) -> str:
    """The last line of Spark's own log that names a fault, else the first of the error."""
    said = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    faults = [line.strip() for line in said if "Exception" in line or "Error" in line]
    return (faults or str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def _kill(gateway: Any) -> None:
    """End the Java process that serves this one at once."""
    if getattr(gateway, "proc", None) is not None:
        gateway.proc.kill()
        SparkContext._active_spark_context = None
        SparkSession._instantiatedSession = None


def _close(gateway: Any) -> None:
    """End the Java process that serves this one."""
    if gateway is None:
        return
    SparkContext._gateway = None
    SparkContext._jvm = None
    with suppress(Py4JError, OSError):
        gateway.shutdown()
    process = getattr(gateway, "proc", None)
    if process is not None:
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(30)
        except TimeoutExpired:
            process.kill()
            process.wait()
