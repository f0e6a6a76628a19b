"""What a chart is before it is drawn: its finding, its words, its data table and its declaration. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

__all__ = ["NARROW", "WIDE", "Drawing", "Spec", "Variant"]

Spec = dict[str, Any]
WIDE, NARROW = 760, 380


@dataclass(frozen=True)
class Variant:
    """How a chart is drawn: in which language and theme, for which width, with or without its caption."""

    lang: str = "en"
    dark: bool = False
    narrow: bool = False
    bare: bool = False

    @property
    def width(self) -> int:
        """The width in pixels."""
        return NARROW if self.narrow else WIDE


@dataclass(frozen=True)
class Drawing:
    """A chart: `declare` gives its Vega-Lite layers or mark and encoding for a variant.

    `title` is the finding or the question, `alt` says in words what is to be seen, `source` who
    said it. `rows` under `columns` (name: heading) is the whole data of the chart, as a table.
    `name` and `params` make its address: /charts/NAME.svg?PARAMS.
    """

    name: str
    title: str
    alt: str
    source: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    declare: Callable[[Variant], Spec]
    height: int = 260
    params: Mapping[str, str] = field(default_factory=dict)
    subtitle: str = ""

    def address(self, ending: str, **variant: str) -> str:
        """The path and query of a form of this chart, without language: ending is svg, png, csv or json."""
        query = urlencode({**self.params, **variant})
        return f"/charts/{self.name}.{ending}" + (f"?{query}" if query else "")
