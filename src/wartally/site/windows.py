"""Windows a reader is likely to want next: that week, month and year, the whole. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from wartally.site.words import Words

__all__ = ["Window", "windows"]

_WEEK = 7


@dataclass(frozen=True)
class Window:
    """A window by the report it begins after and its last report, with the words for it."""

    label: Markup
    since: str
    until: str


def windows(t: Words, reported: Sequence[str], until: str) -> list[Window]:
    """The windows around the report of `until`; `reported` are the reports there are, the earliest first.

    A report tells of the day before it, so a month goes from the report of its first day to that of the
    next month's first day; where one is missing, the nearest one before it stands in. Windows that would be
    empty are left out, and so are those that cover the same reports as an earlier one.
    """
    if not reported:
        return []
    at = bisect_left(reported, until)
    if at == len(reported) or reported[at] != until:
        at = len(reported) - 1
    end = reported[at]
    told = date.fromisoformat(end) - timedelta(days=1)
    month, year = date(told.year, told.month, 1), date(told.year, 1, 1)
    after_month = date(told.year + told.month // 12, told.month % 12 + 1, 1)
    last = reported[-1]
    offered = [
        (t("preset_week", day=t.day(end)), reported[max(0, at - _WEEK)], end),
        (
            t("preset_month", month=t.month(month.isoformat()[:7])),
            _at(reported, month),
            _at(reported, after_month),
        ),
        (t("preset_year", year=told.year), _at(reported, year), _at(reported, date(told.year + 1, 1, 1))),
        (t("preset_all", day=t.day(end)), reported[0], end),
        (t("preset_latest"), reported[max(0, len(reported) - 1 - _WEEK)], last),
    ]
    found: dict[tuple[str, str], Window] = {}
    for label, since, up_to in offered:
        if since < up_to:
            found.setdefault((since, up_to), Window(label, since, up_to))
    return list(found.values())


def _at(reported: Sequence[str], day: date) -> str:
    """The report of a day, else the last one before it, else the first there is."""
    return reported[max(0, bisect_right(reported, day.isoformat()) - 1)]
