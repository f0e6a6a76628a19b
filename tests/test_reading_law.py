"""The law of reading: however a table is written, it has the same rows and the same findings on its lines."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading import TODAY, raw
from wartally.package import open_package
from wartally.validation.engines import validate

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "text", "type": "string", "constraints": {"maxLength": 6}},
        {"name": "n", "type": "number"},
    ],
    "primaryKey": ["id"],
}
NAMES = [field["name"] for field in SCHEMA["fields"]]
PACKS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda content: _zip(content),
}

Cells = tuple[str, str, str]


def _zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inside", content)
    return out.getvalue()


class Way(NamedTuple):
    """A way of writing a table."""

    delimiter: str = ","
    quote: str = '"'
    escaped: bool = False
    all_quoted: bool = False
    end: str = "\n"
    header: int = 1
    comment: str = ""
    encoding: str = "utf-8"
    pack: str = ""
    parts: int = 1
    again: bool = True

    @property
    def dialect(self) -> dict[str, Any]:
        said: dict[str, Any] = {"delimiter": self.delimiter, "quoteChar": self.quote}
        if self.escaped:
            said |= {"doubleQuote": False, "escapeChar": "\\"}
        if self.header != 1:
            said |= {"headerRows": [self.header]} if self.header else {"header": False}
        return said | ({"commentChar": self.comment} if self.comment else {})


class Written(NamedTuple):
    """A table on disk: its descriptor's resource, and the file and line of each of its rows."""

    resource: dict[str, Any]
    files: dict[str, bytes]
    places: list[tuple[str, int]]


# What these encodings have in common, with all that a dialect may give a meaning to.
TEXTS = st.text(st.sampled_from("aя7 ,;|'\"\\#\t~\n\r"), max_size=8)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4", "5", "x", "", "1.5"]),
        TEXTS,
        st.sampled_from(["", "0.5", "-2", "q"]),
    ),
    max_size=12,
)
WAYS = st.builds(
    Way,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    quote=st.sampled_from(['"', "'"]),
    escaped=st.booleans(),
    all_quoted=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    header=st.sampled_from([0, 1, 1, 3]),
    comment=st.sampled_from(["", "", "~~"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16", "koi8-r", "utf-32-le"]),
    pack=st.sampled_from(list(PACKS)),
    parts=st.integers(1, 3),
    again=st.booleans(),
)


def written(rows: list[Cells], way: Way) -> Written:
    """The rows in that way, in so many files."""
    size = -(-len(rows) // way.parts) or 1
    cut = [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]
    files, places = {}, []
    for number, part in enumerate(cut):
        name = f"t{number}.csv" + (f".{way.pack}" if way.pack else "")
        text, lines = _text(part, way, number == 0 or way.again)
        files[name] = PACKS[way.pack](text.encode(way.encoding))
        places += [(name, line) for line in lines]
    resource = {"path": list(files) if len(files) > 1 else next(iter(files)), "dialect": way.dialect}
    return Written(resource | {"encoding": way.encoding, "format": "csv"}, files, places)


def _text(rows: list[Cells], way: Way, header: bool) -> tuple[str, list[int]]:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=way.delimiter,
        quotechar=way.quote,
        doublequote=not way.escaped,
        escapechar="\\" if way.escaped else None,
        quoting=csv.QUOTE_ALL if way.all_quoted else csv.QUOTE_MINIMAL,
        lineterminator=way.end,
    )
    if header and way.header:
        out.write(f"above{way.end}" * (way.header - 1))
        writer.writerow(NAMES)
    lines = []
    for number, row in enumerate(rows):
        if way.comment and number % 3 == 0:
            out.write(f"{way.comment} a comment {way.quote}{way.end}")
        lines.append(_lines(out.getvalue()) + 1)
        # A lone carriage return must stand in quotes, which the writer does not see to.
        if any("\r" in cell or "\n" in cell for cell in row) or row[0].startswith("~"):
            out.write(way.delimiter.join(_quoted(cell, way) for cell in row) + way.end)
        else:
            writer.writerow(row)
    return out.getvalue(), lines


def _quoted(cell: str, way: Way) -> str:
    if way.escaped:
        cell = cell.replace("\\", "\\\\").replace(way.quote, "\\" + way.quote)
    else:
        cell = cell.replace(way.quote, way.quote * 2)
    return way.quote + cell + way.quote


def _lines(text: str) -> int:
    """How many lines a text has, each ended by LF, CR LF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def verdict(root: Path, made: Written) -> tuple[int, list[tuple[int, str, str, str]]]:
    """How many rows a table has, and its findings, each with the number of the row that it is about."""
    raw(root, made.files, {"resources": [{"name": "t", "schema": SCHEMA, **made.resource}]})
    report = validate(open_package(root), today=TODAY)
    numbers = {place: number for number, place in enumerate(made.places)}
    found = [(numbers[f.file, f.line], f.rule, f.column, f.value) for f in report.findings]
    return report.tables[0][1], sorted(found)


def simplest(rows: list[Cells]) -> Written:
    """The rows as JSON Lines, where no character has a meaning."""
    text = "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows) or "[]"
    form = "jsonl" if rows else "json"
    files = {f"t.{form}": text.encode()}
    return Written({"path": f"t.{form}"}, files, [(f"t.{form}", n + 1) for n in range(len(rows))])


@settings(max_examples=30, deadline=None)
@given(rows=ROWS.filter(bool), way=WAYS)
def test_however_it_is_written_a_table_has_the_same_rows_and_findings(rows, way):
    with TemporaryDirectory() as folder:
        wanted = verdict(Path(folder) / "simplest", simplest(rows))
        found = verdict(Path(folder) / "way", written(rows, way))
    assert found == wanted
    assert found[0] == len(rows)


@settings(max_examples=20, deadline=None)
@given(rows=ROWS.filter(bool), way=WAYS)
def test_however_it_is_written_a_table_has_the_same_values(rows, way):
    good = [(str(number), text, "0.5") for number, (_, text, _) in enumerate(rows)]
    wanted = [(number, text or None, 0.5) for number, (_, text, _) in enumerate(rows)]
    with TemporaryDirectory() as folder:
        made = written(good, way)
        root = raw(
            Path(folder), made.files, {"resources": [{"name": "t", "schema": SCHEMA, **made.resource}]}
        )
        package = open_package(root)
        assert [tuple(row.values()) for row in package.rows("t")] == wanted
        assert package.frame("t").rows() == wanted


@pytest.mark.parametrize(
    "way", [Way(delimiter=";"), Way(pack="gz"), Way(encoding="cp1251"), Way(parts=3)], ids=str
)
def test_a_longer_table_too(tmp_path, way):
    rows = [(str(n) if n % 1000 else "x", "a\nb" if n % 777 == 0 else "я", "0.5") for n in range(1, 5000)]
    made = written(rows, way)
    count, found = verdict(tmp_path, made)
    assert count == len(rows)
    assert [f[:3] for f in found] == [(n - 1, "type", "id") for n in range(1000, 5000, 1000)]
