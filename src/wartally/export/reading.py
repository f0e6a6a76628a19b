"""What an export says about itself to people, in English and Ukrainian: contents, licence, citation."""

from __future__ import annotations

from wartally.citing import CITED, cite_in, sources_in, works
from wartally.export.source import Source

__all__ = ["LANGUAGES", "citation", "credits_of", "description", "licences", "readme"]

LANGUAGES = ("en", "uk")
_WORDS = {
    "en": {
        "version": "Version", "licence": "Licence", "cite": "How to cite", "tables": "Tables",
        "head": "| table | file | rows | what it holds |",
        "about": "About this package",
        "read": "`datapackage.json` describes every table and column. A table is one CSV file: UTF-8, "
                "commas, a header line, dates as YYYY-MM-DD, true and false in words; an empty cell is a "
                "missing value.",
        "rest": "`schemas/` holds the description of each table, `validators/` the rules for the data.",
    },
    "uk": {
        "version": "Версія", "licence": "Ліцензія", "cite": "Як посилатися", "tables": "Таблиці",
        "head": "| таблиця | файл | рядків | що містить |",
        "about": "Про цей пакет",
        "read": "`datapackage.json` описує кожну таблицю й кожен стовпець. Таблиця – це один файл CSV: "
                "UTF-8, коми, рядок заголовків, дати у вигляді РРРР-ММ-ДД, true і false словами; порожня "
                "клітинка означає, що значення немає.",
        "rest": "У `schemas/` – описи таблиць, у `validators/` – правила, яких дотримано в даних.",
    },
}  # fmt: skip


def readme(source: Source) -> str:
    """The page that lies in the zip, as Markdown in English and then in Ukrainian."""
    return "\n".join(_part(source, lang) for lang in LANGUAGES)


def _part(source: Source, lang: str) -> str:
    words = _WORDS[lang]
    title = source.title_uk if lang == "uk" else source.title
    lines = [f"# {title}", ""]
    if said := description(source, lang):
        lines += [said, ""]
    if source.version:
        lines.append(f"{words['version']}: {source.version}  ")
    if known := licences(source):
        lines.append(f"{words['licence']}: {known}")
    lines += ["", f"## {words['about']}", "", words["read"]]
    if source.package.owns_schemas:
        lines.append(words["rest"])
    lines += ["", f"## {words['tables']}", "", words["head"], "| --- | --- | --- | --- |"]
    for name, table in source.tables.items():
        told = source.titles(name)[lang == "uk"].replace("|", "\\|")
        lines.append(f"| `{name}` | `{table.file}` | {source.frame(name).height} | {told} |")
    lines += ["", f"## {words['cite']}", "", citation(source, lang), *credits_of(source, lang), ""]
    return "\n".join(lines)


def description(source: Source, lang: str) -> str:
    """The package's description in a language, in English where there is no other."""
    own = source.descriptor.get("description@uk") if lang == "uk" else None
    return str(own or source.descriptor.get("description") or "")


def licences(source: Source) -> str:
    """The licences with their titles and addresses."""
    found = []
    for licence in source.descriptor.get("licenses", ()):
        if isinstance(licence, dict):
            name = str(licence.get("title") or licence.get("name") or "")
            found.append(" ".join(filter(None, (name, str(licence.get("path") or "")))))
    return "; ".join(found)


def citation(source: Source, lang: str) -> str:
    """How to cite the package, in one paragraph."""
    return _cited(source, lang)[0]


def credits_of(source: Source, lang: str) -> list[str]:
    """Which of the sources ask for credit, a line each, after a blank line and a line that says so."""
    return _cited(source, lang)[1:]


def _cited(source: Source, lang: str) -> list[str]:
    rows = {name: list(source.frame(name).iter_rows(named=True)) for name in CITED if name in source.tables}
    found = works(source.descriptor, *sources_in(rows, lang), "uk" if lang == "uk" else "en")
    return cite_in("text", found).splitlines()
