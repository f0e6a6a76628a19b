"""A full disk, a folder that may not be written, two programs at once: told clearly, and nothing by half."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.killing import Nursery, Ran
from tests.workbench import TODAY
from tests.writing import COMMANDS, copied, differing, is_passing, package_of, whole
from wartally.package import open_package
from wartally.sqlite.build import fingerprint
from wartally.store import derive, format_tables, keep, previewed, sync
from wartally.validation.engines import validate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and rights are set as Linux has them")
# What is made by way of the system's place for passing files, and what needs most room on the way.
FULL_AT = {"fmt": (9, 17), "build": (2,), "export": (90,), "report add": (40,)}
LARGE = ("build", "export", "report add", "release")


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    opened = Nursery(tmp_path_factory.mktemp("nursery"))
    yield opened
    opened.close()


@pytest.fixture
def base(folder: Path, tmp_path: Path) -> Path:
    """The package in a folder of its own, in which a command finds what it needs beside it."""
    (tmp_path / "base").mkdir()
    return Path(shutil.move(folder, tmp_path / "base" / "package"))


def assert_refused(ran: Ran, root: Path, *said: str) -> None:
    """A message of one line, exit status 2, nothing changed and nothing left."""
    assert ran.status == 2, ran
    told = [line for line in ran.err.splitlines() if line.startswith("wartally: ")]
    assert len(told) == 1, ran.err
    assert any(text in told[0] for text in said), told
    assert "fault in wartally" not in ran.err
    assert "Traceback" not in ran.err + ran.out


@pytest.mark.parametrize("name", [n for n in COMMANDS if n != "export all"])
def test_a_disk_that_is_full_leaves_the_package_as_it_was(name, nursery, base, tmp_path):
    """No file may grow past some kilobytes: what the system says of a full disk comes in mid-write."""
    writes = COMMANDS[name]
    writes.prepare(base)
    old = whole(base)
    tried = 0
    for limit in (3000,) if name in LARGE else (0,):
        root = copied(base, tmp_path / str(limit))
        ran = nursery.run(writes.arguments, root, limit=limit)
        tried += 1
        assert_refused(ran, root, "File too large", "full", "disk I/O", "limit", "could not be written")
        assert {n: d for n, d in whole(root).items() if not is_passing(n)} == old
        assert not [n for n in whole(root) if is_passing(n)]
        shutil.rmtree(root.parent)
    assert tried


@pytest.mark.parametrize("name", FULL_AT)
def test_a_disk_that_fills_up_at_any_step_leaves_nothing_half_written(name, nursery, base, tmp_path):
    writes = COMMANDS[name]
    writes.prepare(base)
    old = whole(base)
    done = copied(base, tmp_path / "done")
    ran = nursery.run(writes.arguments, done)
    new = whole(done)
    for at in FULL_AT[name]:
        root = copied(base, tmp_path / str(at))
        refused = nursery.run(writes.arguments, root, at, mode="refuse")
        assert_refused(refused, root, "No space left on device", "could not be written")
        seen = {n: d for n, d in whole(root).items() if not is_passing(n)}
        assert package_of(seen) in (package_of(old), package_of(new)), differing(seen, new)
        again = nursery.run(writes.arguments, root)
        assert (again.status, whole(root)) == (ran.status, new), (at, again, differing(whole(root), new))


def test_a_small_disk_that_is_really_full(nursery, base, tmp_path):
    """The package on a file system of its own, with room for nothing more."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(f.stat().st_size + 4096 for f in base.rglob("*") if f.is_file()) + 300_000
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a file system")
    try:
        root = Path(shutil.copytree(base, disk / "package"))
        COMMANDS["fmt"].prepare(root)
        sync(open_package(root))
        (disk / "rest").write_bytes(b"")
        with (disk / "rest").open("wb", buffering=0) as rest:
            try:
                while rest.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        before = whole(root)
        for arguments in (["fmt"], ["build"], ["export", "csv", "parquet", "xlsx", "duckdb"]):
            ran = nursery.run(arguments, root)
            assert_refused(ran, root, "No space left on device", "full", "could not be written")
            assert whole(root) == before, (arguments, differing(whole(root), before))
        (disk / "rest").unlink()
        assert nursery.run(["fmt"], root).status == 0
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in ("export all", "import")])
def test_a_folder_that_may_not_be_written_is_told_and_left(name, nursery, base, tmp_path):
    writes = COMMANDS[name]
    writes.prepare(base)
    old = whole(base)
    (base.parent / "tmp").mkdir(exist_ok=True)
    folders = [base, *(f for f in base.rglob("*") if f.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        ran = nursery.run(writes.arguments, base, mode="read only")
        assert_refused(ran, base, "Permission denied", "cannot be written")
        assert whole(base) == old
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_fmt_sync_and_derive_at_once_take_turns(nursery, base):
    COMMANDS["fmt"].prepare(base)
    COMMANDS["derive"].prepare(base)
    ran = nursery.together([["fmt"], ["sync"], ["derive"], ["fmt"], ["sync"]], base)
    assert [r.status for r in ran] == [0] * 5, ran
    package = open_package(base)
    left = [*format_tables(package, check=True), *derive(package, check=True)]
    assert not [outcome for outcome in left if outcome.changed]
    sync(package)
    assert not [n for n in whole(base) if is_passing(n)]


def test_a_report_added_twice_at_once_is_there_once(nursery, base):
    COMMANDS["report add"].prepare(base)
    ran = nursery.together([COMMANDS["report add"].arguments] * 2, base)
    assert sorted(r.status for r in ran)[0] == 0
    assert all(r.status == 0 or "changed in the meantime" in r.err for r in ran), ran
    package = open_package(base)
    days = [row["report_date"] for row in package.rows("reports") if row["series_id"] == "general_staff_ua"]
    assert len(days) == len(set(days)) == 19
    assert validate(package, today=TODAY).valid
    assert not [n for n in whole(base) if is_passing(n)]


@pytest.mark.parametrize("name", ["export", "build", "codebook", "init", "release"])
def test_a_command_twice_at_once_ends_as_once(name, nursery, base, tmp_path):
    writes = COMMANDS[name]
    writes.prepare(base)
    done = copied(base, tmp_path / "done")
    assert nursery.run(writes.arguments, done).status == 0
    ran = nursery.together([writes.arguments] * 2, base)
    assert sorted(r.status for r in ran) == ([0, 2] if name == "release" else [0, 0]), ran
    assert whole(base) == whole(done), differing(whole(base), whole(done))
    if name == "release":
        tags = subprocess.run(["git", "-C", str(base), "tag"], check=True, capture_output=True, text=True)
        assert tags.stdout.split() == ["v1.0.0"]
        assert (base / "build" / "releases").is_dir()


def test_what_is_checked_before_it_is_written_is_what_is_written(small_package):
    """The preview reads the new rows, and a database made of it is that of the package afterwards."""
    rows = [row | {"name_en": f"{row['name_en']} too"} for row in small_package.rows("actors")]
    with previewed(small_package, {"actors": rows}) as shown:
        assert {part.path for part in shown.table("actors").parts} == {shown.table("actors").path}
        assert shown.frame("actors")["name_en"].to_list()[0].endswith(" too")
        mark = fingerprint(shown)
        keep(small_package, shown)
    assert fingerprint(small_package) == mark
