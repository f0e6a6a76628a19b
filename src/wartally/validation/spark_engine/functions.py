"""Python functions that queries call, as Spark knows them."""

from __future__ import annotations

from pyspark.sql import SparkSession

from wartally.cells import FUNCTIONS
from wartally.validation.spark_engine.dialect import NUMBER_TEXT

__all__ = ["register"]


def register(spark: SparkSession) -> None:
    """Make the functions known to the session."""

    # Defined here, it travels to the workers as code, not as the name of a module to find there.
    def number_text(value: float | None) -> str | None:
        return None if value is None else repr(value)

    spark.udf.register(NUMBER_TEXT, number_text, "string")
    for name, function in FUNCTIONS.items():
        spark.udf.register(name, function, "string")
