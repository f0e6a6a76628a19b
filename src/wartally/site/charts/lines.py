"""Lines over time with their names at the end of each, one colour per kind of statement. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wartally.site.charts.drawing import Spec, Variant
from wartally.site.charts.style import colours

__all__ = ["Line", "apart", "frame", "grid", "lines", "time_axis", "value_axis"]

_DASHES = [6, 4]
_LINE_HEIGHT = 14
_AXES = 62
_ABOVE = 1.04


@dataclass(frozen=True)
class Line:
    """One line: the column it draws, what kind of statement it is, and its name in one or two lines.

    A `sparse` one has a point at every figure, because between them nothing is known.
    """

    field: str
    kind: str
    label: str
    dashed: bool = False
    sparse: bool = False


def lines(
    rows: Sequence[Mapping[str, Any]], drawn: Sequence[Line], variant: Variant, height: int, day: str = "day"
) -> Spec:
    """The layers of a line chart from zero; a column without figures is left out."""
    held = [line for line in drawn if any(row.get(line.field) is not None for row in rows)]
    texts = {line.field: _text(line, variant) for line in held}
    room = 14 + max((len(part) for text in texts.values() for part in text), default=0) * _letter(variant)
    first, last = (date.fromisoformat(rows[i][day]) for i in (0, -1))
    end = last + timedelta(days=round((last - first).days * room / (variant.width - room - _AXES)) or 1)
    most = max((row[line.field] or 0 for line in held for row in rows if line.field in row), default=1) or 1
    return {
        "layer": [
            frame(first, last, end, variant, day),
            grid(rows, most, variant, day),
            *(layer for line in held for layer in _line(line, variant, most, day)),
            *_names(rows, held, texts, variant, (most, height), day),
        ],
    }  # fmt: skip


def frame(first: date, last: date, end: date, variant: Variant, day: str = "day") -> Spec:
    """The axis of days as a layer of its own: it names the days up to `last` and has room up to `end`.

    Two unseen points set its extent: told as a domain, every further layer would make Vega warn of it.
    """
    x = {"field": day, "type": "temporal", "axis": time_axis(first, last, variant)}
    unseen = {"type": "point", "opacity": 0, "tooltip": None}
    ends = [{day: one.isoformat()} for one in (first, end)]
    scale = {"type": "utc", "nice": False}
    return {"data": {"values": ends}, "mark": unseen, "encoding": {"x": {**x, "scale": scale}}}


def value_axis(most: float) -> Spec:
    """An axis of whole numbers from zero up to a little over `most`; `grid` draws its lines."""
    axis = {
        "title": None,
        "format": ",~d",
        "values": _ticks(most),
        "domain": False,
        "ticks": False,
        "grid": False,
    }
    return {"type": "quantitative", "axis": axis, "scale": {"domain": [0, most * _ABOVE], "nice": False}}


def grid(rows: Sequence[Mapping[str, Any]], most: float, variant: Variant, day: str = "day") -> Spec:
    """The lines of the value axis from the first day to the last, so that none runs through a name."""
    values = [{day: rows[0][day], "to": rows[-1][day], "at": tick} for tick in _ticks(most)]
    c = colours(variant)
    colour = {"condition": {"test": "datum.at == 0", "value": c["edge"]}, "value": c["rule"]}
    y = {"field": "at", **value_axis(most)}
    ends = {"x": {"field": day, "type": "temporal"}, "x2": {"field": "to"}, "y": y, "color": colour}
    return {"data": {"values": values}, "mark": {"type": "rule", "tooltip": None}, "encoding": ends}


def _ticks(most: float) -> list[int]:
    """About four round numbers from zero to `most`."""
    step = 10 ** max(0, len(str(int(most))) - 1)
    for part in (step // 10, step // 5, step // 2, step, 2 * step):
        if part and most / part <= 4.5:
            return list(range(0, int(most) + 1, part))
    return [0, int(most)]


def time_axis(first: date, last: date, variant: Variant) -> Spec:
    """An axis that names the years; the months where there are few of them."""
    months = (last.year - first.year) * 12 + last.month - first.month
    axis: Spec = {"title": None, "grid": False, "ticks": True, "domain": False, "labelAngle": 0}
    if months > 24:
        years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
        shown = [day for day in years if first <= day <= last]
        return {
            **axis,
            "values": [_moment(day) for day in shown],
            "labelExpr": "utcFormat(datum.value, '%Y')",
        }
    step = max(1, -(-(months + 1) // (4 if variant.narrow else 8)))
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month, step)
    shown = [day for n in numbers if first <= (day := date(n // 12, n % 12 + 1, 1)) <= last] or [first]
    label = "utcFormat(datum.value, '%b %Y')" if shown != [first] else "utcFormat(datum.value, '%-d %b %Y')"
    return {**axis, "values": [_moment(day) for day in shown], "labelExpr": label, "labelOverlap": "greedy"}


def _moment(day: date) -> Spec:
    """A day as Vega-Lite takes it; in milliseconds, the interpreter would read a year."""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _line(line: Line, variant: Variant, most: float, day: str) -> list[Spec]:
    colour = colours(variant)[line.kind]
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": 2, "strokeCap": "butt"}
    if line.dashed:
        mark["strokeDash"] = _DASHES
    x = {"field": day, "type": "temporal"}
    layer: Spec = {"mark": mark, "encoding": {"x": x, "y": {"field": line.field, **value_axis(most)}}}
    if not line.sparse:
        return [layer]
    points = {**layer, "mark": {"type": "point", "color": colour, "filled": True, "size": 40, "opacity": 1}}
    held = [{"filter": f"isValid(datum.{line.field})"}]
    return [{**layer, "transform": held}, {**points, "transform": held}]


def _letter(variant: Variant) -> float:
    """About how wide a letter of a name is, in pixels."""
    return 5.9 if variant.narrow else 6.5


def _text(line: Line, variant: Variant) -> list[str]:
    """The name of a line as it stands beside it; broken once more where there is little room."""
    text = line.label
    for mark in (": ", ", ") if variant.narrow else ():
        text = text.replace(mark, mark[0] + "\n", 1)
    return text.split("\n")


def _names(
    rows: Sequence[Mapping[str, Any]],
    held: Sequence[Line],
    texts: Mapping[str, list[str]],
    variant: Variant,
    size: tuple[float, int],
    day: str,
) -> list[Spec]:
    """The name of each line beside its end, moved up or down where two would touch."""
    most, height = size
    plot, c = height - 30, colours(variant)
    ends = []
    for line in held:
        last = next(row for row in reversed(rows) if row.get(line.field) is not None)
        ends.append((plot * (1 - last[line.field] / (most * _ABOVE)), line))
    ends.sort(key=lambda end: end[0])
    heights = apart([(y, _LINE_HEIGHT * len(texts[line.field]) + 4) for y, line in ends], plot + 4)
    layers = []
    for y, (_, line) in zip(heights, ends, strict=True):
        text = texts[line.field]
        mark = {
            "type": "text", "align": "left", "baseline": "middle", "dx": 8, "text": text,
            "color": c[line.kind], "fontWeight": 500,
            "fontSize": 11 if variant.narrow else 12, "lineHeight": _LINE_HEIGHT,
            "dy": -_LINE_HEIGHT * (len(text) - 1) / 2,
        }  # fmt: skip
        at = {day: rows[-1][day], "at": (1 - y / plot) * most * _ABOVE}
        place: Spec = {"x": {"field": day, "type": "temporal"}, "y": {"field": "at", **value_axis(most)}}
        layers.append({"data": {"values": [at]}, "mark": mark, "encoding": place})
    return layers


def apart(ends: Sequence[tuple[float, float]], floor: float) -> list[float]:
    """The heights at which names stand, given where each belongs, from the top down, and how tall it is.

    None is over another and none below the floor.
    """
    at: list[float] = []
    for i, (y, tall) in enumerate(ends):
        at.append(max(y, at[-1] + (ends[i - 1][1] + tall) / 2 if at else tall / 2))
    for i in reversed(range(len(at))):
        at[i] = min(at[i], floor - ends[i][1] / 2)
        floor = at[i] - ends[i][1] / 2
    return at
