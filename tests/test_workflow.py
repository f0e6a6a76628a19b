"""What checks a contributor's change: the workflows, the hooks for git, the licences of dependencies."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools import lacking
from tests.workbench import ROOT
from wartally import store
from wartally.package import open_package

WORKFLOWS = ROOT / ".github" / "workflows"
PROGRAMS = Path(sys.executable).parent
if not WORKFLOWS.is_dir():
    pytest.skip("the workflows are in the repository only", allow_module_level=True)


def read(name: str) -> Any:
    """A workflow; `on` is a boolean to YAML 1.1."""
    found = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in found.items()}


def steps(name: str) -> Any:
    (job,) = read(name)["jobs"].values()
    return job["steps"]


def script(name: str, step: str) -> Any:
    (found,) = [s["run"] for s in steps(name) if s.get("name") == step]
    return found


def bash(text: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the service does."""
    path = os.pathsep.join([environment.pop("first", str(PROGRAMS)), str(PROGRAMS), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", text],
        cwd=cwd, env={**os.environ, **environment, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(folder: Path) -> Path:
    """The small package in a repository, with the programs where `make setup` puts them."""
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(PROGRAMS)
    (folder / ".gitignore").write_text(".venv\nartefacts\n", encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def add_an_actor(root: Path) -> None:
    file = root / "data" / "actors.csv"
    file.write_bytes(file.read_bytes() + "zz_new,A new one,Новий,media,,\n".encode())


def test_the_workflows_are_valid_and_may_do_little():
    files = sorted(WORKFLOWS.glob("*.yml"))
    assert [file.name for file in files] == ["comment.yml", "validate.yml"]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    uses = [s["uses"] for file in files for s in steps(file.name) if "uses" in s]
    assert len(uses) == 4
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", use) for use in uses), "a tag can be moved"
    validate, comment = read("validate.yml"), read("comment.yml")
    assert validate["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in validate["on"]
    assert comment["permissions"] == {}
    assert comment["jobs"]["comment"]["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not [use for s in steps("comment.yml") if "checkout" in (use := s.get("uses", ""))]
    for file in files:
        for step in steps(file.name):
            assert "${{" not in step.get("run", ""), "what a stranger wrote reaches a script as a value only"


def test_each_step_runs_and_tells_of_a_change_that_is_wrong_and_of_one_that_is_right(repository, tmp_path):
    base = git(repository, "rev-parse", "HEAD")
    add_an_actor(repository)
    told = bash(script("validate.yml", "Validate"), repository)
    assert (told.returncode, "::error file=data/actors.csv" in told.stdout) == (1, True), told
    assert bash(script("validate.yml", "Canonical, derived and described"), repository).returncode == 1
    store.sync(open_package(repository))
    assert bash(script("validate.yml", "Validate"), repository).returncode == 0
    assert bash(script("validate.yml", "Canonical, derived and described"), repository).returncode == 0
    summary = tmp_path / "summary.md"
    given = {"BASE": base, "NUMBER": "17", "GITHUB_STEP_SUMMARY": str(summary)}
    told = bash(script("validate.yml", "Tell what changes"), repository, **given)
    assert told.returncode == 0, told
    handed = repository / "artefacts" / "pull-request"
    assert (handed / "number").read_text(encoding="utf-8") == "17\n"
    assert "zz_new" in (handed / "difference.md").read_text(encoding="utf-8")
    assert "zz_new" in summary.read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "head", "written"), [("17\n", "abc", True), ("17\n", "other", False),
                                                         ("x; rm -rf /\n", "abc", False)])  # fmt: skip
def test_a_comment_is_written_beneath_the_request_that_was_validated_only(tmp_path, number, head, written):
    handed = tmp_path / "handed-over"
    handed.mkdir()
    (handed / "number").write_text(number, encoding="utf-8")
    (handed / "difference.md").write_text("`actors`: @everybody <!-- hidden\n", encoding="utf-8")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "gh").write_text(
        f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n[ "$1" = api ] && echo abc\nexit 0\n'
    )
    (programs / "gh").chmod(0o755)
    given = {
        "HEAD": head,
        "RESULT": "success",
        "RUN": "https://example.org/run",
        "GH_REPO": "a/b",
        "GH_TOKEN": "x",
    }
    done = bash(script("comment.yml", "Comment"), tmp_path, first=str(programs), **given)
    asked = (tmp_path / "asked").read_text(encoding="utf-8") if (tmp_path / "asked").exists() else ""
    assert (done.returncode == 0, "pr comment 17" in asked) == (written, written), done
    if written:
        said = (tmp_path / "comment.md").read_text(encoding="utf-8")
        assert "**success**" in said
        assert "@everybody" not in said
        assert "<!--" not in said


@pytest.mark.parametrize("linked", ["number", "difference.md", ""])
def test_a_comment_tells_nothing_that_was_not_handed_over_and_fits_its_size(tmp_path, linked):
    handed = tmp_path / "handed-over"
    handed.mkdir()
    (handed / "number").write_text("17\n", encoding="utf-8")
    (handed / "difference.md").write_text("@" * 70_000, encoding="utf-8")
    (tmp_path / "secret").write_text("17 token", encoding="utf-8")
    if linked:
        (handed / linked).unlink()
        (handed / linked).symlink_to(tmp_path / "secret")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "gh").write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\necho abc\n', encoding="utf-8")
    (programs / "gh").chmod(0o755)
    given = {"HEAD": "abc", "RESULT": "success", "RUN": "r", "GH_REPO": "a/b", "GH_TOKEN": "x"}
    done = bash(script("comment.yml", "Comment"), tmp_path, first=str(programs), **given)
    assert (done.returncode == 0, (tmp_path / "comment.md").exists()) == (not linked, not linked), done
    if not linked:
        told = (tmp_path / "comment.md").read_bytes().decode("utf-8")
        assert 10_000 < len(told) < 65_536
        assert "@@" not in told


def test_the_hooks_mend_and_refuse_in_a_package_of_somebody_else(repository, tmp_path):
    if not (PROGRAMS / "pre-commit").exists():
        lacking("pre-commit")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / ".pre-commit-hooks.yaml").write_bytes((ROOT / ".pre-commit-hooks.yaml").read_bytes())
    git(hooks, "init", "-q")
    git(hooks, "add", ".")
    git(hooks, "commit", "-qm", "hooks")
    names = ["wartally-fmt", "wartally-derive", "wartally-sync", "wartally-validate"]
    assert [
        hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    ] == names
    wanted = {"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD"), "hooks": [{"id": n} for n in names]}
    config = repository / ".pre-commit-config.yaml"
    config.write_text(json.dumps({"repos": [wanted]}), encoding="utf-8")
    add_an_actor(repository)
    git(repository, "add", ".")
    command = f"{sys.executable} -m pre_commit run"
    given = {"PRE_COMMIT_HOME": str(tmp_path / "cache")}
    first = bash(command, repository, **given)
    assert first.returncode == 1, first.stdout
    assert re.search(r"descriptor in step.*Failed", first.stdout), first.stdout
    git(repository, "add", ".")
    second = bash(command, repository, **given)
    assert (second.returncode, second.stdout.count("Passed")) == (0, 4), second.stdout


def test_our_own_hooks_are_the_same_and_a_valid_configuration():
    ours = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    theirs = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [(h["id"], h["files"]) for h in ours[:4]] == [(h["id"], h["files"]) for h in theirs]
    for kind, file in (("config", ".pre-commit-config.yaml"), ("manifest", ".pre-commit-hooks.yaml")):
        command = [sys.executable, "-m", "pre_commit", f"validate-{kind}", str(ROOT / file)]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_every_dependency_has_a_licence_that_is_allowed():
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "licences.py")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, int(done.stdout.split()[0]) > 100) == (0, True), done.stdout
