"""Queries put to Spark: small ones together, as each has a price of its own, large ones in turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Row, SparkSession

__all__ = ["Asking", "first_line"]

# How many small queries make one.
_TOGETHER = 24
# The line of a trace that says what went wrong.
_FAULT = re.compile(r"(?:\w+\.)*\w*(?:Error|Exception): ")


@dataclass(frozen=True)
class Asking:
    """How a package's queries are put: `together` if its data are small, and how many rows each may bring."""

    spark: SparkSession
    together: bool
    most: int
    scratch: Path

    def kept(self, frame: DataFrame) -> DataFrame:
        """The frame, worked out once for all queries to come.

        On one machine it goes through a Parquet file, whose size Spark knows and whose origin it need not
        look at with every query; elsewhere, where no folder is everybody's, into the memory of the workers.
        """
        if not str(self.spark.sparkContext.master).startswith("local"):
            return frame.persist(StorageLevel.MEMORY_AND_DISK)
        place = f"file:{mkdtemp(dir=self.scratch)}/rows"
        frame.write.parquet(place)
        kept = self.spark.read.schema(frame.schema).parquet(place)
        # What is known to lie in one piece need not be exchanged between workers to be joined or grouped.
        return kept.coalesce(1) if self.together else kept

    def drop(self, frame: DataFrame) -> None:
        """Let go of a frame that was kept."""
        frame.unpersist()

    def rows(self, queries: Sequence[str]) -> Iterator[Row]:
        """The rows of queries with the same columns, `most` of each."""
        for some in self.batches(queries):
            yield from self.spark.sql(" UNION ALL ".join(f"({query})" for query in some)).collect()

    def batches(self, queries: Sequence[str]) -> Iterable[Sequence[str]]:
        """The queries that are put together."""
        size = _TOGETHER if self.together else 1
        return [queries[n : n + size] for n in range(0, len(queries), size)]


def first_line(error: Exception) -> str:
    """What Spark says is wrong, in one line, without the plan and the stack behind it."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    if not lines[0].endswith(":"):
        return lines[0]
    # A worker's Python is quoted whole, what went wrong there at the end.
    faults = [line for line in lines if _FAULT.match(line)]
    return f"{lines[0]} {faults[-1]}" if faults else lines[0]
