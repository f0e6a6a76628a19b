"""A sheet of an Excel workbook as rows, each with the number of its row."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from wartally.sources.packing import ALWAYS, RATIO
from wartally.sources.rows import Row, Unreadable
from wartally.sources.table import Dialect

__all__ = ["sheet_rows"]

_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError, TypeError, IndexError)


def sheet_rows(path: Path, dialect: Dialect) -> Generator[Row]:
    """The rows of the sheet that the dialect names, as values; empty rows are left out.

    Raises Unreadable if the file is no workbook, has no such sheet, or the library for it is missing.
    """
    if find_spec("openpyxl") is None:
        said = "reading xlsx needs openpyxl, which is not installed; `pip install 'wartally[xlsx]'` brings it"
        raise Unreadable(said, rule="format")
    try:
        _check_size(path)
        yield from _rows(path, dialect)
    except _BROKEN as error:
        raise Unreadable(f"the file cannot be read as a workbook ({error})") from error


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > max(ALWAYS, RATIO * path.stat().st_size):
        raise Unreadable(f"the workbook unpacks to {size:,} bytes; it is not read", rule="compression")


def _rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        width = 0
        for number, cells in enumerate(_sheet(book, dialect).iter_rows(values_only=True), start=1):
            filled = [*cells]
            while filled and filled[-1] is None:
                filled.pop()
            if not filled:
                continue
            width = width or len(filled)
            if _is_comment(filled[0], dialect.comment_char):
                yield Row(number, (), "comment")
            else:
                yield Row(number, filled + [None] * (width - len(filled)))
    finally:
        book.close()


def _is_comment(cell: Any, mark: str) -> bool:
    return bool(mark) and isinstance(cell, str) and cell.startswith(mark)


def _sheet(book: Any, dialect: Dialect) -> Any:
    names = book.sheetnames
    if dialect.sheet_name:
        if dialect.sheet_name not in names:
            said = f"there is no sheet {dialect.sheet_name!r}; the sheets are {', '.join(names)}"
            raise Unreadable(said)
        return book[dialect.sheet_name]
    if dialect.sheet_number > len(names):
        raise Unreadable(f"there is no sheet number {dialect.sheet_number}; the workbook has {len(names)}")
    return book[names[dialect.sheet_number - 1]]
