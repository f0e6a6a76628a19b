"""Long runs: what they say while they work, and that a signal ends them at once and in order."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.workbench import TODAY, bench
from wartally.cli import progress, run
from wartally.cli.progress import showing_progress
from wartally.cli.stopping import stopped_by_signals
from wartally.errors import BadArgument
from wartally.scratch import clear_scratch
from wartally.validation.engines import validate
from wartally.validation.running import Step, Stopped, interruptible, listening, step, stop, stoppable

ROWS = 4000
# Looks at 64,000,000,000 triples of rows: minutes of work in one query.
ENDLESS = """-- id: endless
-- severity: error
-- tables: numbers
-- column: id
-- title: Endless
-- title@uk: Нескінченне
-- description: Looks at every triple of rows.
-- description@uk: Переглядає кожну трійку рядків.
SELECT a.id, 'x' AS value, 'never' AS message FROM numbers AS a, numbers AS b, numbers AS c
WHERE a.id * b.id * c.id % 1000003 = -1
"""


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A package, packed so that it is unpacked into scratch, with a rule that takes very long."""
    root = tmp_path / "package"
    (root / "validators").mkdir(parents=True)
    rows = "".join(f"{n}\n" for n in range(ROWS))
    (root / "numbers.csv.gz").write_bytes(gzip.compress(f"id\n{rows}".encode()))
    fields = [{"name": "id", "type": "integer"}]
    resource = {"name": "numbers", "path": "numbers.csv.gz", "schema": {"fields": fields, "primaryKey": "id"}}
    (root / "datapackage.json").write_text(json.dumps({"name": "endless", "resources": [resource]}))
    (root / "validators" / "endless.sql").write_text(ENDLESS)
    return root


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_big_validation_at_once_and_leaves_nothing(endless, tmp_path, number, status):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "wartally", "validate", str(endless), "--progress"]
    environment = os.environ | {"TMPDIR": str(scratch)}
    work = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=scratch
    )
    assert work.stderr
    try:
        said = _until(work.stderr, b"running the rule endless on numbers, 4,000 rows so far")
        assert list(scratch.iterdir())
        began = time.monotonic()
        work.send_signal(number)
        out, rest = work.communicate(timeout=30)
        took = time.monotonic() - began
    finally:
        work.kill()
    assert work.returncode == status
    assert out == b""
    assert (said + rest).endswith(b"\r\x1b[2Kwartally: stopped\n")
    assert b"Traceback" not in rest
    assert not list(scratch.iterdir())
    assert took < 10


def _until(stream, wanted: bytes) -> bytes:
    """What the stream says up to `wanted`; the test fails if it ends before."""
    said = b""
    while wanted not in said:
        piece = os.read(stream.fileno(), 4096)
        assert piece, said
        said += piece
    return said


def test_a_signal_is_the_reason_whatever_an_interrupted_library_makes_of_it():
    interrupted = threading.Event()

    def work() -> None:
        with interruptible(interrupted.set):
            os.kill(os.getpid(), signal.SIGTERM)
            assert interrupted.wait(10)
            raise RuntimeError("the query was interrupted")

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped) as failed:
        stopped_by_signals(work)
    assert failed.value.exit_status == 143
    assert str(failed.value) == "stopped"
    assert signal.getsignal(signal.SIGTERM) is before
    step("reading", "actors")


def test_work_that_is_busy_in_python_is_stopped_and_cleans_up():
    done = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            until = time.monotonic() + 30
            while time.monotonic() < until:
                pass
            done.append("in time")
        finally:
            done.append("cleaned")

    began = time.monotonic()
    with pytest.raises(Stopped) as failed:
        stopped_by_signals(work)
    assert failed.value.exit_status == 130
    assert done == ["cleaned"]
    assert time.monotonic() - began < 10


def test_work_that_swallows_the_interruption_ends_at_its_next_step():
    steps: list[Step] = []

    def work() -> None:
        with stoppable(), listening(steps.append):
            stop(signal.SIGINT)
            with suppress(RuntimeError):
                raise RuntimeError("interrupted")
            step("reading", "actors")

    with pytest.raises(Stopped):
        work()
    assert steps == []


def test_what_work_returns_or_raises_is_handed_on():
    assert stopped_by_signals(lambda: 7) == 7
    with pytest.raises(BadArgument, match="no such"):
        stopped_by_signals(_refuse)


def _refuse() -> None:
    raise BadArgument("no such thing")


def test_a_thread_that_gets_no_signals_works_all_the_same():
    done = []
    thread = threading.Thread(target=lambda: done.append(stopped_by_signals(lambda: True)))
    thread.start()
    thread.join()
    assert done == [True]


@pytest.mark.parametrize("engine", ["duckdb", "pandera", "frictionless"])
def test_engines_say_each_table_they_are_at(tmp_path, engine):
    package = bench(tmp_path, ["actors", "sources"]).package()
    steps: list[Step] = []
    with listening(steps.append):
        validate(package, engine, today=TODAY)
    assert {s.table for s in steps} == {"actors", "sources"}
    assert all(s.doing for s in steps)
    step("reading", "actors")
    if engine == "duckdb":
        assert max(s.rows for s in steps) == len(package.frame("actors")) + len(package.frame("sources"))


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    encoding = "ascii"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(progress, "_PACE_SECONDS", 0.02)


def test_a_long_run_says_what_it_does_on_one_line_that_is_gone_at_the_end(hurried):
    terminal = Terminal()
    with showing_progress(stream=terminal):
        step("reading", "втрати", 1_200_000)
        time.sleep(0.2)
    pieces = terminal.getvalue().split("\r\x1b[2K")
    assert len(pieces) >= 3
    assert pieces[0] == pieces[-1] == ""
    assert pieces[1].startswith("reading \\u0432")
    assert "1,200,000 rows so far" in pieces[1]
    assert "\n" not in terminal.getvalue()


def test_a_short_run_says_nothing():
    terminal = Terminal()
    with showing_progress(stream=terminal):
        step("reading", "actors")
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("wanted", "stream"), [(None, io.StringIO()), (False, Terminal())])
def test_nothing_is_said_into_pipes_or_where_it_is_not_wanted(hurried, wanted, stream):
    with showing_progress(wanted, stream):
        step("reading", "actors")
        time.sleep(0.1)
    assert stream.getvalue() == ""


def test_findings_go_into_a_file_whole_or_not_at_all(folder, tmp_path, capsys):
    target = tmp_path / "out" / "findings.sarif"
    assert run(["validate", str(folder), "--format", "sarif", "-o", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["runs"][0]["results"] == []
    assert "nothing wrong" in capsys.readouterr().out
    assert [path.name for path in target.parent.iterdir()] == ["findings.sarif"]
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert run(["validate", str(folder), "--output", str(blocked / "findings.txt")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert run(["validate", str(folder), "--json", "--format", "html"]) == 2


def test_a_terminal_without_the_letters_is_told_in_escapes(folder):
    file = folder / "data" / "actors.csv"
    file.write_bytes(file.read_bytes() + "zz,Zz,Зз,втрати,,\n".encode())
    for encoding, shown in (("ascii", rb"\u0432\u0442\u0440"), ("utf-8", "втрати".encode())):
        done = subprocess.run(
            [sys.executable, "-m", "wartally", "validate", str(folder)],
            env=os.environ | {"PYTHONIOENCODING": encoding, "TMPDIR": tempfile.gettempdir()},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        assert shown in done.stdout
        assert done.stderr == b""


def test_annotations_name_files_from_where_the_command_runs(folder, monkeypatch, capsys):
    file = folder / "data" / "actors.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\nzz,Zz,Zz,medja,,\n", 1))
    monkeypatch.chdir(folder.parent)
    assert run(["validate", folder.name, "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(
        line.startswith(
            f"::error file={folder.name}/data/actors.csv,title=kind%3A enum,line=2,col=10,endColumn=14::"
        )
        and line.endswith("(medja); did you mean media?")
        for line in lines
    ), lines


def test_what_a_killed_program_left_in_its_folder_is_cleared_away(tmp_path, monkeypatch):
    code = "import time; from wartally.scratch import new_file; file = new_file('.csv'); file.touch(); "
    code += "print(file, flush=True); time.sleep(60)"
    program = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert program.stdout is not None
    left = Path(program.stdout.readline().strip())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    clear_scratch()
    assert left.exists()
    program.kill()
    program.wait()
    program.stdout.close()
    clear_scratch()
    assert list(tmp_path.iterdir()) == []
