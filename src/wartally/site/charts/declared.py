"""Charts declared in files: words in both languages, a query, and marks in Vega-Lite. Pure.

In a declaration `{en: ..., uk: ...}` stands for the text of the reader's language, `$claimed` for
a colour by its meaning, `$x` for the axis of days, `$bar` for how wide a bar may be, and
`{$y: column}` for the axis of figures. Values in braces, in a finding or the name of a line, are
those of its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from wartally.site.charts.drawing import Drawing, Spec, Variant
from wartally.site.charts.lines import apart, frame, grid, time_axis, value_axis
from wartally.site.charts.style import colours
from wartally.site.words import Words

__all__ = ["Declared", "declared_chart", "filled", "for_plugin"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_TALL = 14
_HEIGHT = 280


@dataclass(frozen=True)
class Declared:
    """A chart as its file declares it.

    `day` is the column of days, `values` are the columns that share the axis of figures; without
    them `display` is Vega-Lite as it stands. `ends` names lines or points beside their last figure.
    """

    name: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    alt: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    query: str
    display: Mapping[str, Any]
    day: str = ""
    values: Sequence[str] = ()
    ends: Sequence[Mapping[str, Any]] = ()
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    finding: Mapping[str, str] = field(default_factory=dict)
    subtitle: Mapping[str, str] = field(default_factory=dict)
    marked: str = ""
    height: int = _HEIGHT


def declared_chart(
    t: Words,
    declared: Declared,
    rows: Sequence[Mapping[str, Any]],
    found: Mapping[str, Any] | None,
    params: Mapping[str, str],
    what: str = "",
    by: str = "",
) -> Drawing:
    """The chart of `rows`; its title is the finding if the row `found` has what it names, else the question.

    `what` is the name of what is chosen and `by` says who claims it about whom, for texts that have
    a place for them.
    """
    lang = t.lang
    values = {**_told(t, found or {}), "what": what, "by": by}
    finding = declared.finding.get(lang, "")
    complete = found is not None and all(v is not None for k, v in found.items() if f"{{{k}}}" in finding)
    title = finding if finding and complete else declared.title[lang]
    return Drawing(
        name=declared.name,
        title=_capital(filled(title, values)),
        alt=_capital(filled(declared.alt[lang], values)),
        source=filled(declared.source[lang], values),
        subtitle=filled(declared.subtitle.get(lang, ""), values),
        columns={name: text[lang] for name, text in declared.columns.items()},
        rows=rows,
        declare=lambda variant: _spec(t, declared, rows, variant),
        height=declared.height,
        params=params,
    )


def for_plugin(declared: Declared) -> dict[str, Any]:
    """The chart as datasette-dashboards takes it: English, light, its data left to the query."""
    look = _Look("en", Variant(), declared, (), 1.0)
    words = {"title": declared.title, "alt": declared.alt, "source": declared.source}
    return {
        **{name: _capital(_nothing_chosen(text["en"])) for name, text in words.items()},
        "query": declared.query,
        "library": "vega-lite",
        "display": _expanded(declared.display, look),
        "height": declared.height,
    }


def _nothing_chosen(text: str) -> str:
    text = text.replace("{by}", "the claimant of the series")
    for place in ("{what}: ", ": {what}", ", {what}"):
        text = text.replace(place, "")
    return text


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with values in place of their names in braces."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(t: Words, row: Mapping[str, Any]) -> dict[str, str]:
    """Values in the form of the language: days written out, whole numbers grouped."""
    return {name: _in_words(t, value) for name, value in row.items()}


def _in_words(t: Words, value: Any) -> str:
    if isinstance(value, str):
        return t.day(value) if _DAY.fullmatch(value) else t.month(value) if _MONTH.fullmatch(value) else value
    if isinstance(value, float):
        return t.decimal(value, 1)
    return t.number(value)


@dataclass(frozen=True)
class _Look:
    """What expanding a declaration needs to know."""

    lang: str
    variant: Variant
    declared: Declared
    rows: Sequence[Mapping[str, Any]]
    most: float
    room: float = 0

    @property
    def bar(self) -> float:
        """How wide a bar may be for two of them not to touch, in pixels."""
        days = sorted({date.fromisoformat(row[self.declared.day]) for row in self.rows})
        apart_by = min(((b - a).days for a, b in pairwise(days)), default=1)
        bars = (days[-1] - days[0]).days / apart_by + 1 if days else 1
        return round(min(0.85 * (self.variant.width - self.room - 62) / bars, 24), 2)

    @property
    def x(self) -> Spec:
        """A layer's place on the axis of days; the whole axis where there is one layer only."""
        x: Spec = {"field": self.declared.day, "type": "temporal"}
        if self.rows and not self.declared.values:
            first, last = self.span
            x |= {"axis": time_axis(first, last, self.variant), "scale": {"type": "utc", "nice": False}}
        return x

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day."""
        days = [str(row[self.declared.day]) for row in self.rows]
        return date.fromisoformat(min(days)), date.fromisoformat(max(days))

    @property
    def frame(self) -> Spec:
        """The axis of days as a layer, with room after the last day for names."""
        first, last = self.span
        width = max(self.variant.width - self.room - 62, 60)
        end = last + timedelta(days=round((last - first).days * self.room / width) or 1)
        return frame(first, last, end, self.variant, self.declared.day)


def _spec(t: Words, declared: Declared, rows: Sequence[Mapping[str, Any]], variant: Variant) -> Spec:
    held = [row[column] for row in rows for column in declared.values if row[column] is not None]
    if not rows or (declared.values and not held):
        nothing = {"en": "Nothing is held for this choice.", "uk": "Для цього вибору даних немає."}[t.lang]
        return {"data": {"values": [{}]}, "mark": {"type": "text", "text": nothing}}
    most = float(max(held, default=1)) or 1.0
    names = _names(t, declared, rows, variant)
    letter = 5.9 if variant.narrow else 6.5
    room = 14 + max(len(line) for _, _, text in names for line in text) * letter if names else 0
    look = _Look(t.lang, variant, declared, rows, most, room)
    spec: Spec = _expanded(declared.display, look)
    if not declared.values or not declared.day:
        return spec
    beneath = [look.frame, grid(_ordered(declared, rows), most, variant, declared.day)]
    return {**spec, "layer": [*beneath, *spec["layer"], *_marked(look), *_beside(names, look)]}


def _ordered(declared: Declared, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: str(row[declared.day]))


def _expanded(node: Any, look: _Look) -> Any:
    """A declaration with its texts, colours and axes put in."""
    if isinstance(node, Mapping):
        if node.keys() == {"en", "uk"}:
            return node[look.lang]
        if "$y" in node:
            others = {key: _expanded(value, look) for key, value in node.items() if key != "$y"}
            return {"field": node["$y"], **value_axis(look.most), **others}
        return {key: _expanded(value, look) for key, value in node.items()}
    if isinstance(node, list):
        return [_expanded(item, look) for item in node]
    if node in ("$x", "$bar"):
        return look.x if node == "$x" else look.bar
    if isinstance(node, str) and node.startswith("$"):
        return colours(look.variant)[node[1:]]
    return node


Name = tuple[float, str, list[str]]


def _names(t: Words, declared: Declared, rows: Sequence[Mapping[str, Any]], variant: Variant) -> list[Name]:
    """What stands beside the last figure of each end that has one: the figure, its colour and the text."""
    names = []
    for end in declared.ends:
        value, where = end["value"], end.get("where", {})
        fit = [r for r in _ordered(declared, rows) if r[value] is not None and _fits(r, where)]
        if not fit:
            continue
        text = filled(end["text"][t.lang], _told(t, fit[-1]))
        for mark in (": ", ", ") if variant.narrow else ():
            text = text.replace(mark, mark[0] + "\n", 1)
        names.append((float(fit[-1][value]), colours(variant)[end["colour"]], text.split("\n")))
    return names


def _fits(row: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    return all(row[name] == value for name, value in where.items())


def _beside(names: Sequence[Name], look: _Look) -> list[Spec]:
    """The names as text after the last day, moved apart where two would touch."""
    if not names:
        return []
    declared, plot, above = look.declared, look.declared.height - 30, 1.04
    names = sorted(names, key=lambda name: -name[0])
    ends = [(plot * (1 - value / (look.most * above)), _TALL * len(text) + 4.0) for value, _, text in names]
    last = max(row[declared.day] for row in look.rows)
    layers = []
    for y, (_, colour, text) in zip(apart(ends, plot + 4), names, strict=True):
        mark = {
            "type": "text", "align": "left", "baseline": "middle", "dx": 8, "color": colour, "text": text,
            "fontSize": 11 if look.variant.narrow else 12, "lineHeight": _TALL, "fontWeight": 500,
            "dy": -_TALL * (len(text) - 1) / 2,
        }  # fmt: skip
        at = {declared.day: last, "at": (1 - y / plot) * look.most * above}
        place = {"x": look.x, "y": {"field": "at", **value_axis(look.most)}}
        layers.append({"data": {"values": [at]}, "mark": mark, "encoding": place})
    return layers


def _marked(look: _Look) -> list[Spec]:
    """A line with its name at every day that `marked` names, such as a break of the series."""
    declared = look.declared
    named = [row for row in look.rows if declared.marked and row[declared.marked]]
    if not named:
        return []
    c = colours(look.variant)
    rows = [{declared.day: row[declared.day], "name": row[declared.marked], "at": look.most} for row in named]
    rule = {"mark": {"type": "rule", "color": c["disputed"], "strokeDash": [2, 2]}, "encoding": {"x": look.x}}
    text = {
        "mark": {
            "type": "text", "align": "left", "baseline": "top", "dx": 5, "color": c["disputed"],
            "fontSize": 11,
        },
        "encoding": {"x": look.x, "y": {"field": "at", **value_axis(look.most)}, "text": {"field": "name"}},
    }  # fmt: skip
    return [{"data": {"values": rows}, **layer} for layer in (rule, text)]
