"""A Dockerfile carried out in folders, where no container can run: a folder stands for the root of a stage.

COPY copies what .dockerignore lets through, RUN runs, and the command and the health check are run at
the end as the image's user, with the image's environment. Paths of the image are read as paths in
that folder. What installs system packages is not run: they must be on this machine already.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.tools import lacking

# What a client of a package index may need to know of the machine it runs on.
_KEPT = re.compile(r"^(?:PIP_|SSL_CERT|REQUESTS_CA)|^(?:https?|no)_proxy$", re.IGNORECASE)
_INSIDE = re.compile(r"(?<![\w./:-])/(app|venv|tmp)(?=[/\"'\s:]|$)")
_APT = re.compile(r"apt-get install ((?:--?\S+ )*)(?P<names>[^&]+)")


@dataclass
class Stage:
    """What the instructions of a stage have set so far."""

    base: str
    name: str
    env: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    ports: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, each with the rest of its line."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    pairs = [line.split(None, 1) for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return [(word.upper(), rest.strip()) for word, rest in pairs]


def context(root: Path) -> Iterator[str]:
    """The paths of the files that .dockerignore lets through, relative to the root."""
    rules = [
        (line.removeprefix("!").rstrip("/"), line.startswith("!"))
        for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    tops = {rule.split("/")[0] for rule, kept in rules if kept}
    assert rules[0] == ("*", False), "only a list of what is wanted keeps everything else out"
    for top in sorted(tops):
        for file in sorted([root / top] if (root / top).is_file() else (root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            if file.is_file() and _kept(path, rules):
                yield path


def _kept(path: str, rules: list[tuple[str, bool]]) -> bool:
    """True if the last rule that speaks of the file, or of a folder that it is in, keeps it."""
    parts = path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    said = True
    for rule, kept in rules:
        name = rule.removeprefix("**/")
        whole = parts if rule.startswith("**/") else above
        if any(fnmatch.fnmatchcase(part, name) for part in whole):
            said = kept
    return said


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@cache
def _python() -> Path:
    """A Python of the version that runs the tests, which users other than root may run too."""
    name = f"python3.{sys.version_info.minor}"
    other: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    for folder in (Path(sys.base_prefix, "bin"), Path("/usr/local/bin"), Path("/usr/bin")):
        asked = [str(folder / name), "-c", "import ensurepip, venv"]
        try:
            done = subprocess.run(asked, cwd="/", capture_output=True, check=False, **other)
        except OSError:
            continue
        if done.returncode == 0:
            return folder / name
    return lacking(f"{name} that every user may run, with its venv module")


class Image:
    """A Dockerfile of a project carried out in `place`, which every user of the machine can read."""

    def __init__(self, project: Path, place: Path) -> None:
        self.project, self.place = project, place
        self.root = place / "root"
        self.files = list(context(project))
        self.stages: list[Stage] = []
        self.args: dict[str, str] = {}

    @property
    def last(self) -> Stage:
        """The stage that is built, at the end the one that runs."""
        return self.stages[-1]

    def inside(self, text: str) -> str:
        """A text with the paths of the image as paths of this machine."""
        return _INSIDE.sub(lambda found: f"{self.root}/{found[1]}", text)

    def build(self) -> None:
        """Carry out every instruction; AssertionError for one that fails or is not known here."""
        for word, rest in instructions((self.project / "Dockerfile").read_text(encoding="utf-8")):
            said = re.sub(r"\$\{(\w+)\}", lambda found: self.args.get(found[1], found[0]), rest)
            getattr(self, f"_{word.lower()}")(said)

    def _arg(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self.args[name] = value

    def _from(self, rest: str) -> None:
        if self.stages:
            self.root.rename(self.place / self.last.name)
        base, _, name = rest.partition(" AS ")
        self.stages.append(Stage(base, name or "run"))
        for folder in ("app", "tmp"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "tmp").chmod(0o1777)

    def _env(self, rest: str) -> None:
        self.last.env |= dict(pair.split("=", 1) for pair in rest.split())

    def _workdir(self, rest: str) -> None:
        self.last.folder = rest

    def _user(self, rest: str) -> None:
        self.last.user = rest

    def _expose(self, rest: str) -> None:
        self.last.ports += rest.split()

    def _cmd(self, rest: str) -> None:
        self.last.command = json.loads(rest)

    def _healthcheck(self, rest: str) -> None:
        self.last.health = json.loads(rest.partition(" CMD ")[2])

    def _copy(self, rest: str) -> None:
        *sources, target = rest.split()
        if sources[0].startswith("--from="):
            stage, source = self.place / sources[0].removeprefix("--from="), sources[1]
            # The copy is another name of the same bytes, which are not changed any more.
            shutil.copytree(
                stage / source.strip("/"), self.root / target.strip("/"), symlinks=True,
                dirs_exist_ok=True, copy_function=os.link,
            )  # fmt: skip
            return
        wanted = [path for path in self.files if sources == ["."] or path in sources]
        assert wanted, f"nothing to copy: {rest}"
        for path in wanted:
            name = path if sources == ["."] else target
            there = self.root / self.last.folder.strip("/") / name
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.project / path, there)

    def _run(self, rest: str) -> None:
        installs = _APT.search(rest)
        if installs:
            for name in installs["names"].split():
                if subprocess.run(["dpkg", "-s", name], capture_output=True, check=False).returncode:
                    lacking(f"package {name}")
            return
        script = f'python() {{ "{_python()}" "$@"; }}\n{self.inside(rest)}'
        done = subprocess.run(
            ["sh", "-ec", script], cwd=self.inside(self.last.folder), env=self.environment(),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"RUN {rest}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        self.last.done.append(rest)

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of the image sees, and what this machine's pip must be told."""
        ours = {name: value for name, value in os.environ.items() if _KEPT.match(name)}
        set_here = {name: self.inside(value) for name, value in self.last.env.items()}
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": f"{self.root}/tmp"} | (
            ours | set_here | more
        )

    def process(self, command: list[str], **env: str) -> subprocess.Popen[str]:
        """A command of the image, started as its user; as oneself, where one may not be another."""
        user, group = (int(part) for part in self.last.user.split(":"))
        other: dict[str, Any] = (
            {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        return subprocess.Popen(
            [self.inside(part) for part in command], cwd=self.inside(self.last.folder),
            env=self.environment(**env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **other,
        )  # fmt: skip

    def run(self, command: list[str], **env: str) -> tuple[int, str]:
        """The exit status of a command of the image, and what it said."""
        with self.process(command, **env) as process:
            said = process.communicate(timeout=60)[0]
        return process.returncode, said

    def state(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file of the stage that runs, /tmp included."""
        found = {path: path.stat() for path in self.root.rglob("*") if not path.is_symlink()}
        return {str(path.relative_to(self.root)): (s.st_size, s.st_mtime_ns) for path, s in found.items()}

    def lock(self, locked: bool) -> None:
        """Take the right to write away from everybody but root, or give it back to the owner."""
        for path in [self.root / "app", *(self.root / "app").rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222 if locked else path.stat().st_mode | 0o200)
