"""Every command that writes, killed at many points: the package is old or new, and a second run finishes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.killing import Nursery, Tree
from tests.writing import COMMANDS, copied, differing, is_passing, package_of, whole
from wartally.atomic import finish_writes


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    opened = Nursery(tmp_path_factory.mktemp("nursery"))
    yield opened
    opened.close()


def points(steps: int, most: int) -> list[int]:
    """The steps at which to kill: `most` from all over, first and last among them."""
    # More of them with WARTALLY_KILLS=60: how the numbers in docs/security.md were had.
    most = int(os.environ.get("WARTALLY_KILLS", most))
    if steps <= most:
        return list(range(steps))
    return sorted({round(n * (steps - 1) / (most - 1)) for n in range(most)})


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_any_step_leaves_the_old_or_the_new_and_is_finished_by_a_second_run(
    name: str, nursery: Nursery, folder: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    writes = COMMANDS[name]
    (tmp_path / "base").mkdir()
    base = Path(shutil.move(folder, tmp_path / "base" / "package"))
    writes.prepare(base)
    old = whole(base)
    done = copied(base, tmp_path / "done")
    ran = nursery.run(writes.arguments, done)
    assert (ran.status, "Traceback" in ran.err) == (0 if name != "import" else 1, False), ran
    new = whole(done)
    assert new != old
    assert not [file for file in new if is_passing(file)]
    refused_twice = name in ("release", "apply")
    seen: set[frozenset[tuple[str, str]]] = set()
    tried = points(ran.steps, writes.most)
    for at in tried:
        root = copied(base, tmp_path / f"at{at}")
        killed = nursery.run(writes.arguments, root, at)
        assert killed.killed, (name, at, killed)
        is_new = is_old_or_new(root, old, new, at)
        state = frozenset(whole(root).items())
        if state not in seen:
            seen.add(state)
            again = nursery.run(writes.arguments, root)
            # What was done to the end is not done again.
            assert again.status == ran.status or (refused_twice and is_new and again.status == 2), (at, again)
            assert whole(root) == new, (name, at, differing(whole(root), new))
        shutil.rmtree(root.parent)
    assert whole(base) == old
    record_property("steps, killed at, states", (ran.steps, len(tried), len(seen)))
    assert len(tried) >= min(ran.steps, writes.most) > 1


def is_old_or_new(root: Path, old: Tree, new: Tree, at: int) -> bool:
    """Once the next command has opened the package, readers see the old or the new; True if the new."""
    after = copied(root, root.parent.with_name(f"{root.parent.name}-after"))
    finish_writes(after)
    finish_writes(after / "new") if (after / "new").is_dir() else None
    seen = {name: digest for name, digest in whole(after).items() if not is_passing(name)}
    shutil.rmtree(after.parent)
    if (root / "build" / "exports" / ".wartally-export.json").exists():
        assert set(seen.items()) <= {*old.items(), *new.items()}
        return True
    # What is made of the package follows it: it is the old or the new one by itself.
    for made in (True, False):
        found, before, then = (
            {n: d for n, d in files.items() if n.startswith("package/build/") == made}
            for files in (seen, old, new)
        )
        assert found in (before, then), (at, differing(found, before), differing(found, then))
    return package_of(seen) == package_of(new)
