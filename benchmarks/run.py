"""Time validate and build beside their peers, in one run: python benchmarks/run.py [--rows N] [--runs N].

validate beside frictionless (the same descriptor, constraints and keys), build beside
csvs-to-sqlite (which enforces neither). Ours and theirs take turns; medians are compared.
The path of csvs-to-sqlite is taken from CSVS_TO_SQLITE; `make bench` installs it apart.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from generate import generate
from measure import Run, median, run
from wartally import store
from wartally.package import open_package

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def pair(ours: list[str], theirs: list[str], cwd: Path, runs: int) -> tuple[Run, Run]:
    """The medians of two commands run in turn."""
    mine, others = [], []
    for _ in range(runs):
        _clear(cwd)
        mine.append(run(ours, cwd))
        _clear(cwd)
        others.append(run(theirs, cwd))
    return median(mine), median(others)


def _clear(cwd: Path) -> None:
    for name in ("ours.db", "theirs.db"):
        (cwd / name).unlink(missing_ok=True)


Comparison = tuple[str, str, Run, Run]


def validation(what: str, folder: Path, runs: int) -> Comparison:
    """Our validation of a package beside frictionless's."""
    ours = [str(BIN / "wartally"), "validate", str(folder)]
    theirs = [str(BIN / "frictionless"), "validate", "datapackage.json"]
    return (what, "frictionless", *pair(ours, theirs, folder, runs))


def building(folder: Path, runs: int) -> list[Comparison]:
    """Our build beside csvs-to-sqlite's, which neither validates nor declares keys; none if it is absent."""
    converter = os.environ.get("CSVS_TO_SQLITE") or shutil.which("csvs-to-sqlite")
    if converter is None:
        print(
            "csvs-to-sqlite is not there, so build is not compared; `make bench` installs it", file=sys.stderr
        )
        return []
    ours = [str(BIN / "wartally"), "build", str(folder), "-o", "ours.db"]
    theirs = [str(Path(converter).absolute()), "data", "theirs.db"]
    return [("build, validation included", "csvs-to-sqlite", *pair(ours, theirs, folder, runs))]


def table(title: str, rows: list[Comparison]) -> str:
    """A Markdown table of the comparisons."""
    lines = [
        f"### {title}",
        "",
        "| what | ours, s | peak MiB | peer | theirs, s | peak MiB | theirs / ours |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for what, peer, ours, theirs in rows:
        if ours.status or theirs.status:
            lines.append(f"| {what} | exit {ours.status} | | {peer} | exit {theirs.status} | | |")
            continue
        lines.append(
            f"| {what} | {ours.wall:.2f} | {ours.memory:.0f} "
            f"| {peer} | {theirs.wall:.2f} | {theirs.memory:.0f} | {theirs.wall / ours.wall:.1f} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the generated losses")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        real = Path(scratch) / "real"
        for name in ("data", "schemas", "validators"):
            shutil.copytree(ROOT / name, real / name)
        shutil.copy(ROOT / "datapackage.json", real)
        here = [validation("validate, all rules", real, arguments.runs), *building(real, arguments.runs)]
        print(table("This package", here), flush=True)
        made = Path(scratch) / "generated"
        count = generate(made, arguments.rows)
        store.sync(open_package(made))
        rows = [validation("validate, with 5 rules", made, 1), *building(made, 3)]
        shutil.rmtree(made / "validators")
        rows.insert(0, validation("validate, the same constraints", made, 1))
        print(table(f"A generated package with {count:,} rows of losses", rows), flush=True)


if __name__ == "__main__":
    main()
