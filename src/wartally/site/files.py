"""The files of the site: its queries, its words and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wartally.package import read_yaml
from wartally.site.words import LANGUAGES, Words
from wartally.sqlite.build import View

__all__ = ["FOLDER", "dashboards", "labels", "queries", "words"]

FOLDER = Path(__file__).parent


def queries(elsewhere: bool = False) -> dict[str, View]:
    """The declared queries by name: one file each, with a header like a rule's, `params` and an `example`.

    `elsewhere` leaves the examples out: they name days and categories of this war.
    """
    files = sorted((FOLDER / "queries").glob("*.sql"))
    found = {f.stem: View(f.stem, f.read_text(encoding="utf-8")) for f in files}
    for query in found.values() if elsewhere else ():
        query.labels.pop("example", None)
    return found


def labels() -> dict[str, Any]:
    """What the columns of views mean: labels.yaml."""
    return dict(read_yaml(FOLDER / "labels.yaml"))


@cache
def dashboards(elsewhere: bool = False) -> dict[str, dict[str, Any]]:
    """The declared dashboards by name, in their order: one file each in the folder `dashboards`.

    `elsewhere` puts the texts of elsewhere/dashboards.yaml in place of those that name this war.
    """
    read = {f.stem: dict(read_yaml(f)) for f in (FOLDER / "dashboards").glob("*.yaml")}
    if elsewhere:
        read = _replaced(read, read_yaml(FOLDER / "elsewhere" / "dashboards.yaml"))
    return dict(sorted(read.items(), key=lambda item: item[1]["order"]))


def _replaced(texts: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """`texts` with those of `others` in their place; KeyError for one that replaces nothing."""
    found = dict(texts)
    for name, other in others.items():
        inner = isinstance(other, Mapping) and other.keys() != set(LANGUAGES)
        found[name] = _replaced(found[name], other) if inner else type(found[name])(other)
    return found


@cache
def words(elsewhere: bool = False) -> dict[str, Words]:
    """The words of each language, from all files of the folder `phrases`; a phrase stands in one of them.

    `elsewhere` puts those of elsewhere/phrases.yaml, for packages about another subject, in place
    of the phrases that name this war and its sources.
    """
    catalogue: dict[str, Any] = {}
    for file in sorted((FOLDER / "phrases").glob("*.yaml")):
        phrases = read_yaml(file)
        twice = sorted(catalogue.keys() & phrases.keys())
        if twice:
            raise ValueError(f"{file.name} says again what another file says: {', '.join(twice)}")
        catalogue |= phrases
    if elsewhere:
        catalogue |= read_yaml(FOLDER / "elsewhere" / "phrases.yaml")
    return {lang: Words(catalogue, lang) for lang in LANGUAGES}
