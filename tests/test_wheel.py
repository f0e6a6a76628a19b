"""The wheel as a stranger has it: elsewhere, offline, beside what it depends on and nothing else.

Nothing is downloaded: the dependencies are those installed here, linked one by one into the new environment,
which therefore has no extra, no tool of ours, and no sight of the checkout.
"""

import json
import os
import re
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import wartally

ROOT = Path(__file__).parents[1]
CORE = {"click", "duckdb", "polars", "pyyaml", "sqlglot"}
# Every connection is refused, so what is printed was had offline.
OFFLINE = "import socket\ndef refuse(*a, **k): raise OSError('offline')\nsocket.socket.connect = refuse\n"
USE = """
import json, sys, wartally
from importlib.util import find_spec
package = wartally.open_package()
print(json.dumps({
    "home": wartally.__file__,
    "data": str(package.root),
    "others": [name for name in ("pandas", "pyarrow", "datasette", "pytest", "pip") if find_spec(name)],
    "rows": {name: wartally.load(name).height for name in package.tables},
    "tally": wartally.tally("personnel", "2022-11-04", "2022-11-11").value,
    "days": wartally.load("losses", wide=True).height,
    "weeks": wartally.load("losses", wide=True, unit="week").height,
    "cite": [wartally.cite(s) for s in ("text", "bibtex")],
    "codebook": wartally.codebook(lang="uk").height,
}))
"""

pytestmark = pytest.mark.slow


def run(*command, cwd):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def needed(names):
    """The distributions that these ones need, and they in turn, without extras."""
    found, waiting = {}, list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name not in found:
            found[name] = metadata.distribution(name)
            wanted = [Requirement(line) for line in found[name].requires or ()]
            waiting += [r.name for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A virtual environment with the wheel and its dependencies only."""
    place = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "dist"), cwd=ROOT)
    (wheel,) = (place / "dist").glob("*.whl")
    venv.create(place / "env", with_pip=False, symlinks=True)
    python = place / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-index", "--no-deps"]
    run(*pip, str(wheel), cwd=place)
    (packages,) = (place / "env" / "lib").glob("python*/site-packages")
    (installed,) = metadata.distributions(name="wartally", path=[str(packages)])
    wanted = [Requirement(line) for line in installed.requires or ()]
    core = [r.name for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    assert set(core) == CORE
    for found in needed(core).values():
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(found.locate_file(top))).resolve())
    return python, packages, place


def test_load_tally_cite_and_codebook_work_offline(environment, real_package):
    python, packages, place = environment
    said = json.loads(run(str(python), "-I", "-c", OFFLINE + USE, cwd=place))
    assert Path(said["home"]).is_relative_to(packages)
    assert Path(said["data"]) == packages / "wartally" / "_package"
    assert said["others"] == []
    assert len(said["rows"]) >= 25
    assert said["rows"] == {name: len(real_package.rows(name)) for name in real_package.tables}
    assert said["tally"] == 4560
    assert said["days"] == wartally.load("losses", real_package, wide=True).height > 1600
    assert said["weeks"] == wartally.load("losses", real_package, wide=True, unit="week").height > 200
    assert real_package.version in said["cite"][0]
    assert said["cite"][1].startswith("@misc{wartally")
    assert said["codebook"] > 200


def test_the_command_works(environment):
    python, _, place = environment
    command = str(python.with_name("wartally"))
    said = run(
        command, "tally", "personnel", "--since", "2022-11-04", "--until", "2022-11-11", "--json", cwd=place
    )
    assert json.loads(said)["value"] == 4560
    said = json.loads(run(command, "validate", "--json", cwd=place))
    assert said["valid"] is True
    assert len(said["tables"]) >= 25


def test_the_wheel_has_the_very_files_of_the_package(environment):
    carried = environment[1] / "wartally" / "_package"
    files = [ROOT / "datapackage.json"]
    for folder in ("data", "schemas", "validators"):
        files += [f for f in (ROOT / folder).iterdir() if f.suffix in (".csv", ".yaml", ".sql")]
    assert len(files) > 60
    assert [f.name for f in files if (carried / f.relative_to(ROOT)).read_bytes() != f.read_bytes()] == []
    assert (environment[1] / "wartally" / "py.typed").is_file()


def test_a_frame_without_pandas_says_what_is_missing(environment):
    python, _, place = environment
    code = (
        "import wartally\n"
        "try:\n    wartally.load('series').to_pandas()\n"
        "except ModuleNotFoundError as error:\n    print(error.name or error)"
    )
    assert run(str(python), "-I", "-c", code, cwd=place).strip() in ("pandas", "pyarrow")


def test_what_needs_an_extra_says_which(environment):
    python, _, place = environment
    needs = {
        ("serve", "--port", "0"): "wartally[site]",
        ("export", "all"): "wartally[export]",
        ("validate", "--engine", "pandera"): "wartally[pandera]",
        ("validate", "--engine", "frictionless"): "wartally[frictionless]",
    }
    for arguments, extra in needs.items():
        command = [str(python.with_name("wartally")), *arguments]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=120)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert f"`pip install '{extra}'`" in done.stderr
