"""Every kind of constraint broken once, and cases of the corpus, in Spark: the verdicts are those of DuckDB.

The constraints of the package's own schemas, its rules and broken files are in test_spark.py. A kind for each
way in which cells are read and compared is enough here, and one group of cases, merged into one package;
`SPARK_KINDS=all` takes every kind.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.corpus import PROFILE, cases, verdict
from tests.kinds import KINDS, broken_cells
from tests.tools import lacking, need

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark"), pytest.mark.usefixtures("spark")]
SOME = ("string", "decimal", "flag", "object", "list", "stamp", "duration", "geopoint")


@pytest.fixture(scope="module")
def spark() -> Iterator[None]:
    """A Spark of two threads in this process, which every validation finds and uses."""
    need("java")
    if find_spec("pyspark") is None:
        lacking("pyspark")
    from wartally.validation.spark_engine.session import session

    with session("local[2]", 0):
        yield


def test_each_kind_that_is_broken_is_found_and_nothing_else(tmp_path):
    every = os.environ.get("SPARK_KINDS") == "all"
    made = broken_cells([kind for kind in KINDS if every or kind.name in SOME])
    found, messages = verdict(made.write(tmp_path / "kinds"), "spark")
    assert found == set(made.expected), messages[:20]
    assert len(messages) == len(found) >= (190 if every else 50)


def test_cases_of_the_corpus_in_one_package_keep_their_verdicts(tmp_path):
    resources, expected = [], set()
    merged = [case for case in cases() if case.mergeable and case.group == "matching"]
    for case in merged:
        case.write_files(tmp_path / case.slug)
        resources += case.resources(f"{case.slug}/", case.slug + "_{}")
        expected |= case.expected(f"{case.slug}/", case.slug + "_{}")
    descriptor = {"$schema": PROFILE, "name": "merged", "resources": resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    found, messages = verdict(tmp_path / "datapackage.json", "spark")
    assert len(merged) >= 24
    assert found == expected, messages[:20]
    assert len(messages) == len(found)
