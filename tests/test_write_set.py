"""A write set is all there or not at all, whatever moment the program is killed at, recovery included."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from wartally.atomic import JOURNAL, finish_writes, write_set
from wartally.errors import WartallyError

SOURCE = Path(__file__).parents[1] / "src"
KILLED = 9
OLD = {"data/a.csv": b"a\nold\n", "data/b.csv": b"b\nold\n", "datapackage.json": b"{}\n"}
NEW = {"data/a.csv": b"a\nnew\n", "data/c.csv": b"c\nnew\n", "datapackage.json": b'{"name": "new"}\n'}

# Runs a call, and ends the process without any clean-up before the n-th change it makes under a folder.
KILLER = """
import os, sys
root, steps = sys.argv[1], int(sys.argv[2])
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"}
def watch(event, args):
    global steps
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if (writes or event in CHANGES) and str(args[0]).startswith(root):
        if steps == 0:
            os._exit(9)
        steps -= 1
"""


def run_and_kill(root, steps, call, new=NEW):
    """The exit status of `call` in a process of its own that is killed after so many steps."""
    script = KILLER + textwrap.dedent(call).format(root=str(root), new=new)
    command = [sys.executable, "-c", script, str(root), str(steps)]
    return subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(SOURCE)}).returncode


WRITE = """
from pathlib import Path
from wartally.atomic import write_set
sys.addaudithook(watch)
write_set(Path({root!r}), {new!r})
"""
FINISH = """
from pathlib import Path
from wartally.atomic import finish_writes
sys.addaudithook(watch)
finish_writes(Path({root!r}))
"""


def fill(root):
    (root / "data").mkdir(parents=True)
    for name, content in OLD.items():
        (root / name).write_bytes(content)
    return root


def content(root):
    return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def test_a_set_killed_at_any_step_is_finished_or_undone(tmp_path):
    ends = []
    for steps in range(40):
        root = fill(tmp_path / str(steps))
        status = run_and_kill(root, steps, WRITE)
        finish_writes(root)
        found = content(root)
        assert found in (OLD, OLD | NEW), steps
        ends.append(found == OLD | NEW)
        if status == 0:
            break
        assert status == KILLED
    assert ends[-1]
    assert ends == sorted(ends), "once all parts are written the set is never undone"
    assert len(ends) > 12
    assert ends.count(False) > 5


def test_a_recovery_killed_at_any_step_can_be_repeated(tmp_path):
    seen = set()
    for steps in (8, 17, 19):
        for again in range(12):
            root = fill(tmp_path / f"{steps}-{again}")
            assert run_and_kill(root, steps, WRITE) == KILLED
            status = run_and_kill(root, again, FINISH)
            finish_writes(root)
            assert content(root) in (OLD, OLD | NEW)
            seen.add(content(root) == OLD)
            if status == 0:
                break
    assert seen == {True, False}


def test_what_is_the_same_already_is_not_written(tmp_path):
    root = fill(tmp_path)
    assert write_set(root, OLD) == []
    assert write_set(root, OLD | {"data/b.csv": b"b\nnew\n"}) == ["data/b.csv"]
    assert content(root) == OLD | {"data/b.csv": b"b\nnew\n"}


def test_a_set_that_cannot_be_written_changes_nothing(tmp_path):
    root = fill(tmp_path)
    (root / "data" / ".c.csv.part").mkdir()
    with pytest.raises(WartallyError, match="cannot be written"):
        write_set(root, NEW)
    (root / "data" / ".c.csv.part").rmdir()
    finish_writes(root)
    assert content(root) == OLD


@pytest.mark.parametrize(
    "journal",
    [
        "",
        "[]",
        '{"state": "finished", "files": []}',
        '{"state": "written", "files": ["../outside.csv"]}',
    ],
)
def test_a_journal_that_is_not_ours_is_left_alone(tmp_path, journal):
    (tmp_path / JOURNAL).write_text(journal, encoding="utf-8")
    with pytest.raises(WartallyError, match="not a journal of Wartally's"):
        finish_writes(tmp_path)
    assert (tmp_path / JOURNAL).read_text(encoding="utf-8") == journal


def test_permissions_are_kept(tmp_path):
    root = fill(tmp_path)
    (root / "data" / "a.csv").chmod(0o640)
    write_set(root, NEW)
    assert (root / "data" / "a.csv").stat().st_mode & 0o777 == 0o640
