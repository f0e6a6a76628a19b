"""The picture of the project's first page, drawn at build time: `python -m wartally.site.charts.docs FILE`.

The same declaration as on the site's home page, over the same view. The picture carries the digest of its
declaration, so that anyone can tell whether it shows the data as it is now, whatever fonts drew it.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from wartally.atomic import write_bytes
from wartally.package import Package, open_package
from wartally.site.charts import draw
from wartally.site.charts.drawing import Drawing, Variant
from wartally.site.charts.weekly import weekly_chart
from wartally.site.facts.common import COLLECTION
from wartally.site.files import words
from wartally.sqlite.query import ask
from wartally.tallying import DEFAULT_SERIES

__all__ = ["digest", "picture", "weekly"]


def weekly(package: Package) -> Drawing:
    """The chart of weekly claimed personnel losses of a package, with its key events."""
    columns, rows = ask(package, "losses_weekly")
    found = (dict(zip(columns, row, strict=True)) for row in rows)
    of_series = (r for r in found if (r["series_id"], r["category_id"]) == (DEFAULT_SERIES, "personnel"))
    weeks = sorted(of_series, key=lambda row: str(row["week_start"]))
    sources = package.rows("event_sources")
    collected = {
        row["event_id"] for row in sources if row["role"] == "basis" and row["source_id"] == COLLECTION
    }
    events = [
        {**row, "start_date": row["start_date"].isoformat()}
        for row in package.rows("events")
        if row["event_id"] not in collected
    ]
    events.sort(key=lambda row: (row["start_date"], row["event_id"]))
    series = next(row for row in package.rows("series") if row["series_id"] == DEFAULT_SERIES)
    actors = {row["actor_id"]: row["name_en"] for row in package.rows("actors")}
    return weekly_chart(words()["en"], actors[series["claimant_id"]], weeks, events)


def digest(drawing: Drawing) -> str:
    """The SHA-256 of the declaration: data, words, marks and look."""
    return hashlib.sha256(draw.declaration(drawing, Variant()).encode("utf-8")).hexdigest()


def picture(drawing: Drawing) -> str:
    """The chart as SVG text with its digest inside."""
    svg = draw.svg(drawing, Variant())
    start = svg.index(">", svg.index("<svg")) + 1
    note = f"<metadata>declaration sha256 {digest(drawing)}</metadata>"
    return f"{svg[:start]}{note}{svg[start:]}\n"


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), picture(weekly(open_package())).encode("utf-8"))
