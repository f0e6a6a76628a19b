"""One corpus through every engine: the same verdict finding by finding, but for what is declared.

`differences.yaml` says where an engine's verdict is another, and why; each of its entries is shown to be so,
and nothing else may differ. The tables in docs/engines.md are compiled from it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.corpus import Case, Expected, cases, cells
from tests.differing import HEADS, PAGE, compiled, differences
from tests.workbench import TODAY
from wartally.errors import WartallyError
from wartally.package import open_package
from wartally.validation.engines import validate

JUDGED = [case for case in cases() if case.refused is None]


def apart(case: Case, engine: str, root: Path) -> set[str] | None:
    """The texts about which an engine's findings are not those of the standard; None if it gives no verdict.

    A text is the cell's, or the finding's rule where there is none.
    """
    try:
        report = validate(open_package(case.write(root)), engine, today=TODAY)
    except WartallyError:
        return None
    told = [f for f in report.findings if f.severity == "error"]
    found = {Expected(f.table, f.rule, f.line, f.column, f.file): f.value or f.rule for f in told}
    expected = case.expected()
    texts = {found[e] for e in set(found) - expected} | {_text(case, e) for e in expected - set(found)}
    return texts | ({"repeated"} if len(told) != len(found) else set())


def _text(case: Case, missed: Expected) -> str:
    """The text that a missed finding is about."""
    told = cells(case.raw)[missed.line - 2][0] if "field" in case.raw and missed.line > 1 else ""
    return told or missed.rule


# frictionless leaves files open where it stops at an error.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("engine", ["duckdb", "frictionless", "pandera"])
def test_an_engine_differs_only_where_it_is_declared_to(tmp_path, engine):
    declared = [d for d in differences() if d.engine == engine]
    ours = [d for d in differences() if d.engine == "duckdb"]
    used: set[tuple[str, str]] = set()
    unexplained = {}
    for case in JUDGED:
        if engine == "duckdb" and not any(d.about(case) for d in ours):
            continue  # its verdict is compared in test_corpus.py
        texts = apart(case, engine, tmp_path / case.slug)
        if texts == set():
            continue
        about = [d for d in declared if d.about(case)]
        if not any(d.explains(texts) for d in about) and not any(d.about(case) for d in ours):
            unexplained[case.name] = texts
        used |= {(d.what, p) for d in about for p in d.cases if fnmatchcase(case.name, p)}
    assert not unexplained
    assert {(d.what, pattern) for d in declared for pattern in d.cases} == used


def test_every_declared_difference_says_what_and_why():
    assert {d.engine for d in differences()} <= set(HEADS)
    for difference in differences():
        assert all((difference.what, difference.asks, difference.here, difference.there, difference.cases))
    assert len({(d.engine, d.what) for d in differences()}) == len(differences()) >= 30


def test_the_tables_of_the_page_about_engines_are_current():
    text = PAGE.read_text(encoding="utf-8")
    assert text == compiled(text), "run `python -m tests.differing`"
