"""Every command that writes: what it is to find, and its arguments."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.feeds import FILE, dump, of, records_of
from tests.killing import Tree, tree
from tests.test_report_cli import next_report
from tests.workbench import ROOT, SERIES
from wartally import store
from wartally.package import open_package
from wartally.report import render
from wartally.versions.compare import compare
from wartally.versions.document import to_document
from wartally.versions.read import code_columns, read_version
from wartally.versions.release import CHANGELOG

TODAY = "2026-12-01"


def swap_rows(root: Path) -> None:
    """Three tables whose rows are not in order."""
    for name in ("actors", "places", "readings"):
        file = root / "data" / f"{name}.csv"
        header, *rows = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join([header, *reversed(rows)]))


def stale(root: Path) -> None:
    """A descriptor and a citation that tell of other tables."""
    shutil.copy(ROOT / "CITATION.cff", root)
    file = root / "data" / "actors.csv"
    file.write_bytes(file.read_bytes() + b"zz,Zz,Zz,media,,\n")


def underived(root: Path) -> None:
    """Derived tables without some of their rows."""
    for name in ("losses", "press_checks"):
        file = root / "data" / f"{name}.csv"
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:4]))


def built_before(root: Path) -> None:
    """An older database."""
    (root / "build").mkdir()
    (root / "build" / "wartally.db").write_bytes(b"an older one")


def exported_before(root: Path) -> None:
    """An older export, and a file that is nobody's business."""
    folder = root / "build" / "exports"
    (folder / "csv").mkdir(parents=True)
    (folder / "csv" / "actors.csv").write_bytes(b"an older one\n")
    (folder / "mine.txt").write_bytes(b"mine\n")


def feed_waits(root: Path) -> None:
    """A feed with a past figure rewritten."""
    records = records_of(root)
    of(records, "2022-11-14")["tanks"] += 1
    (root.parent / FILE).write_bytes(dump(records))


def report_waits(root: Path) -> None:
    """The next report, for a series that goes on."""
    package = open_package(root)
    rows = [r | ({"last_date": None} if r["series_id"] == SERIES else {}) for r in package.rows("series")]
    store.save(package, {"series": rows})
    text = render(next_report(open_package(root)))
    (root.parent / "report.txt").write_text(text, encoding="utf-8")


def to_release(root: Path) -> None:
    """A package that was never released, committed."""
    for name in ("changes", "releases"):
        file = root / "data" / f"{name}.csv"
        file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    (root / CHANGELOG).write_text("## [0.0.1] - 2020-01-01\n\n### Data\n\n- By hand.\n", encoding="utf-8")
    store.sync(open_package(root))
    for arguments in (["init", "-q"], ["config", "user.name", "A"], ["config", "user.email", "a@example.org"],
                      ["add", "."], ["commit", "-qm", "first"]):  # fmt: skip
        subprocess.run(["git", "-C", str(root), *arguments], check=True)


def difference_waits(root: Path) -> None:
    """The difference to a package with a note more and a rule less."""
    other = Path(shutil.copytree(root, root.parent / "other"))
    file = other / "data" / "places.csv"
    header, first, *rest = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([header, first.rstrip("\n") + "seen again\n", *rest]), encoding="utf-8")
    (other / "validators" / "report_gap.sql").unlink()
    store.sync(open_package(other))
    old, new = (read_version(str(place), place) for place in (root, other))
    document = to_document(compare(old, new, code_columns(new)))
    (root.parent / "diff.json").write_text(json.dumps(document), encoding="utf-8")
    shutil.rmtree(other)


@dataclass(frozen=True)
class Writes:
    """A command that writes: what it finds, its arguments, and how often at most it is killed."""

    prepare: Callable[[Path], None]
    arguments: Sequence[str]
    most: int = 5


COMMANDS = {
    "fmt": Writes(swap_rows, ["fmt"]),
    "sync": Writes(stale, ["sync"]),
    "derive": Writes(underived, ["derive"]),
    "build": Writes(built_before, ["build"], most=4),
    "import": Writes(feed_waits, ["import", "lod_db", f"../{FILE}", "--today", TODAY], most=4),
    "report add": Writes(
        report_waits, ["report", "add", "../report.txt", "--yes", "--build", "--today", TODAY], most=4
    ),
    "export": Writes(exported_before, ["export", "csv", "jsonl", "zip"], most=4),
    "export all": Writes(exported_before, ["export", "all"], most=2),
    "release": Writes(to_release, ["release", "1.0.0", "--date", TODAY], most=4),
    "apply": Writes(difference_waits, ["apply", "../diff.json"]),
    "init": Writes(lambda _: None, ["init", "new"]),
    "codebook": Writes(lambda _: None, ["codebook", "-o", "docs/codebook.md"]),
    "profile": Writes(lambda _: None, ["profile", "-o", "docs/profile.json"]),
}  # fmt: skip


def copied(base: Path, to: Path) -> Path:
    """A copy of the folder that holds the package and what waits beside it; the package in it.

    Files are linked, not copied, but for git's, which appends to its own: whoever wrote in place would be
    found out by changing the original.
    """
    shutil.copytree(base.parent, to, copy_function=_link)
    return to / base.name


def _link(source: str, target: str) -> None:
    (shutil.copy2 if "/.git/" in source else os.link)(source, target)


def whole(root: Path) -> Tree:
    """All files of the package and what lies beside it, hidden ones and the place for passing files too."""
    return tree(root.parent)


def is_passing(name: str) -> bool:
    """True of what is there while a command writes, and no longer."""
    return name.startswith("tmp/") or name.endswith(".part") or "/.wartally-" in name


def package_of(files: Tree) -> Tree:
    """The package itself, without what is made of it and what lies beside it."""
    made = "package/build/"
    return {n: d for n, d in files.items() if n.startswith("package/") and not n.startswith(made)}


def differing(a: Tree, b: Tree) -> list[str]:
    """The files in which two trees differ."""
    return sorted({name for name, _ in {*a.items()} ^ {*b.items()}})[:10]
