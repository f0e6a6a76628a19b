"""The files of the site: its queries, its words and its labels."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from wartally.package import read_yaml
from wartally.site.words import LANGUAGES, Words
from wartally.sqlite.build import View

__all__ = ["FOLDER", "dashboards", "labels", "queries", "words"]

FOLDER = Path(__file__).parent


def queries() -> dict[str, View]:
    """The declared queries by name: one file each, with a header like a rule's, `params` and an `example`."""
    files = sorted((FOLDER / "queries").glob("*.sql"))
    return {f.stem: View(f.stem, f.read_text(encoding="utf-8")) for f in files}


def labels() -> dict[str, Any]:
    """What the columns of views mean: labels.yaml."""
    return dict(read_yaml(FOLDER / "labels.yaml"))


@cache
def dashboards() -> dict[str, dict[str, Any]]:
    """The declared dashboards by name, in their order: one file each in the folder `dashboards`."""
    read = {f.stem: dict(read_yaml(f)) for f in (FOLDER / "dashboards").glob("*.yaml")}
    return dict(sorted(read.items(), key=lambda item: item[1]["order"]))


@cache
def words() -> dict[str, Words]:
    """The words of each language, from all files of the folder `phrases`; a phrase stands in one of them."""
    catalogue: dict[str, Any] = {}
    for file in sorted((FOLDER / "phrases").glob("*.yaml")):
        phrases = read_yaml(file)
        twice = sorted(catalogue.keys() & phrases.keys())
        if twice:
            raise ValueError(f"{file.name} says again what another file says: {', '.join(twice)}")
        catalogue |= phrases
    return {lang: Words(catalogue, lang) for lang in LANGUAGES}
