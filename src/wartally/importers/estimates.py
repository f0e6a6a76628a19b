"""What the importers of estimates share: rows of `estimates`, their identifiers and condensed wording.

Every row leads to a source by its address; which source an address is, the table `sources`
says. Pure but for `own_sources`, which reads the package at hand.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from wartally.errors import SourceError

__all__ = ["INVASION", "Figures", "estimate", "month_end", "own_sources", "phrase", "published", "source_ids"]

# The first day of the full-scale invasion, from which running totals run.
INVASION = date(2022, 2, 24)

# Numbers of posts on X count milliseconds from this moment in their upper bits.
_POST_EPOCH_MS = 1_288_834_974_657
_POST = re.compile(r"^https://(?:x|twitter)\.com/\w+/status/(\d{15,})")
_DATED = re.compile(r"/(20\d\d)/(\d\d)/(\d\d)/|-(20\d\d)-(\d\d)-(\d\d)(?:[/#]|$)")

_SIDES = {"RU": "Russian", "UA": "Ukrainian"}
_MEASURES = {
    "killed": "killed",
    "wounded": "wounded",
    "killed_wounded": "killed and wounded",
    "killed_wounded_missing": "killed, wounded and missing",
}


@dataclass(frozen=True)
class Figures:
    """The figures of one estimate and how they are hedged."""

    low: int | None
    best: int | None
    high: int | None
    qualifier: str


def source_ids(sources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The `source_id` of each address in the rows of `sources`."""
    return {row["url"]: row["source_id"] for row in sources}


def own_sources() -> dict[str, str]:
    """The `source_id` of each address in the sources of the package at hand."""
    from wartally.package import open_package

    return source_ids(open_package().rows("sources"))


def estimate(figures: Figures, **row: Any) -> dict[str, Any]:
    """A row of `estimates` with every column; `row` overrides what is usual and gives the identifier."""
    full: dict[str, Any] = {
        "estimate_id": "",
        "as_of": None,
        "as_of_precision": "day",
        "published_on": None,
        "claimant_id": None,
        "subject_side": None,
        "population": "military",
        "measure": None,
        "low": figures.low,
        "best": figures.best,
        "high": figures.high,
        "qualifier": figures.qualifier,
        "period_start": INVASION,
        "period_end": row["as_of"],
        "cumulative": True,
        "rests_on_series": None,
        "withdrawn_on": None,
        "source_id": None,
        "collection_id": None,
        "wording": None,
        "note": None,
    }
    unknown = sorted(set(row) - set(full))
    if unknown:
        raise TypeError(f"estimates have no column {unknown[0]!r}")
    full.update(row)
    full["estimate_id"] = _identifier(full)
    return full


def _identifier(row: Mapping[str, Any]) -> str:
    day, side = row["as_of"].strftime("%Y_%m_%d"), row["subject_side"].lower()
    parts = [day, row["claimant_id"], side, row["measure"]]
    if row["population"] == "civilian":
        parts.append("civilian")
    if not row["cumulative"]:
        parts.append(row["period_start"].strftime("in_%Y_%m"))
    return "_".join(parts)


def phrase(figures: Figures, side: str, measure: str) -> str:
    """The figures in words.

    >>> phrase(Figures(None, None, 25000, "up_to"), "RU", "killed")
    'Up to 25,000 Russian soldiers killed.'
    """
    return f"{_amount(figures)} {_SIDES[side]} soldiers {_MEASURES[measure]}."


def _amount(figures: Figures) -> str:
    low, best, high = figures.low, figures.best, figures.high
    if low is not None and high is not None:
        middle = "" if best is None else f", about {best:,},"
        return f"{low:,} to {high:,}{middle}"
    if best is not None:
        return f"About {best:,}"
    return f"At least {low:,}" if high is None else f"Up to {high:,}"


def published(address: str) -> date | None:
    """The day of publication that an address itself carries, None if it carries none.

    The number of a post on X holds the moment it was posted; many news addresses hold the date.

    >>> published("https://x.com/DefenceHQ/status/1876584633103507960/photo/2")
    datetime.date(2025, 1, 7)
    """
    if post := _POST.match(address):
        milliseconds = (int(post[1]) >> 22) + _POST_EPOCH_MS
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date()
    if dated := _DATED.search(address):
        year, month, day = (int(part) for part in dated.groups() if part)
        return date(year, month, day)
    return None


def month_end(text: str, place: str) -> date:
    """The last day of the month written as YYYY-MM; raises SourceError naming `place` otherwise."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    if not found:
        raise SourceError(f"{place} is {text!r}, not a month written YYYY-MM")
    year, month = int(found[1]), int(found[2])
    return date(year, month, calendar.monthrange(year, month)[1])
