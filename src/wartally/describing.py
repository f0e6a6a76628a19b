"""The codebook: every table, column, code and rule, compiled from the schemas. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wartally.schema import Field, TableSchema

if TYPE_CHECKING:
    from wartally.validation.rules import Rule

__all__ = ["LANGUAGES", "codebook_rows", "render_codebook", "render_table"]

_SECTIONS = ("reference", "claimed", "confirmed", "estimated", "events", "press", "history")
_WORDS = {
    "en": {
        "title": "Codebook",
        "intro": "Compiled from the schemas and rules by `wartally codebook`; not edited by hand.",
        "column": "column", "type": "type", "meaning": "meaning", "example": "example", "rules": "Rules",
        "rule": "rule", "severity": "severity", "key": "Key", "refers": "Refers to", "codes": "Codes of",
        "code": "code", "label": "label", "derived": "Derived; not edited by hand.", "required": "required",
        "reference": "Reference", "claimed": "Claimed", "confirmed": "Confirmed", "estimated": "Estimated",
        "events": "Events", "press": "Press", "history": "History", "sdmx": "SDMX",
    },
    "uk": {
        "title": "Опис даних",
        "intro": "Складено зі схем і правил командою `wartally codebook`; вручну його не редагують.",
        "column": "стовпець", "type": "тип", "meaning": "зміст", "example": "приклад", "rules": "Правила",
        "rule": "правило", "severity": "рівень", "key": "Ключ", "refers": "Посилається на",
        "codes": "Коди стовпця",
        "code": "код", "label": "назва", "derived": "Похідна таблиця; вручну її не редагують.",
        "required": "обов'язково",
        "reference": "Довідкові таблиці", "claimed": "Заявлено", "confirmed": "Підтверджено",
        "estimated": "За оцінкою",
        "events": "Події", "press": "ЗМІ", "history": "Історія", "sdmx": "SDMX",
    },
}  # fmt: skip

LANGUAGES = tuple(_WORDS)


def render_codebook(schemas: Mapping[str, TableSchema], rules: Iterable[Rule], lang: str) -> str:
    """The codebook as Markdown in `en` or `uk`."""
    words = _WORDS[lang]
    lines = [f"# {words['title']}", "", words["intro"], ""]
    for section in _SECTIONS:
        tables = [s for s in schemas.values() if s.section == section]
        if tables:
            lines += [f"## {words[section]}", ""]
        for schema in tables:
            lines += _table(schema, lang)
    lines += [f"## {words['rules']}", "", _head(words["rule"], words["severity"], words["meaning"])]
    lines += [
        f"| `{r.id}` | {r.severity} | {_cell(_pick(r.description, r.description_uk, lang))} |" for r in rules
    ]
    return "\n".join(lines) + "\n"


def render_table(schema: TableSchema, lang: str) -> str:
    """The part of the codebook about one table, as Markdown in `en` or `uk`."""
    return "\n".join(_table(schema, lang))


def codebook_rows(schemas: Iterable[TableSchema], lang: str) -> list[dict[str, Any]]:
    """A row per column of the tables: what it is, what it refers to, and the codes it may hold.

    `refers_to` is `table.column`, blank for a column of its own; `codes` is a list of
    mappings with code, label, description and sdmx. Texts are in `en` or `uk`.
    """
    return [
        {
            "table": schema.name,
            "column": field.name,
            "type": field.type,
            "unit": field.unit or None,
            "required": field.required or field.name in schema.primary_key,
            "key": field.name in schema.primary_key,
            "refers_to": _target(schema, field.name),
            "title": _pick(field.title, field.title_uk, lang),
            "description": _pick(field.description, field.description_uk, lang),
            "example": None if field.example is None else _plain(field.example),
            "codes": [
                {
                    "code": code.value,
                    "label": _pick(code.label, code.label_uk, lang),
                    "description": _pick(code.description, code.description_uk, lang) or None,
                    "sdmx": code.sdmx or None,
                }
                for code in field.categories
            ],
        }
        for schema in schemas
        for field in schema.fields
    ]


def _target(schema: TableSchema, column: str) -> str | None:
    """Where a column points to; the key with the fewest columns, if it is part of several."""
    keys = sorted((k for k in schema.foreign_keys if column in k.fields), key=lambda k: len(k.fields))
    if not keys:
        return None
    key = keys[0]
    return f"{key.resource or schema.name}.{key.reference_fields[key.fields.index(column)]}"


def _table(schema: TableSchema, lang: str) -> list[str]:
    words = _WORDS[lang]
    lines = [f"### {_pick(schema.title, schema.title_uk, lang)} (`{schema.name}`)", ""]
    lines += [_pick(schema.description, schema.description_uk, lang), ""]
    if schema.derived:
        lines += [words["derived"], ""]
    lines.append(_head(words["column"], words["type"], words["meaning"], words["example"]))
    lines += [_column(field, lang) for field in schema.fields]
    if schema.primary_key:
        lines += ["", f"{words['key']}: {', '.join(f'`{k}`' for k in schema.primary_key)}."]
    for key in schema.foreign_keys:
        ours, theirs = ", ".join(key.fields), ", ".join(key.reference_fields)
        lines += ["", f"{words['refers']} `{key.resource or schema.name}`: `{ours}` → `{theirs}`."]
    for field in schema.fields:
        if field.categories:
            lines += ["", *_codes(field, lang)]
    return [*lines, ""]


def _column(field: Field, lang: str) -> str:
    words = _WORDS[lang]
    kind = field.type + (f", {words['required']}" if field.required else "")
    title = _pick(field.title, field.title_uk, lang)
    meaning = f"**{title}.** {_pick(field.description, field.description_uk, lang)}"
    return f"| `{field.name}` | {kind} | {_cell(meaning)} | {_cell(_example(field))} |"


def _example(field: Field) -> str:
    return "" if field.example is None else f"`{_plain(field.example)}`"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _codes(field: Field, lang: str) -> list[str]:
    words = _WORDS[lang]
    coded = any(c.sdmx for c in field.categories)
    head = [words["code"], words["label"], words["meaning"]] + ([words["sdmx"]] if coded else [])
    lines = [f"{words['codes']} `{field.name}`:", "", _head(*head)]
    for code in field.categories:
        cells = [f"`{code.value}`", _pick(code.label, code.label_uk, lang)]
        cells.append(_pick(code.description, code.description_uk, lang))
        lines.append("| " + " | ".join(_cell(c) for c in cells + ([code.sdmx] if coded else [])) + " |")
    return lines


def _head(*names: str) -> str:
    return "| " + " | ".join(names) + " |\n" + "| --- " * len(names) + "|"


def _pick(english: str, ukrainian: str, lang: str) -> str:
    return ukrainian if lang == "uk" and ukrainian else english


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
