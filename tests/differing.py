"""Where an engine's verdict is not the standard's, as declared, and the page compiled from that."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.corpus import Case

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "engines.md"
HEADS = {
    "duckdb": ("the standard asks", "Wartally does"),
    "frictionless": ("Wartally", "frictionless"),
    "pandera": ("Wartally", "pandera"),
}


class Difference(NamedTuple):
    """One declared difference: the cases it is about, and the only texts that may differ, if told."""

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

    def explains(self, texts: set[str] | None) -> bool:
        """True if it explains that findings about these texts differ, or that there is no verdict."""
        return texts is None or not self.texts or texts <= set(self.texts)


@cache
def differences() -> tuple[Difference, ...]:
    """All that is declared, in order."""
    said = yaml.safe_load((Path(__file__).parent / "differences.yaml").read_text(encoding="utf-8"))
    return tuple(
        Difference(**{**one, "cases": tuple(one["cases"]), "texts": tuple(map(str, one.get("texts", ())))})
        for one in said
    )


def compiled(text: str) -> str:
    """The page with its tables as they follow from what is declared."""
    for engine in HEADS:
        begin, end = f"<!-- {engine} -->\n", f"<!-- end of {engine} -->"
        before, rest = text.split(begin)
        text = f"{before}{begin}{_table(engine)}{end}{rest.split(end)[1]}"
    return text


def _table(engine: str) -> str:
    here, there = HEADS[engine]
    if engine in ("frictionless", "pandera"):
        there = f"{there} {version(engine)}"
    lines = [f"| what | section | {here} | {there} |", "| --- | --- | --- | --- |"]
    lines += [f"| {d.what} | {d.asks} | {d.here} | {d.there} |" for d in differences() if d.engine == engine]
    return "\n".join(lines).replace("a|b", "a\\|b") + "\n"


if __name__ == "__main__":
    PAGE.write_text(compiled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
