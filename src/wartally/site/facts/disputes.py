"""What the pages of disputes and corrections tell: who read what, what was decided, what was explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wartally.site.facts.common import Ask, Row, writers

__all__ = ["corrections", "disputes", "judged"]

_DISPUTES = """
SELECT a.series_id, a.report_date, a.category_id, r.transcription_id, r.cumulative AS read,
  a.cumulative AS taken, a.reason, a.evidence, a.source_id, s.title AS source_title,
  a.decided_by, a.decided_on
FROM adjudications AS a
JOIN sources AS s ON s.source_id = a.source_id
JOIN readings AS r
  ON r.series_id = a.series_id AND r.report_date = a.report_date AND r.category_id = a.category_id
WHERE r.cumulative IS NOT NULL
ORDER BY a.report_date DESC, a.category_id, r.transcription_id
"""
_READINGS = "SELECT transcription_id, COUNT(cumulative) AS readings FROM readings GROUP BY transcription_id"
_CORRECTIONS = """
SELECT x.series_id, x.report_date, x.category_id, x.residual, x.kind, x.explanation, x.source_id,
  s.title AS source_title, l.cumulative, l.printed_increase, l.change
FROM corrections AS x
JOIN sources AS s ON s.source_id = x.source_id
JOIN losses AS l
  ON l.series_id = x.series_id AND l.report_date = x.report_date AND l.category_id = x.category_id
ORDER BY x.report_date DESC, x.category_id
"""


async def disputes(ask: Ask) -> list[Row]:
    """Each figure on which transcriptions disagree, the latest first: who says what, what was decided, why.

    `read` maps transcriptions to totals; `differing` are those whose total is not the one taken, and
    is empty where none was taken.
    """
    cells: dict[tuple[str, str, str], Row] = {}
    for row in await ask(_DISPUTES):
        key = (row["series_id"], row["report_date"], row["category_id"])
        writer, read = row.pop("transcription_id"), row.pop("read")
        cell = cells.setdefault(key, {**row, "read": {}, "differing": []})
        cell["read"][writer] = read
        if row["taken"] is not None and read != row["taken"]:
            cell["differing"].append(writer)
    return list(cells.values())


async def judged(ask: Ask, cells: Sequence[Row]) -> list[Row]:
    """For each transcription in a dispute: how often its reading was taken, and why not where it was not."""
    taken: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    why: dict[str, Counter[str]] = {}
    for cell in cells:
        for writer in cell["read"]:
            if cell["taken"] is None:
                open_[writer] += 1
            elif writer in cell["differing"]:
                why.setdefault(writer, Counter())[cell["reason"]] += 1
            else:
                taken[writer] += 1
    ids = {*taken, *open_, *why}
    all_readings = {row["transcription_id"]: row["readings"] for row in await ask(_READINGS)}
    return [
        {
            **row,
            "readings": all_readings.get(row["transcription_id"], 0),
            "disputed": sum(row["transcription_id"] in cell["read"] for cell in cells),
            "taken": taken[row["transcription_id"]],
            "undetermined": open_[row["transcription_id"]],
            "not_taken": dict(why.get(row["transcription_id"], {})),
        }
        for row in await writers(ask, ids)
    ]


async def corrections(ask: Ask) -> list[Row]:
    """Each report line whose total is not the one before plus the printed increase, the latest first."""
    return await ask(_CORRECTIONS)
