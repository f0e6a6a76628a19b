"""Citations of the data, compiled from datapackage.json and the rows of `sources`. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from wartally.errors import BadArgument
from wartally.suggest import did_you_mean

__all__ = ["STYLES", "Style", "Work", "cite_in", "needs_credit", "works"]

Style = Literal["text", "apa", "bibtex", "csl-json", "ris"]
Lang = Literal["en", "uk"]
Row = Mapping[str, Any]

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
    """One thing to cite: the data package itself, or a source that asks for credit."""

    key: str
    authors: tuple[str, ...]
    title: str
    issued: date | None
    version: str
    licence: str
    url: str
    credit: str
    language: str


def needs_credit(source: Row) -> bool:
    """True if a row of `sources` may be passed on under a licence, all of which ask for credit.

    Where the column says more than the licence's name ("figures only", "cited for a fact"), nothing
    but facts was taken, and the row that states them names the source.
    """
    licence = str(source["licence"])
    return bool(source["redistributable"]) and ";" not in licence and licence != "none stated"


def works(descriptor: Row, sources: Iterable[Row], publishers: Mapping[str, str], lang: Lang) -> list[Work]:
    """The package first, then each source that asks for credit, by its identifier.

    `publishers` has the name of each actor in the language.
    """
    asking = sorted((s for s in sources if needs_credit(s)), key=lambda s: str(s["source_id"]))
    return [_package(descriptor, lang), *(_source(s, publishers) for s in asking)]


def _package(descriptor: Row, lang: str) -> Work:
    people = [c for c in descriptor.get("contributors", []) if "creator" in c.get("roles", ["creator"])]
    created = str(descriptor.get("created", ""))[:10]
    licences = [str(x.get("title") or x.get("name")) for x in descriptor.get("licenses", [])]
    name, version = str(descriptor.get("name", "")), str(descriptor.get("version", ""))
    links = [str(x["path"]) for x in descriptor.get("licenses", []) if x.get("path")]
    title = str((lang == "uk" and descriptor.get("title@uk")) or descriptor.get("title") or name)
    return Work(
        key="_".join(filter(None, (name, version.replace(".", "_")))),
        authors=tuple(str(c["title"]) for c in people),
        title=title,
        issued=date.fromisoformat(created) if created else None,
        version=version,
        licence=", ".join((*licences, *links)),
        url=str(descriptor.get("homepage") or descriptor.get("id") or ""),
        credit="",
        language=lang,
    )


def _source(row: Row, publishers: Mapping[str, str]) -> Work:
    return Work(
        key=row["source_id"],
        authors=(publishers[row["actor_id"]],),
        title=row["title"],
        issued=row["published_on"],
        version="",
        licence=row["licence"],
        url=row["url"],
        credit=row["attribution"],
        language=row["language"],
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
    return "\n".join([*lines, "", words["figures"]])


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
