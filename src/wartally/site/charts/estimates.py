"""The chart of what was said about the killed: every estimate as a point or a range, of both sides. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from wartally.site.charts.drawing import Drawing, Spec, Variant
from wartally.site.charts.lines import time_axis, value_axis
from wartally.site.charts.style import colours
from wartally.site.words import Words

__all__ = ["estimates_chart", "short_name"]

Row = Mapping[str, Any]
_HEIGHT = 380
_AXES = 62
_ROOM = 260
_LINE = 15
_NAMED_DAYS = 400
_AT_LEAST, _AT_MOST = ("more_than", "at_least"), ("up_to", "nearly")


def short_name(name: str) -> str:
    """A name for little room: its abbreviation if it brings one, else without what stands in brackets."""
    letters = re.search(r"\(([A-Z]{2,6})\)", name)
    return letters[1] if letters else re.sub(r"\s*\([^)]*\)", "", name).split(", ")[0]


def estimates_chart(t: Words, rows: Sequence[Row], sides: Mapping[str, str]) -> Drawing:
    """The chart of `facts.home.killed`: the whole war up to a day, the killed alone, soldiers of both sides.

    There must be a row. `sides` are the names of the sides, the first one drawn solid; rows have `name`,
    the claimant's, in the language. A statement of one bound is a triangle that points to where the
    figure may lie.
    """
    shown = [_row(row, sides) for row in rows]
    latest = {side: [row for row in shown if row["side"] == side] for side in sides}
    title = t.plain("estimates_question")
    return Drawing(
        name="estimates",
        title=title,
        alt=t.plain("estimates_alt", n=len(shown), extremes=_extremes(t, latest, sides)),
        source=t.plain("estimates_source"),
        subtitle=t.plain("estimates_subtitle", first=next(iter(sides.values()))),
        columns={
            "as_of": t.plain("estimates_day"),
            "about": t.plain("estimates_about"),
            "name": t.plain("estimates_who"),
            "low": t.plain("estimates_low"),
            "best": t.plain("estimates_best"),
            "high": t.plain("estimates_high"),
        },
        rows=shown,
        declare=lambda variant: _declared(t, shown, sides, variant),
        height=_HEIGHT,
    )


def _row(row: Row, sides: Mapping[str, str]) -> dict[str, Any]:
    low, best, high, qualifier = (row[key] for key in ("low", "best", "high", "qualifier"))
    bounds = [n for n in (low, best, high) if n is not None]
    kind = "range" if low is not None and high is not None else "point"
    if kind == "point" and (qualifier in _AT_LEAST or (best is None and high is None)):
        kind = "least"
    if kind == "point" and (qualifier in _AT_MOST or (best is None and low is None)):
        kind = "most"
    return {
        "as_of": row["as_of"],
        "side": row["subject_side"],
        "about": sides[row["subject_side"]],
        "name": row["name"],
        "low": low,
        "best": best,
        "high": high,
        "kind": kind,
        "bottom": min(bounds),
        "top": max(bounds),
        "middle": best if best is not None else (min(bounds) + max(bounds)) / 2,
    }


def _extremes(t: Words, latest: Mapping[str, Sequence[Row]], sides: Mapping[str, str]) -> str:
    """The lowest and highest figure among the last year's statements about each side."""
    said = []
    for side, rows in latest.items():
        recent = _recent(rows)
        if recent:
            low, high = min(r["bottom"] for r in recent), max(r["top"] for r in recent)
            values = {"low": t.number(low), "high": t.number(high)}
            said.append(t.plain("estimates_extremes", about=sides[side], **values))
    return "; ".join(said)


def _recent(rows: Sequence[Row]) -> list[Row]:
    """The last statement of each who made one within about a year of the latest."""
    last = {row["name"]: row for row in sorted(rows, key=lambda row: row["as_of"])}
    if not last:
        return []
    newest = max(date.fromisoformat(row["as_of"]) for row in last.values())
    after = (newest - timedelta(days=_NAMED_DAYS)).isoformat()
    return [row for row in last.values() if row["as_of"] > after]


def _declared(t: Words, rows: Sequence[Row], sides: Mapping[str, str], variant: Variant) -> Spec:
    c = colours(variant)
    days = [date.fromisoformat(row["as_of"]) for row in rows]
    first, last = date(min(days).year, 1, 1), max(days)
    room = 0 if variant.narrow else _ROOM
    end = last + timedelta(days=20 + round((last - first).days * room / (variant.width - room - _AXES)))
    most = max(row["top"] for row in rows)
    x = {
        "field": "as_of", "type": "temporal", "axis": time_axis(first, last, variant),
        "scale": {"type": "utc", "domain": [_utc(first), _utc(end)], "nice": False},
    }  # fmt: skip
    layers = [layer for i, side in enumerate(sides) for layer in _side(side, i == 0, c, most)]
    names = [] if variant.narrow else _names(t, rows, sides, (first, end), most, c)
    return {"encoding": {"x": x}, "layer": [*layers, *names]}


def _side(side: str, solid: bool, c: Mapping[str, str], most: float) -> list[Spec]:
    """Ranges as bands, middles and points: filled and solid or hollow and dashed."""
    colour = c["estimated"]
    y = {"field": "bottom", **value_axis(most)}
    middle = {"field": "middle", **value_axis(most)}
    of = f"datum.side == '{side}'"
    band: dict[str, Any] = {
        "type": "rule",
        "color": colour,
        "strokeWidth": 7 if solid else 3,
        "opacity": 0.45 if solid else 1,
    }
    if not solid:
        band["strokeDash"] = [4, 2]
    shapes = {"range": "circle", "point": "circle", "least": "triangle-up", "most": "triangle-down"}
    layers: list[Spec] = [
        {
            "transform": [{"filter": f"{of} && datum.kind == 'range'"}],
            "mark": band,
            "encoding": {"y": y, "y2": {"field": "top"}},
        },
        *(
            {
                "transform": [{"filter": f"{of} && datum.kind == 'range'"}],
                "mark": {
                    "type": "tick",
                    "color": colour,
                    "size": 9,
                    "thickness": 1.5,
                    "orient": "horizontal",
                },
                "encoding": {"y": {**y, "field": end}},
            }
            for end in ("bottom", "top")
        ),
    ]
    for kind, shape in shapes.items():
        if kind == "range":
            continue
        mark = {
            "type": "point", "shape": shape, "size": 55, "color": colour, "opacity": 1, "strokeWidth": 1.6,
            "fill": colour if solid else c["paper"],
        }  # fmt: skip
        layers.append(
            {
                "transform": [{"filter": f"{of} && datum.kind == '{kind}'"}],
                "mark": mark,
                "encoding": {"y": middle},
            }
        )
    return layers


def _names(
    t: Words,
    rows: Sequence[Row],
    sides: Mapping[str, str],
    reach: tuple[date, date],
    most: float,
    c: Mapping[str, str],
) -> list[Spec]:
    """Who said the latest figures, beside them, joined by a thin line."""
    plot = _HEIGHT - 30
    last = max(row["as_of"] for row in rows)
    recent = [row for side in sides for row in _recent([r for r in rows if r["side"] == side])]
    recent.sort(key=lambda row: -row["middle"])
    wanted = [plot * (1 - row["middle"] / (most * 1.04)) for row in recent]
    placed = _apart(wanted, plot)
    start = date.fromisoformat(last) + timedelta(days=(reach[1] - reach[0]).days // 45)
    texts = [
        {
            "as_of": row["as_of"], "middle": row["middle"], "to": (1 - y / plot) * most * 1.04,
            "text": f"{short_name(row['name'])}, {row['side']}, {_month(t, row['as_of'])}",
        }
        for row, y in zip(recent, placed, strict=True)
    ]  # fmt: skip
    axis = value_axis(most)
    line = {"type": "rule", "color": c["rule"], "strokeWidth": 1}
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": 4, "fontSize": 12, "color": c["ink"]}
    text["limit"] = _ROOM - 24
    side_x = {"datum": _utc(start), "type": "temporal"}
    return [
        {
            "data": {"values": texts},
            "mark": line,
            "encoding": {"x2": side_x, "y": {"field": "middle", **axis}, "y2": {"field": "to"}},
        },
        {
            "data": {"values": texts},
            "mark": text,
            "encoding": {
                "x": side_x,
                "y": {"field": "to", **axis},
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]


def _month(t: Words, day: str) -> str:
    return f"{t.short(day).split()[-1]} {day[:4]}"


def _apart(wanted: Sequence[float], floor: float) -> list[float]:
    """Heights at least a line apart, as near to those wanted as may be, none below the floor."""
    at: list[float] = []
    for y in wanted:
        at.append(max(y, at[-1] + _LINE) if at else y)
    for i in reversed(range(len(at))):
        at[i] = min(at[i], floor - 4)
        floor = at[i] - _LINE + 4
    return at


def _utc(day: date) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
