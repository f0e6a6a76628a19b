"""Whole processes side by side, ours and others' in turn.

python benchmarks/run.py [--case NAME] [--rows N] [--runs N] [--keep FOLDER]

Every table of docs/benchmarks.md comes from a case here.
Packages are made by generate.py in a scratch folder, which is removed unless --keep names it. The converters
csvs-to-sqlite and sqlite-utils are looked for in the folder that BENCH_BIN names (`make bench` sets it).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Run, median, run

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
OTHERS = Path(os.environ.get("BENCH_BIN", BIN)).absolute()
WARTALLY = str(BIN / "wartally")
KEY = ("series_id", "report_date", "category_id")

Commands = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Place:
    """Where the packages of a run lie, and how many rows of losses they have."""

    scratch: Path
    rows: int

    def made(self, kind: str, *options: str) -> Path:
        """The generated package of a kind; made when it is first asked for."""
        folder = self.scratch / f"{kind}-{self.rows}"
        if not folder.exists():
            command = [sys.executable, str(HERE / "generate.py"), str(folder), "--rows", str(self.rows)]
            subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
        return folder


def peer(script: str, folder: Path, *more: str) -> list[str]:
    """The command of one of the scripts in peers/."""
    return [sys.executable, str(HERE / "peers" / script), str(folder), *more]


def package_case(place: Place) -> Commands:
    """The package of this checkout: validated and built."""
    real = place.scratch / "real"
    if not real.exists():
        for name in ("data", "schemas", "validators"):
            shutil.copytree(ROOT / name, real / name)
        shutil.copy(ROOT / "datapackage.json", real)
    return {
        "wartally validate, all rules": [WARTALLY, "validate", str(real)],
        "frictionless validate": [str(BIN / "frictionless"), "validate", str(real / "datapackage.json")],
        "wartally build": [WARTALLY, "build", str(real), "-o", str(place.scratch / "out.db")],
        "csvs-to-sqlite": [str(OTHERS / "csvs-to-sqlite"), str(real / "data"), str(place.scratch / "out.db")],
    }


def validate_case(place: Place) -> Commands:
    """Constraints, keys and double entry beside frictionless, pandera, and the reading of the file alone."""
    clean = place.made("clean")
    return {
        "wartally validate": [WARTALLY, "validate", str(clean)],
        "DuckDB typed read": peer("duckdb_read.py", clean),
        "polars typed scan": peer("polars_scan.py", clean),
        "pandera, polars": peer("pandera_check.py", clean, "polars"),
        "pandera, pandas": peer("pandera_check.py", clean, "pandas"),
        "frictionless validate": [str(BIN / "frictionless"), "validate", str(clean / "datapackage.json")],
    }


def floor_case(place: Place) -> Commands:
    """The same beside the reading of the file alone: for many rows, which the others take long for."""
    return dict(list(validate_case(place).items())[:3])


def order_case(place: Place) -> Commands:
    """What the order of the rows and more rules cost."""
    return {
        "wartally validate": [WARTALLY, "validate", str(place.made("clean"))],
        "wartally validate, rows in no order": [WARTALLY, "validate", str(place.made("mixed", "--shuffled"))],
        "wartally validate, five rules": [WARTALLY, "validate", str(place.made("five", "--rules", "5"))],
    }


def bad_case(place: Place) -> Commands:
    """1 % bad cells, all of them listed, beside the clean file."""
    bad = place.made("bad", "--bad", "0.01")
    return {
        "wartally validate --json": [WARTALLY, "validate", str(place.made("clean")), "--json"],
        "wartally validate --json, 1 % bad cells": [WARTALLY, "validate", str(bad), "--json"],
    }


def build_case(place: Place) -> Commands:
    """SQLite from the package: ours validates and enforces; the others do as their names say."""
    clean, out = place.made("clean"), str(place.scratch / "out.db")
    return {
        "wartally build": [WARTALLY, "build", str(clean), "-o", out],
        "sqlite3 .import, no keys": peer("shell_import.py", clean, out),
        "sqlite3 .import, keys and checks": peer("shell_import.py", clean, out, "keys"),
        "csvs-to-sqlite": [str(OTHERS / "csvs-to-sqlite"), str(clean / "data"), out],
    }


def utils_case(place: Place) -> Commands:
    """sqlite-utils, which takes a minute for a million rows: with its primary key, losses alone."""
    clean, out = place.made("clean"), str(place.scratch / "out.db")
    losses = str(clean / "data" / "losses.csv")
    keys = [word for name in KEY for word in ("--pk", name)]
    utils = str(OTHERS / "sqlite-utils")
    return {
        "wartally build": [WARTALLY, "build", str(clean), "-o", out],
        "sqlite-utils, losses alone": [utils, "insert", out, "losses", losses, "--csv", *keys],
    }


def parquet_case(place: Place) -> Commands:
    """Partitioned Parquet from the package, validation included."""
    clean, out = place.made("clean"), str(place.scratch / "out.parquet")
    return {
        "wartally validate": [WARTALLY, "validate", str(clean)],
        "wartally build --format parquet": [
            WARTALLY, "build", str(clean), "--format", "parquet",
            "--partition-by", "losses=category_id", "-o", out,
        ],
    }  # fmt: skip


CASES: Mapping[str, Callable[[Place], Commands]] = {
    "package": package_case,
    "validate": validate_case,
    "floor": floor_case,
    "order": order_case,
    "bad": bad_case,
    "build": build_case,
    "utils": utils_case,
    "parquet": parquet_case,
}


def measured(commands: Commands, place: Place, runs: int) -> dict[str, Run]:
    """The medians of commands run in turn; a command that is not there is left out."""
    found: dict[str, list[Run]] = {}
    for _ in range(runs):
        for name, command in commands.items():
            if not Path(command[0]).exists():
                print(f"{command[0]} is not there, so {name} is left out", file=sys.stderr)
                continue
            (place.scratch / "out.db").unlink(missing_ok=True)
            shutil.rmtree(place.scratch / "out.parquet", ignore_errors=True)
            found.setdefault(name, []).append(run(command, place.scratch))
    return {name: median(done) for name, done in found.items()}


def table(found: Mapping[str, Run], rows: int) -> str:
    """A Markdown table, each line beside the first."""
    lines = [
        "| what | wall, s | processor, s | peak MiB | rows/s | times our time |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    first = next(iter(found.values()))
    for name, one in found.items():
        status = f" (exit {one.status})" if one.status else ""
        lines.append(
            f"| {name}{status} | {one.wall:.2f} | {one.cpu:.2f} | {one.memory:.0f} | {rows / one.wall:,.0f} "
            f"| {one.wall / first.wall:.2f} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--case", action="append", choices=[*CASES], help="may be given again; default: all")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the generated losses")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder for the packages, which are used again if there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = (given.keep or Path(temporary)).absolute()
        scratch.mkdir(parents=True, exist_ok=True)
        place = Place(scratch, given.rows)
        for name in given.case or CASES:
            found = measured(CASES[name](place), place, given.runs)
            load = os.getloadavg()[0]
            print(f"### {name}, {given.rows:,} rows, {given.runs} runs, load {load:.1f}\n")
            print(table(found, given.rows), flush=True)


if __name__ == "__main__":
    main()
