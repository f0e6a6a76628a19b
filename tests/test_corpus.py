"""Every case of the corpus gets the verdict that the standard asks for, finding by finding."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatchcase

import pytest

from tests.corpus import FOLDER, Case, cases, cells, verdict
from tests.corpus.shapes import SHAPES
from tests.differing import differences
from wartally.errors import WartallyError

ALL = cases()


def test_the_corpus_is_large_and_each_case_is_one():
    assert len(ALL) >= 400
    assert len({case.slug for case in ALL}) == len({case.name for case in ALL}) == len(ALL)
    assert sum(len(cells(table)) for case in ALL for table in case.tables.values()) >= 700
    assert all(case.asks and case.asks[0].isupper() for case in ALL)
    groups = Counter(case.group for case in ALL)
    assert set(groups) == {
        *("constraints", "descriptors", "dialects", "files", "keys", "matching", "missing"),
        *("structured", "types"),
    }
    assert min(groups.values()) >= 25
    kinds = Counter("refused" if c.refused else "found" if c.expected() else "valid" for c in ALL)
    assert min(kinds.values()) >= 45, kinds


@pytest.mark.parametrize("case", ALL, ids=str)
def test_the_verdict_is_that_of_the_standard(tmp_path, case: Case):
    descriptor = case.write(tmp_path / "package")
    if case.refused is not None:
        with pytest.raises(WartallyError) as refusal:
            verdict(descriptor)
        assert case.refused.lower() in str(refusal.value).lower(), refusal.value
        assert refusal.value.exit_status == 2
        return
    if any(d.about(case) for d in differences() if d.engine == "duckdb"):
        # Shown to be so, with all else in which engines differ, in test_engines_agree.py.
        return
    found, messages = verdict(descriptor)
    assert found == case.expected(), messages
    assert len(messages) == len(found), messages
    assert all(messages)


@pytest.mark.parametrize("make", SHAPES, ids=lambda make: make.__name__)
def test_a_package_in_the_shape_of_a_published_one(tmp_path, make):
    shape = make()
    assert shape.lines >= 200
    assert len(shape.expected()) >= 4
    found, messages = verdict(shape.write(tmp_path / "valid"))
    assert not found, messages[:10]
    found, messages = verdict(shape.write(tmp_path / "broken", broken=True))
    assert found == shape.expected(), messages[:20]
    assert len(messages) == len(found)


def test_there_are_more_than_ten_shapes_and_each_is_another():
    shapes = [make() for make in SHAPES]
    assert len({shape.name for shape in shapes}) == len(shapes) >= 14
    assert sum(shape.lines for shape in shapes) >= 15_000


def test_what_is_said_to_be_tried_is_tried():
    rows = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    named = [
        pattern
        for row in rows
        if row.startswith("| ")
        for pattern in re.findall(r"`([^`]+)`", row.split("|")[2])
    ]
    names = [case.name for case in ALL]
    files = {file.name for file in FOLDER.glob("*.yaml")}
    assert len(named) >= 60
    assert not [p for p in named if p not in files and not any(fnmatchcase(name, p) for name in names)]
