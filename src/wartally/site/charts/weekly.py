"""The chart of claimed losses by week over the whole war, with key events as ticks below. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from wartally.site.charts.drawing import Drawing, Spec, Variant
from wartally.site.charts.lines import time_axis, value_axis
from wartally.site.charts.style import colours
from wartally.site.words import Words

__all__ = ["FULL", "NUMBERED", "numbered", "weekly_chart"]

Row = Mapping[str, Any]
# Turns of the war that get a number under the chart; every other event is a tick only.
NUMBERED = ("mobilisation", "offensive", "withdrawal")
_HEIGHT = 300
_AXES = 56
_WEEK = 7
# How many reports a full week has.
FULL = 7


def numbered(events: Sequence[Row]) -> list[tuple[int, Row]]:
    """The events that the chart numbers, the first one first; one a day of each kind."""
    found: dict[tuple[str, str], Row] = {}
    for event in events:
        if event["event_type"] in NUMBERED:
            found.setdefault((event["start_date"], event["event_type"]), event)
    return list(enumerate(found.values(), 1))


def weekly_chart(
    t: Words, claimant: str, weeks: Sequence[Row], events: Sequence[Row], what: str = ""
) -> Drawing:
    """The chart of full weeks as the view `losses_weekly` has them, and of dated events with titles.

    There must be one such week. `what` is the name of the category, for texts that have a place for it.
    Weeks whose total was corrected are marked; the table names the events of each week.
    """
    rows = [_row(t, week, events) for week in weeks if week["reports"] == FULL]
    clean = [row for row in rows if row["change"] is not None and not row["corrected"]]
    most = max(clean, key=lambda row: int(row["change"]), default=None)
    title = t.plain("weekly_question", what=what)
    if most:
        title = t.plain("weekly_finding", what=what, value=t.number(most["change"]), span=most["days"])
    return Drawing(
        name="weekly",
        title=title,
        alt=t.plain("weekly_alt", n=len(rows), first=t.number(rows[0]["change"]), finding=title),
        source=t.plain("weekly_source", claimant=claimant, day=t.day(rows[-1]["until"])),
        subtitle=t.plain("weekly_subtitle"),
        columns={
            "days": t.plain("weekly_week"),
            "change": t.plain("weekly_change"),
            "corrected": t.plain("weekly_corrected"),
            "events": t.plain("weekly_events"),
        },
        rows=rows,
        declare=lambda variant: _declared(t, rows, events, variant),
        height=_HEIGHT,
    )


def _row(t: Words, week: Row, events: Sequence[Row]) -> dict[str, Any]:
    start = date.fromisoformat(week["week_start"])
    last = (start + timedelta(days=_WEEK - 1)).isoformat()
    named = [e for e in events if week["week_start"] <= e["start_date"] <= last]
    title = "title_uk" if t.lang == "uk" else "title_en"
    return {
        "week": week["week_start"],
        "days": t.span(start, last),
        "until": week["until"],
        "change": week["change"],
        "corrected": week["corrections"] or None,
        "events": "; ".join(str(e[title]) for e in named),
    }


def _declared(t: Words, rows: Sequence[Row], events: Sequence[Row], variant: Variant) -> Spec:
    c = colours(variant)
    first = date.fromisoformat(min([rows[0]["week"], *(e["start_date"] for e in events[:1])]))
    end = date.fromisoformat(rows[-1]["week"]) + timedelta(days=_WEEK)
    most = max((row["change"] or 0 for row in rows), default=1) or 1
    pixel = (end - first).days / (variant.width - _AXES)
    y = value_axis(most)
    marks, rows_below = _event_layers(events, (first, end), pixel, most, c)
    y["scale"] = {"domain": [-(0.06 + 0.05 * rows_below) * most, 1.06 * most], "nice": False}
    y["axis"]["values"] = _ticks(most)
    x = {
        "field": "week", "type": "temporal", "axis": {**time_axis(first, end, variant), "offset": 2},
        "scale": {"type": "utc", "domain": [_utc(first), _utc(end)], "nice": False},
    }  # fmt: skip
    fill = {"condition": {"test": "datum.corrected != null", "value": c["disputed"]}, "value": c["claimed"]}
    top = max((r for r in rows if not r["corrected"]), key=lambda r: r["change"] or 0, default=rows[0])
    width = max(1.0, 0.8 * _WEEK / pixel)
    bar = {"type": "bar", "width": round(width, 2), "align": "left"}
    text = {"type": "text", "dy": -8, "color": c["ink"], "text": t.number(top["change"]), "align": "center"}
    return {
        "encoding": {"x": x},
        "layer": [
            {"mark": bar, "encoding": {"y": {"field": "change", **y}, "color": fill}},
            {"mark": {"type": "rule", "color": c["edge"]}, "encoding": {"x": None, "y": {"datum": 0}}},
            {
                "transform": [{"filter": f"datum.until == '{top['until']}'"}],
                "mark": text,
                "encoding": {"y": {"field": "change", **y}},
            },
            *marks,
        ],
    }


def _event_layers(
    events: Sequence[Row], reach: tuple[date, date], pixel: float, most: float, c: Mapping[str, str]
) -> tuple[list[Spec], int]:
    """A tick for every event below the line of zero and numbers for some; how many rows the numbers take."""
    held = [e for e in events if reach[0].isoformat() <= e["start_date"] < reach[1].isoformat()]
    ticks = [{"week": e["start_date"], "low": -0.05 * most, "high": -0.012 * most} for e in held]
    numbers: list[dict[str, Any]] = []
    ends: list[float] = []
    for number, event in numbered(events):
        at = (date.fromisoformat(event["start_date"]) - reach[0]).days / pixel
        free = next((i for i, end in enumerate(ends) if at - end >= 12), len(ends))
        ends[free : free + 1] = [at]
        numbers.append(
            {"week": event["start_date"], "low": -(0.085 + 0.05 * free) * most, "number": str(number)}
        )
    if not held:
        return [], 0
    layers: list[Spec] = [
        {
            "data": {"values": ticks},
            "mark": {"type": "rule", "color": c["ink"], "strokeWidth": 1},
            "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        }
    ]
    if numbers:
        mark = {"type": "text", "color": c["ink"], "fontSize": 11, "baseline": "middle"}
        y = {"field": "low", "type": "quantitative"}
        layers.append(
            {
                "data": {"values": numbers},
                "mark": mark,
                "encoding": {"y": y, "text": {"field": "number", "type": "nominal"}},
            }
        )
    return layers, len(ends)


def _ticks(most: float) -> list[int]:
    """Round values for the axis, none below zero."""
    step = next(
        (n * 10**k for k in range(9) for n in (1, 2, 5) if most / (n * 10**k) <= 4),
        int(most) or 1,
    )
    return list(range(0, int(most) + 1, step))


def _utc(day: date) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
