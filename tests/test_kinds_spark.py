"""Every kind of constraint broken once, in Spark: what it says of types and formats is what DuckDB says.

The constraints of the package's own schemas, its rules and broken files are in test_spark.py. A kind for each
way in which cells are read and compared is enough here; `SPARK_KINDS=all` takes every one.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

from tests.corpus import verdict
from tests.kinds import KINDS, broken_cells
from tests.tools import lacking, need

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]
SOME = ("string", "decimal", "flag", "object", "list", "stamp", "duration", "geopoint")


def test_each_kind_that_is_broken_is_found_and_nothing_else(tmp_path):
    need("java")
    if find_spec("pyspark") is None:
        lacking("pyspark")
    every = os.environ.get("SPARK_KINDS") == "all"
    made = broken_cells([kind for kind in KINDS if every or kind.name in SOME])
    found, messages = verdict(made.write(tmp_path / "kinds"), "spark")
    assert found == set(made.expected), messages[:20]
    assert len(messages) == len(found) >= (190 if every else 50)
