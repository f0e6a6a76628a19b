"""A DuckDB database with keys, checks, comments and views, made in a process of its own.

The same package gives the same bytes only if memory comes zeroed: DuckDB writes whole blocks of
memory, with whatever stood before in parts that it does not use. Both allocators at work, its own and
that of the C library, can be told so, but only before they start. Where there are others (not on Linux),
those unused bytes may differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import wartally
from wartally.errors import WartallyError
from wartally.export.model import Made, Tell
from wartally.export.source import Source

__all__ = ["write"]

_TITLES = (
    "DuckDB database with keys, checks, comments and views",
    "База даних DuckDB з ключами, перевірками, коментарями й поданнями",
)
_WRITER = "wartally.export.duckdb_file"
# The C library fills new memory with the complement of this number.
_ZEROED = {"DUCKDB_JE_MALLOC_CONF": "zero:true", "MALLOC_PERTURB_": "255"}


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write <package>.duckdb; what cannot be said in DuckDB becomes a note of the source."""
    tell("duckdb", 0, 1)
    path = f"{source.name}.duckdb"
    home = str(Path(wartally.__file__).parents[1])
    places = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    descriptor = source.package.descriptor_path.resolve()
    command = [sys.executable, "-P", "-m", _WRITER, str(descriptor), source.fingerprint, str(folder / path)]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **_ZEROED, "PYTHONPATH": places, "PYTHONUTF8": "1"},
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise WartallyError(said[-1])
    for form, notes in json.loads(done.stdout).items():
        for note in notes:
            source.note(form, note)
    return [Made(path, "application/vnd.duckdb", *_TITLES)]
