"""The picture on the project's first page: weekly claimed personnel losses, as a static SVG.

``python -m wartally.picture FILE`` writes it; `weekly_svg` is pure.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from wartally.package import open_package
from wartally.site.chart import HEIGHT, WIDTH, Bar, Step, bars
from wartally.tallying import DEFAULT_SERIES

__all__ = ["weekly_changes", "weekly_svg"]

CLAIMED, CORRECTED = "#0072B2", "#CC79A7"
STYLE = "font-family: system-ui, sans-serif; fill: #1B1D21"
HEAD, FOOT = 58, 34

Week = tuple[date, int | None, bool]


def weekly_changes(losses: Iterable[Mapping[str, Any]]) -> list[Week]:
    """The last report of each full week of days, the change over that week, and whether it was corrected.

    A report tells of the day before it, so a week ends with Monday's report.
    """
    own = [r for r in losses if r["series_id"] == DEFAULT_SERIES and r["category_id"] == "personnel"]
    totals = {r["report_date"]: r["cumulative"] for r in own}
    corrected = [r["report_date"] for r in own if r["obs_status"] == "source_correction"]
    weeks = []
    for day in sorted(totals):
        before = day - timedelta(days=7)
        if day.weekday() == 0 and before in totals:
            known = totals[day] is not None and totals[before] is not None
            change = totals[day] - totals[before] if known else None
            weeks.append((day, change, any(before < d <= day for d in corrected)))
    return weeks


def weekly_svg(weeks: Iterable[Week]) -> str:
    """The chart as SVG text: title, description, direct labels for the years and the highest week."""
    rows = list(weeks)
    chart = bars([Step(day.isoformat(), change, flagged) for day, change, flagged in rows])
    last = rows[-1][0]
    title = "How many Russian personnel did the General Staff of Ukraine claim each week?"
    said = (
        "Killed and wounded together, approximate; weeks from Monday to Sunday, "
        f"to the report of {last.isoformat()}"
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT + HEAD + FOOT:g}" '
        f'role="img" aria-labelledby="t d" style="{STYLE}">',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(said)}</desc>',
        '<rect width="100%" height="100%" fill="#FBFAF7"/>',
        f'<text x="12" y="24" font-size="13" font-weight="600">{escape(title)}</text>',
        f'<text x="12" y="42" font-size="9.5">{escape(said)}</text>',
        f'<g transform="translate(0 {HEAD - 10})">',
    ]
    for bar in chart.bars:
        size = f'x="{bar.x:g}" y="{bar.y:g}" width="{bar.width:g}" height="{bar.height:g}"'
        parts.append(f'<rect {size} fill="{CORRECTED if bar.flagged else CLAIMED}"/>')
    parts += _labels(rows, chart.bars)
    parts += [
        "</g>",
        f'<text x="12" y="{HEIGHT + HEAD + FOOT - 10:g}" font-size="10">'
        "Purple: the running total was corrected that week. "
        "Data: Wartally, CC BY 4.0; General Staff of Ukraine</text>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _labels(rows: Sequence[Week], drawn: Sequence[Bar]) -> list[str]:
    parts = []
    seen: set[int] = set()
    for (day, change, _), bar in zip(rows, drawn, strict=True):
        if bar.labelled and change is not None:
            place = f'x="{bar.middle:g}" y="{bar.label_y:g}" text-anchor="middle"'
            parts.append(f'<text {place} font-size="11">{change:,}</text>')
        if day.year not in seen:
            seen.add(day.year)
            parts.append(f'<text x="{bar.x:g}" y="{HEIGHT - 8:g}" font-size="11">{day.year}</text>')
    return parts


if __name__ == "__main__":
    from wartally.atomic import write_bytes

    picture = weekly_svg(weekly_changes(open_package().rows("losses")))
    write_bytes(Path(sys.argv[1]), picture.encode("utf-8"))
