"""What a page shows of itself where somebody links to it: a text, and its first chart as a picture. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from wartally.site.charts.drawing import Drawing
from wartally.site.words import Words

__all__ = ["Card", "card_of"]


class _Asked(Protocol):
    @property
    def t(self) -> Words: ...

    def path(self, address: str, **params: Any) -> str: ...

    def absolute(self, path: str) -> str: ...


@dataclass(frozen=True)
class Card:
    """The description, address and picture of a page, the latter two with their host."""

    text: str
    address: str
    picture: str
    alt: str


def card_of(asked: _Asked, context: Mapping[str, Any], address: str, common: Mapping[str, str]) -> Card:
    """The card of a page at `address`: its own `summary` if it has one, else what its first chart says.

    `common` is the tally whose chart stands for pages that have none of their own.
    """
    drawing = next(_drawings(context), None)
    text = str(context.get("summary") or (drawing and f"{drawing.title}. {drawing.source}") or "")
    picture = drawing.address("png") if drawing else f"/charts/tally.png?{urlencode(common)}"
    said = drawing.alt if drawing else asked.t("card_common")
    shown = asked.absolute(asked.path(picture)) if drawing or common["since"] else ""
    return Card(text or str(asked.t("card_text")), address, shown, str(said))


def _drawings(context: Mapping[str, Any]) -> Iterator[Drawing]:
    """The charts of a page, those in lists and mappings after those that stand for themselves."""
    yield from (value for value in context.values() if isinstance(value, Drawing))
    for value in context.values():
        if isinstance(value, (list, tuple)):
            yield from (item for item in value if isinstance(item, Drawing))
        elif isinstance(value, dict):
            yield from (item for item in value.values() if isinstance(item, Drawing))
