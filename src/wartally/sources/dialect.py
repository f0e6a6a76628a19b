"""A `dialect` object of a descriptor as a Dialect, in the words of CSV Dialect and Table Dialect. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wartally.errors import DescriptorError
from wartally.sources.table import Dialect

__all__ = ["dialect_of"]

# frictionless keeps what is about one kind of file below the name of the kind.
_KINDS = ("csv", "json", "excel", "sql", "ods")
_BREAKS = ("\n", "\r", "\r\n")
_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\r\\n": "\r\n"}


def dialect_of(raw: Mapping[str, Any], where: str, form: str = "csv") -> Dialect:
    """The dialect that a descriptor states; `where` names the place in messages.

    A file of the format tsv has tabs between its cells unless it says otherwise. Raises
    DescriptorError, with the pointer to the property, if a value cannot be used.
    """
    said = dict(raw)
    for kind in _KINDS:
        if isinstance(raw.get(kind), Mapping):
            said |= raw[kind]
    said = _sheet(said)
    found: dict[str, Any] = {"delimiter": "\t"} if form == "tsv" else {}
    for key, (name, check) in _PROPERTIES.items():
        if key in said and (said[key] is not None or key == "quoteChar"):
            found[name] = check(said[key], f"{where}/{key}")
    dialect = Dialect(**found)
    if not dialect.header:
        dialect = Dialect(**{**found, "header_rows": ()})
    return _agreeing(dialect, where)


def _sheet(said: dict[str, Any]) -> dict[str, Any]:
    """The property `sheet`, as frictionless has it, under the standard's names."""
    sheet = said.get("sheet")
    if isinstance(sheet, str):
        return {"sheetName": sheet, **said}
    return {"sheetNumber": sheet, **said} if isinstance(sheet, int) else said


def _agreeing(dialect: Dialect, where: str) -> Dialect:
    """The dialect, if its characters can be told apart; raises DescriptorError."""
    if dialect.escape_char and dialect.escape_char == dialect.quote_char:
        dialect = Dialect(**{**dialect.__dict__, "escape_char": "", "double_quote": True})
    marks = {"delimiter": dialect.delimiter, "quoteChar": dialect.quote_char}
    marks["escapeChar"] = dialect.escape_char
    taken: dict[str, str] = {}
    for name, mark in marks.items():
        if mark and mark in taken:
            raise DescriptorError(f"{where}/{name}: {mark!r} is the {taken[mark]} too; they must differ")
        taken[mark] = name
    if dialect.line_terminator and dialect.line_terminator in (*taken, ""):
        raise DescriptorError(
            f"{where}/lineTerminator: {dialect.line_terminator!r} stands for something else"
        )
    return dialect


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise DescriptorError(f"{where}: must be text, not {value!r}")
    return value


def _mark(value: Any, where: str) -> str:
    """One character, or none for null."""
    if value is None or value == "":
        return ""
    text = _ESCAPES.get(_text(value, where), value)
    if len(text) != 1 or text in "\r\n\0":
        raise DescriptorError(f"{where}: must be one character, not {value!r}; several are not supported")
    return str(text)


def _delimiter(value: Any, where: str) -> str:
    found = _mark(value, where)
    if not found:
        raise DescriptorError(f"{where}: must be one character, it is empty")
    return found


def _terminator(value: Any, where: str) -> str:
    """The character that ends a row, blank for the usual line ends."""
    text = _ESCAPES.get(_text(value, where), value)
    if text in ("", *_BREAKS):
        return ""
    if len(text) != 1 or text in '"\0':
        raise DescriptorError(f"{where}: must be a line end or one character, not {value!r}")
    return str(text)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise DescriptorError(f"{where}: must be true or false, not {value!r}")
    return value


def _number(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DescriptorError(f"{where}: must be a whole number from 1 on, not {value!r}")
    return value


def _numbers(value: Any, where: str) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise DescriptorError(f"{where}: must be a list of row numbers, not {value!r}")
    return tuple(sorted({_number(item, f"{where}/{i}") for i, item in enumerate(value)}))


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DescriptorError(f"{where}: must be a list of texts, not {value!r}")
    return tuple(value)


def _item_type(value: Any, where: str) -> str:
    if value not in ("array", "object"):
        raise DescriptorError(f"{where}: must be array or object, not {value!r}")
    return str(value)


_PROPERTIES: Mapping[str, tuple[str, Callable[[Any, str], Any]]] = {
    "delimiter": ("delimiter", _delimiter),
    "lineTerminator": ("line_terminator", _terminator),
    "quoteChar": ("quote_char", _mark),
    "doubleQuote": ("double_quote", _flag),
    "escapeChar": ("escape_char", _mark),
    "nullSequence": ("null_sequence", _text),
    "skipInitialSpace": ("skip_initial_space", _flag),
    "header": ("header", _flag),
    "headerRows": ("header_rows", _numbers),
    "headerJoin": ("header_join", _text),
    "commentRows": ("comment_rows", _numbers),
    "commentChar": ("comment_char", _text),
    "caseSensitiveHeader": ("case_sensitive_header", _flag),
    "property": ("property", _text),
    "itemType": ("item_type", _item_type),
    "itemKeys": ("item_keys", _texts),
    "sheetNumber": ("sheet_number", _number),
    "sheetName": ("sheet_name", _text),
    "table": ("table", _text),
}
