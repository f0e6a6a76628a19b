"""Citations of the data, compiled from datapackage.json and the rows of `sources`. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from wartally.errors import BadArgument
from wartally.suggest import did_you_mean

__all__ = [
    "CITED",
    "STYLES",
    "Style",
    "Work",
    "called",
    "cite_in",
    "created_on",
    "creators",
    "needs_credit",
    "objects",
    "people",
    "roles_of",
    "sources_in",
    "works",
]

Style = Literal["text", "apa", "bibtex", "csl-json", "ris"]
Lang = Literal["en", "uk"]
Row = Mapping[str, Any]

# The tables whose rows say whom to credit, and the columns without which such a table is another one.
CITED = ("sources", "actors")
_SOURCE = frozenset(
    (
        *("source_id", "actor_id", "title", "url", "published_on", "language", "licence", "redistributable"),
        "attribution",
    )
)
_WORDS = {
    "en": {
        "data": "Data set", "version": "version", "Version": "Version", "nd": "n.d.", "licence": "Licence",
        "and": "Of the sources, these ask for credit; name those whose rows you use:",
        "figures": "Every figure is somebody's statement; its row names the source.",
    },
    "uk": {
        "data": "Набір даних", "version": "версія", "Version": "Версія", "nd": "б. д.", "licence": "Ліцензія",
        "and": "Із джерел зазначення авторства вимагають наведені нижче; назвіть ті, чиї рядки використано:",
        "figures": "Кожен показник – це чиєсь твердження; джерело названо в його рядку.",
    },
}  # fmt: skip
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "uk": (
        "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
        "листопада", "грудня",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One thing to cite: the data package itself, or a source that asks for credit.

    `remark` is what a reader of the package's citation should know besides.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    issued: date | None
    version: str
    licence: str
    url: str
    credit: str
    language: str
    remark: str = ""


def needs_credit(source: Row) -> bool:
    """True if a row of `sources` may be passed on under a licence, all of which ask for credit.

    Where the column says more than the licence's name ("figures only", "cited for a fact"), nothing
    but facts was taken, and the row that states them names the source.
    """
    licence = str(source["licence"])
    return bool(source["redistributable"]) and ";" not in licence and licence != "none stated"


def people(descriptor: Row, *roles: str) -> list[str]:
    """The names of the contributors who have one of the roles, or of all if none is given; each once."""
    found = [c for c in objects(descriptor, "contributors") if not roles or set(roles) & {*roles_of(c)}]
    return list(dict.fromkeys(filter(None, map(called, found))))


def creators(descriptor: Row) -> list[str]:
    """The names of those who made the package; of everybody named, if nobody has that role."""
    return people(descriptor, "creator") or people(descriptor)


def created_on(descriptor: Row) -> date | None:
    """The day on which the descriptor says the package was made, if it says one."""
    try:
        return date.fromisoformat(str(descriptor.get("created", ""))[:10])
    except ValueError:
        return None


def objects(descriptor: Row, key: str) -> list[Row]:
    """The objects in a list of the descriptor, and nothing else that somebody wrote there by hand."""
    listed = descriptor.get(key)
    return [x for x in listed if isinstance(x, Mapping)] if isinstance(listed, list) else []


def roles_of(person: Row) -> list[str]:
    """The roles of a contributor, also of one written as version 1 of the standard has it."""
    roles = person.get("roles", [person["role"]] if "role" in person else [])
    return [str(role) for role in roles] if isinstance(roles, list) else []


def called(person: Row) -> str:
    """What a contributor is called; blank if nothing says it."""
    parts = (person.get("givenName"), person.get("familyName"))
    given = " ".join(str(part) for part in parts if part)
    return str(person.get("title") or given or person.get("organization") or "")


def sources_in(tables: Mapping[str, Sequence[Row]], lang: str) -> tuple[list[Row], dict[str, str]]:
    """Of the rows of the tables CITED the sources with a known publisher, and the publishers' names by key.

    Tables of those names with other columns than ours are not such tables, and have none.
    """
    name = f"name_{lang}"
    rows = [row for row in tables.get("actors", ()) if {"actor_id", name} <= row.keys()]
    publishers = {str(row["actor_id"]): str(row[name]) for row in rows}
    sources = [row for row in tables.get("sources", ()) if row.keys() >= _SOURCE]
    return [row for row in sources if row["actor_id"] in publishers], publishers


def works(descriptor: Row, sources: Iterable[Row], publishers: Mapping[str, str], lang: Lang) -> list[Work]:
    """The package first, then each source that asks for credit, by its identifier.

    `publishers` has the name of each actor in the language.
    """
    known = list(sources)
    asking = sorted((s for s in known if needs_credit(s)), key=lambda s: str(s["source_id"]))
    remark = _WORDS[lang]["figures"] if known else ""
    return [_package(descriptor, lang, remark), *(_source(s, publishers) for s in asking)]


def _package(descriptor: Row, lang: str, remark: str) -> Work:
    licences = objects(descriptor, "licenses")
    names = [str(x.get("title") or x.get("name") or "") for x in licences]
    links = [str(x.get("path") or "") for x in licences]
    name, version = str(descriptor.get("name", "")), str(descriptor.get("version", ""))
    title = str((lang == "uk" and descriptor.get("title@uk")) or descriptor.get("title") or name)
    return Work(
        key="_".join(filter(None, (name, version.replace(".", "_")))),
        authors=tuple(creators(descriptor)),
        title=title,
        issued=created_on(descriptor),
        version=version,
        licence=", ".join(filter(None, (*names, *links))),
        url=str(descriptor.get("homepage") or descriptor.get("id") or ""),
        credit="",
        language=lang,
        remark=remark,
    )


def _source(row: Row, publishers: Mapping[str, str]) -> Work:
    return Work(
        key=row["source_id"],
        authors=(publishers[row["actor_id"]],),
        title=row["title"],
        issued=row["published_on"],
        version="",
        licence=row["licence"],
        url=row["url"] or "",
        credit=row["attribution"] or "",
        language=row["language"] or "",
    )


def cite_in(style: Style, cited: list[Work]) -> str:
    """The citation of the `works` of a package, in a style; raises BadArgument for another style."""
    if style not in STYLES:
        meant = did_you_mean(style, STYLES)
        raise BadArgument(f"there is no citation style {style!r}{meant}; the styles are {', '.join(STYLES)}")
    return STYLES[style](cited)


def _text(cited: list[Work]) -> str:
    own, *others = cited
    lang = own.language
    words = _WORDS[lang]
    told = ", ".join(
        filter(None, (own.version and f"{words['version']} {own.version}", _day(own.issued, lang)))
    )
    parts = (
        ", ".join(own.authors),
        f"{own.title} ({told})" if told else own.title,
        words["data"],
        own.licence,
    )
    lines = [" ".join([*(f"{part}." for part in parts if part), own.url]).rstrip()]
    if others:
        credits = {w.credit: w.url for w in reversed(others)}
        lines += ["", words["and"], *(f"- {said}. {credits[said]}" for said in reversed(credits))]
    return "\n".join([*lines, *(("", own.remark) if own.remark else ())])


def _day(day: date | None, lang: str) -> str:
    if day is None:
        return ""
    year = f"{day.year} року" if lang == "uk" else f"{day.year}"
    return f"{day.day} {_MONTHS[lang][day.month - 1]} {year}"


def _apa(cited: list[Work]) -> str:
    return "\n\n".join(_apa_entry(work, cited[0].language) for work in cited)


def _apa_entry(work: Work, lang: str) -> str:
    words = _WORDS[lang]
    year = work.issued.year if work.issued else words["nd"]
    version = f" ({words['Version']} {work.version})" if work.version else ""
    authors = f"{', '.join(work.authors)}. " if work.authors else ""
    said = f"{authors}({year}). {work.title}{version} [{words['data']}]."
    licence = f"{words['licence']}: {work.licence}." if work.licence else ""
    return " ".join(filter(None, (said, licence, work.url)))


def _bibtex(cited: list[Work]) -> str:
    return "\n\n".join(_bibtex_entry(work) for work in cited)


_TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{c: "\\" + c for c in "&%$#_{}"},
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in text)


def _bibtex_entry(work: Work) -> str:
    issued = work.issued
    fields = {
        "author": " and ".join(f"{{{_tex(a)}}}" for a in work.authors),
        "title": f"{{{_tex(work.title)}}}",
        "year": str(issued.year) if issued else "",
        "month": str(issued.month) if issued else "",
        "version": _tex(work.version),
        "note": _tex(work.credit or work.licence),
        "url": work.url.replace("{", "%7B").replace("}", "%7D"),
    }
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def _csl(cited: list[Work]) -> str:
    return json.dumps([_csl_item(work) for work in cited], ensure_ascii=False, indent=2)


def _csl_item(work: Work) -> dict[str, Any]:
    issued = work.issued
    item = {
        "id": work.key,
        "type": "dataset",
        "title": work.title,
        "author": [{"literal": name} for name in work.authors],
        "issued": {"date-parts": [[issued.year, issued.month, issued.day]]} if issued else None,
        "version": work.version,
        "license": work.licence,
        "note": work.credit,
        "URL": work.url,
        "language": work.language,
    }
    return {name: value for name, value in item.items() if value}


def _ris(cited: list[Work]) -> str:
    return "\n".join(_ris_record(work) for work in cited)


def _ris_record(work: Work) -> str:
    issued = work.issued
    pairs = [("TY", "DATA"), *(("AU", name) for name in work.authors), ("TI", work.title)]
    if issued:
        pairs += [("PY", str(issued.year)), ("DA", f"{issued:%Y/%m/%d}")]
    pairs += [("ET", work.version), ("N1", work.credit or work.licence)]
    pairs += [("UR", work.url), ("LA", work.language), ("ID", work.key)]
    return "\n".join([*(f"{tag}  - {text}" for tag, text in pairs if text), "ER  - "])


STYLES: dict[Style, Callable[[list[Work]], str]] = {
    "text": _text, "apa": _apa, "bibtex": _bibtex, "csl-json": _csl, "ris": _ris,
}  # fmt: skip
