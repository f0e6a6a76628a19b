"""One corpus through every engine: the same verdict finding by finding, but for what is declared.

`differences.yaml` says where an engine's verdict is another, and why; each of its entries is shown to be so,
and nothing else may differ. The table in docs/engines.md is compiled from it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.corpus import Case, Expected, cases
from tests.workbench import TODAY
from wartally.errors import WartallyError
from wartally.package import open_package
from wartally.validation.engines import validate

ENGINES = ("frictionless", "pandera")
JUDGED = [case for case in cases() if case.refused is None]


class Difference(NamedTuple):
    """One declared difference: the cases it is about, and the only texts, if they are told."""

    engine: str
    what: str
    asks: str
    here: str
    there: str
    cases: tuple[str, ...]
    texts: tuple[str, ...] = ()

    def about(self, case: Case) -> bool:
        """True if the case is one of those it is about."""
        return any(fnmatchcase(case.name, pattern) for pattern in self.cases)

    def explains(self, texts: set[str]) -> bool:
        """True if it explains that findings about these texts differ."""
        return not self.texts or texts <= set(self.texts)


@cache
def differences() -> tuple[Difference, ...]:
    """All that is declared."""
    said = yaml.safe_load((Path(__file__).parent / "differences.yaml").read_text(encoding="utf-8"))
    return tuple(
        Difference(
            **entry | {"cases": tuple(entry["cases"]), "texts": tuple(map(str, entry.get("texts", ())))}
        )
        for entry in said
    )


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
    from tests.corpus import cells

    if "field" in case.raw and missed.line > 1:
        return cells(case.raw)[missed.line - 2][0] or missed.rule
    return missed.rule


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_differs_only_where_it_is_declared_to(tmp_path, engine):
    declared = [d for d in differences() if d.engine == engine]
    used: set[tuple[str, str]] = set()
    unexplained = {}
    for case in JUDGED:
        texts = apart(case, engine, tmp_path / case.slug)
        about = [d for d in declared if d.about(case)]
        if texts == set():
            continue
        if not any(texts is None or d.explains(texts) for d in about):
            unexplained[case.name] = texts
        for difference in about:
            used |= {(difference.what, p) for p in difference.cases if fnmatchcase(case.name, p)}
    assert not unexplained
    assert {(d.what, pattern) for d in declared for pattern in d.cases} == used
