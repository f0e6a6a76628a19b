"""The characters that a finding's cell takes up in its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench import TODAY, bench
from wartally.validation.engines import validate
from wartally.validation.positions import cell_places, spans


@given(
    st.lists(st.text(st.characters(blacklist_characters="\r\n", codec="utf-8")), min_size=1),
    st.sampled_from(",;\t"),
)
def test_the_characters_of_each_cell_are_those_that_say_it(cells, delimiter):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    line = stream.getvalue()
    found = spans(line, delimiter)
    assert [text for text, _ in found] == cells
    for text, (first, last) in found:
        assert line[first - 1 : last].strip('"').replace('""', '"').strip('"') == text.strip('"')


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a,bc,\n", [("a", (1, 1)), ("bc", (3, 4)), ("", (6, 5))]),
        ('"a,b",c\r\n', [("a,b", (1, 5)), ("c", (7, 7))]),
        ("Бахмут,1", [("Бахмут", (1, 6)), ("1", (8, 8))]),
        ('"goes on\n', []),
    ],
)
def test_cells_are_cut_at_delimiters_outside_quotes(line, expected):
    assert spans(line, ",") == expected


def test_the_cells_of_findings_are_found_in_the_file(tmp_path):
    work = bench(tmp_path, ["actors", "sources"])
    work.rows["actors"][1]["kind"] = "medja"
    work.rows["actors"][2]["name_en"] = 'An "odd", name'
    work.rows["actors"][2]["side"] = "XX"
    work.rows["actors"][3]["name_en"] = ""
    package = work.package()
    found = validate(package, today=TODAY).findings
    places = cell_places(package.tables, found)
    lines = (tmp_path / "actors.csv").read_text(encoding="utf-8").splitlines()
    marked = {key: lines[key[1] - 1][first - 1 : last] for key, (first, last) in places.items()}
    assert (
        marked.items()
        >= {
            ("actors.csv", 3, "kind"): "medja",
            ("actors.csv", 4, "side"): "XX",
            ("actors.csv", 4, "name_en"): '"An ""odd"", name"',
        }.items()
    )
    assert ("actors.csv", 5, "name_en") not in places
    assert len(found) == 3
