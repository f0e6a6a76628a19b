"""The chart of a tally: one bar a report, or a month where the window is long. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from wartally.site.charts.drawing import Drawing, Spec, Variant
from wartally.site.charts.style import colours
from wartally.site.words import Words

__all__ = ["NAMED_UP_TO", "tally_chart"]

NAMED_UP_TO = 8


def tally_chart(t: Words, given: Mapping[str, str], shown: Mapping[str, Any]) -> Drawing:
    """The chart of what `present.tally` shows: changes as bars from zero, flagged ones marked."""
    rows = [
        {
            "period": step["key"],
            "name": step["short"],
            "order": i,
            "change": step["change"],
            "flagged": bool(step["flagged"]),
            "marks": " ".join(step["letters"]),
        }
        for i, step in enumerate(shown["steps"])
    ]
    by_month = shown["by_month"]
    columns = {
        "period": t.plain("col_month" if by_month else "col_day"),
        "change": t.plain(_change(shown)),
        "marks": t.plain("caveats"),
    }
    # Words for a picture: what stands in HTML is escaped there, once.
    title, heading = (Markup(shown[key]).unescape() for key in ("chart_title", "heading"))
    return Drawing(
        name="tally",
        title=title,
        alt=f"{heading}: {shown['figure']}. {title}",
        source=t.plain("chart_source", claimant=shown["claimant"], about=shown["about"]),
        subtitle=f"{heading}: {shown['figure']}",
        columns=columns,
        rows=rows,
        declare=lambda variant: _bars(rows, variant),
        params=given,
    )


def _change(shown: Mapping[str, Any]) -> str:
    """What a step's change is called: that of a month, of a day, or since a report maybe long before."""
    if shown["by_month"]:
        return "col_change_month"
    return "col_change_report" if shown["uneven"] else "col_change"


def _bars(rows: list[dict[str, Any]], variant: Variant) -> Spec:
    c = colours(variant)
    named = len(rows) <= (NAMED_UP_TO if not variant.narrow else NAMED_UP_TO - 1)
    step = max(1, len(rows) // (5 if variant.narrow else 10))
    shown = [row["order"] for row in rows if named or row["order"] % step == 0]
    most = max((row for row in rows if row["change"] is not None), key=lambda r: r["change"], default=None)
    names = {row["order"]: row["name"] for row in rows}
    label = " : ".join(f"datum.value == {i} ? {names[i]!r}" for i in shown)
    x = {
        "field": "order", "type": "ordinal",
        "axis": {
            "title": None, "values": shown, "labelAngle": 0, "ticks": False, "labelExpr": f"{label} : ''",
            "domain": False, "labelOverlap": "greedy",
        },
    }  # fmt: skip
    y = {"field": "change", "type": "quantitative", "axis": None, "scale": {"zero": True}}
    fill = {"condition": {"test": "datum.flagged", "value": c["disputed"]}, "value": c["claimed"]}
    labelled = "datum.change != null" if named else f"datum.order == {most['order'] if most else -1}"
    return {
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "width": {"band": 0.76}}, "encoding": {"color": fill}},
            {"mark": {"type": "rule", "color": c["edge"]}, "encoding": {"x": None, "y": {"datum": 0}}},
            {
                "transform": [{"filter": labelled}],
                "mark": {"type": "text", "dy": -8, "color": c["ink"]},
                "encoding": {"text": {"field": "change", "type": "quantitative", "format": ","}},
            },
        ],
    }
