"""A workbook for people: a sheet per table with real dates and numbers, and sheets that explain them.

Nothing in a cell is taken for a formula. What a spreadsheet cannot hold as a value stays text: whole
numbers of more than 15 digits, dates before March 1900. Text longer than a cell can hold is cut, marked,
and told on the first sheet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from wartally.describing import codebook_rows
from wartally.export.model import Made, Tell
from wartally.export.reading import LANGUAGES, citation, credits_of, description, licences
from wartally.export.sheets import MOST_ROWS, Sheet, lay_out
from wartally.export.source import Source
from wartally.schema import Field

__all__ = ["MOST_LINKS", "write"]

# Excel opens no sheet with more than 65,530 links, and is slow long before that; above this they are text.
MOST_LINKS = 2_000
MOST_CHARACTERS = 32_767
_LONGEST_LINK = 2_000
_CUT = " […]"
_EXACT = 10**15
# Excel counts a 29 February 1900 that never was; other programs do not.
_FIRST_DAY = date(1900, 3, 1)
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - a spreadsheet's times have no zone
_LINK = re.compile(r"https?://\S+")
_FORMULA = ("=", "+", "-", "@")
_NARROWEST, _WIDEST, _SAMPLE = 8, 60, 500
_README, _COLUMNS, _CODES = "README", "Columns", "Codes"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLES = (
    "Workbook for people: every table, with columns and codes explained",
    "Робоча книга: усі таблиці з поясненнями стовпців і кодів",
)


def _spaced(number: int) -> str:
    """A number as it is written in Ukrainian."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class _Words:
    """What the first sheet says in one language."""

    version: str
    licence: str
    cite: str
    contents: str
    columns: str
    codes: str
    read: str
    notes: tuple[str, ...]
    cut: str
    rows: str


_WORDS = {
    "en": _Words(
        version="Version", licence="Licence", cite="How to cite", contents="Contents",
        columns="every column of every table: type, unit, meaning",
        codes="what the codes in the tables mean",
        read="How to read the sheets",
        notes=(
            "The first row of a sheet has the names of the columns; the sheet Columns explains them.",
            "An empty cell means that there is no value. It does not mean zero.",
            f"A table of more than {MOST_ROWS:,} rows stands on several sheets, by year where it has dates.",
            f"Addresses can be clicked on sheets with up to {MOST_LINKS:,} of them; elsewhere they are text.",
        ),
        cut="Longer than a cell can hold, so cut and marked […]; the CSV has them whole: ",
        rows="rows",
    ),
    "uk": _Words(
        version="Версія", licence="Ліцензія", cite="Як посилатися", contents="Зміст",
        columns="кожен стовпець кожної таблиці: тип, одиниця, зміст",
        codes="що означають коди в таблицях",
        read="Як читати аркуші",
        notes=(
            "У першому рядку аркуша – назви стовпців; їх пояснено на аркуші Columns.",
            "Порожня клітинка означає, що значення немає. Це не нуль.",
            f"Таблиця, у якій понад {_spaced(MOST_ROWS)} рядків, займає кілька аркушів: "
            "за роками, якщо в ній є дати.",
            f"Адреси можна натискати на аркушах, де їх не більше ніж {_spaced(MOST_LINKS)}; "
            "на інших це просто текст.",
        ),
        cut="Довші, ніж уміщує клітинка, тому їх обрізано з позначкою […]; у CSV вони повні: ",
        rows="рядків",
    ),
}  # fmt: skip


class _Number(float):
    """A float that is written with all its digits; the library would write sixteen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


class _Book:
    """The workbook under way, its formats, and the cells whose text was cut."""

    def __init__(self, file: Path, source: Source) -> None:
        self.source = source
        self.workbook = xlsxwriter.Workbook(str(file), {"in_memory": True})
        self.head = self.workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        self.title = self.workbook.add_format({"bold": True, "font_size": 14})
        self.bold = self.workbook.add_format({"bold": True})
        self.wrapped = self.workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.whole = self.workbook.add_format({"num_format": "0"})
        # As an apostrophe before it would: stays text also when somebody edits the cell.
        self.literal = self.workbook.add_format({"quote_prefix": True})
        self.link = self.workbook.get_default_url_format()
        self.cut: list[str] = []

    def text(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """Write text as text, whatever it looks like."""
        if len(text) > MOST_CHARACTERS:
            self.cut.append(f"{sheet.get_name()}!{xlsxwriter.utility.xl_rowcol_to_cell(row, column)}")
            text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
        sheet.write_string(row, column, text, self.literal if text.startswith(_FORMULA) else None)


Write = Callable[[int, int, Any], object]


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write <package>.xlsx."""
    path = f"{source.name}.xlsx"
    book = _Book(folder / path, source)
    book.workbook.set_properties(_properties(source))
    readme, columns, codes = (book.workbook.add_worksheet(name) for name in (_README, _COLUMNS, _CODES))
    frames = {name: (table.schema, source.frame(name)) for name, table in source.tables.items()}
    sheets = lay_out(frames, {_README, _COLUMNS, _CODES})
    for step, sheet in enumerate(sheets):
        tell("xlsx", step, len(sheets) + 1)
        _write_table(book, sheet, source.tables[sheet.table].schema.fields)
    _write_rows(book, columns, *_column_rows(source))
    _write_rows(book, codes, *_code_rows(source))
    _write_readme(book, readme, sheets)
    tell("xlsx", len(sheets), len(sheets) + 1)
    book.workbook.close()
    return [Made(path, _MEDIA_TYPE, *_TITLES)]


def _properties(source: Source) -> dict[str, Any]:
    created = source.created
    return {
        "title": source.title,
        "comments": licences(source),
        "created": datetime.combine(created, time()) if created else _EPOCH,
    }


def _write_table(book: _Book, sheet: Sheet, fields: Sequence[Field]) -> None:
    page = book.workbook.add_worksheet(sheet.name)
    _head(book, page, [field.name for field in fields], sheet.rows.height)
    links = _link_columns(sheet.rows, fields)
    for column, field in enumerate(fields):
        values = sheet.rows[field.name].to_list()
        put = _writer(book, page, field.type, field.name in links)
        for row, value in enumerate(values, start=1):
            if value is not None:
                put(row, column, value)
        page.set_column(column, column, _width(field.name, values[:_SAMPLE]))


def _link_columns(rows: pl.DataFrame, fields: Sequence[Field]) -> set[str]:
    """The columns that hold nothing but addresses, if there are few enough of these to be links."""
    found: dict[str, int] = {}
    for field in fields:
        values = rows[field.name].drop_nulls().to_list() if field.type == "string" else []
        if values and all(_LINK.fullmatch(value) and len(value) <= _LONGEST_LINK for value in values):
            found[field.name] = len(values)
    return set(found) if sum(found.values()) <= MOST_LINKS else set()


def _writer(book: _Book, page: Worksheet, kind: str, linked: bool) -> Write:
    """What writes a value of a type into a cell."""

    def text(row: int, column: int, value: str) -> None:
        book.text(page, row, column, value)

    def link(row: int, column: int, value: str) -> None:
        page.write_url(row, column, value, book.link, string=value)

    def day(row: int, column: int, value: date) -> None:
        if value < _FIRST_DAY:
            text(row, column, value.isoformat())
        else:
            page.write_datetime(row, column, datetime.combine(value, time()), book.day)

    def whole(row: int, column: int, value: int) -> None:
        if abs(value) >= _EXACT:
            text(row, column, str(value))
        else:
            page.write_number(row, column, value, book.whole)

    def number(row: int, column: int, value: float) -> None:
        if math.isfinite(value):
            page.write_number(row, column, _Number(value))
        else:
            text(row, column, "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF")

    if linked:
        return link
    writers: dict[str, Write] = {
        "date": day,
        "integer": whole,
        "year": whole,
        "number": number,
        "boolean": page.write_boolean,
    }
    return writers.get(kind, text)


def _width(name: str, values: Iterable[Any]) -> float:
    """A column's width in characters, with room for the arrow of the filter."""
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(longest + 1, len(name) + 4, _NARROWEST), _WIDEST)


def _head(book: _Book, page: Worksheet, names: Sequence[str], rows: int) -> None:
    """The first row: names of columns that stay in sight, with a filter."""
    for column, name in enumerate(names):
        page.write_string(0, column, name, book.head)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, rows, len(names) - 1)


def _write_rows(book: _Book, page: Worksheet, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A sheet of explanations, all of it text."""
    _head(book, page, names, len(rows))
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if text:
                book.text(page, number, column, text)
    for column, name in enumerate(names):
        page.set_column(column, column, _width(name, [row[column] for row in rows]))


def _column_rows(source: Source) -> tuple[list[str], list[list[str]]]:
    """Every column of every table, explained in both languages."""
    english, ukrainian = (codebook_rows(source.package.schemas.values(), lang) for lang in LANGUAGES)
    names = ["table", "column", "type", "unit", "required", "key", "refers_to", "title_en", "title_uk",
             "description_en", "description_uk"]  # fmt: skip
    rows = []
    for en, uk in zip(english, ukrainian, strict=True):
        flags = ["true" if en[flag] else "" for flag in ("required", "key")]
        start = [en["table"], en["column"], en["type"], en["unit"] or "", *flags, en["refers_to"] or ""]
        rows.append([*start, en["title"], uk["title"], en["description"], uk["description"]])
    return names, rows


def _code_rows(source: Source) -> tuple[list[str], list[list[str]]]:
    """Every code of a closed list, explained in both languages."""
    names = ["table", "column", "code", "label_en", "label_uk", "description_en", "description_uk", "sdmx"]
    rows = [
        [schema.name, field.name, c.value, c.label, c.label_uk, c.description, c.description_uk, c.sdmx]
        for schema in source.package.schemas.values()
        for field in schema.fields
        for c in field.categories
    ]
    return names, rows


def _write_readme(book: _Book, page: Worksheet, sheets: Sequence[Sheet]) -> None:
    """What the workbook is, in English and then in Ukrainian."""
    page.set_column(0, 0, 32)
    page.set_column(1, 1, 90, book.wrapped)
    page.set_column(2, 2, 14)
    row = 0
    for lang in LANGUAGES:
        row = _write_part(book, page, row, lang, sheets) + 2


def _write_part(book: _Book, page: Worksheet, row: int, lang: str, sheets: Sequence[Sheet]) -> int:
    """The part in one language, from a row on; the row after it."""
    source, words = book.source, _WORDS[lang]
    title = source.title_uk if lang == "uk" else source.title
    page.write_string(row, 0, title, book.title)
    pairs = [
        ("", description(source, lang)),
        (words.version, source.version),
        (words.licence, licences(source)),
        (words.cite, citation(source, lang)),
        *(("", line) for line in credits_of(source, lang) if line),
        *(("" if n else words.read, note) for n, note in enumerate(words.notes)),
        ("", words.cut + ", ".join(book.cut) if book.cut else ""),
    ]
    for label, said in pairs:
        if said:
            row += 1
            page.write_string(row, 0, label, book.bold)
            book.text(page, row, 1, said)
    row += 2
    page.write_string(row, 0, words.contents, book.bold)
    page.write_string(row, 2, words.rows, book.bold)
    listed: list[tuple[str, str, int | None]] = [
        (_COLUMNS, words.columns, None), (_CODES, words.codes, None),
    ]  # fmt: skip
    listed += [
        (s.name, " – ".join(filter(None, (source.titles(s.table)[lang == "uk"], s.part))), s.rows.height)
        for s in sheets
    ]
    for name, told, rows in listed:
        row += 1
        page.write_url(row, 0, f"internal:{_quoted(name)}!A1", book.link, string=name)
        book.text(page, row, 1, told)
        if rows is not None:
            page.write_number(row, 2, rows, book.whole)
    return row


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
