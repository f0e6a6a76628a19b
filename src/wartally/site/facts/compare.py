"""What the compare pages tell: claims of both sides beside what was confirmed, a day per month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wartally.site.facts.common import Ask, Row, placed

__all__ = ["COUNTED", "WIDER", "compared", "deaths", "defined", "latest", "listed", "with_both"]

# What has names confirmed instead of pictures.
COUNTED = "personnel"
# Where the Russian ministry counts under a wider or another heading what the General Staff counts apart.
WIDER = {
    "tanks": "tanks_and_armoured_vehicles",
    "armoured_vehicles": "tanks_and_armoured_vehicles",
    "artillery": "artillery_and_mortars",
    "air_defence": "sam_systems",
    "uav": "uav_all_classes",
}
_KEPT_WHOLE = 62

# The running counts are made here: to ask the view claimed_vs_confirmed for them takes many times as long.
_CLAIMS = """
SELECT l.report_date, s.subject_side, l.cumulative
FROM losses AS l JOIN series AS s ON s.series_id = l.series_id
WHERE l.category_id = :category ORDER BY l.report_date
"""
_ITEMS = """
SELECT recorded_on, side, COUNT(*) AS items
FROM sightings_counted WHERE category_id = :category GROUP BY recorded_on, side ORDER BY recorded_on
"""
_LAST_LISTING = "SELECT MAX(recorded_on) AS day FROM sightings"
# Oryx's own totals of a category that has one list heading to itself.
_OWN = """
SELECT t.side, t.counted_on, t.total FROM sighting_totals AS t
WHERE t.list_heading = (
    SELECT MIN(e.list_heading) FROM equipment_types AS e WHERE e.category_id = :category
    HAVING COUNT(DISTINCT e.list_heading) = 1)
  AND NOT EXISTS (SELECT 1 FROM equipment_types AS o
    WHERE o.list_heading = t.list_heading AND o.category_id IS NOT :category)
ORDER BY t.counted_on
"""
_LISTED = """
SELECT s.equipment_type, e.name_en, e.name_uk, e.reason_en, e.reason_uk, s.side, COUNT(*) AS items
FROM sightings_counted AS s JOIN equipment_types AS e ON e.equipment_type = s.equipment_type
WHERE s.category_id = :category GROUP BY s.equipment_type, s.side
"""
_LATEST = """
SELECT category_id, report_date, claimed, confirmed, confirmed_other_side, claimed_per_confirmed,
  oryx_own_total, oryx_counted_on, claimed_per_oryx_total
FROM claimed_vs_confirmed
WHERE series_id = :series AND report_date = (SELECT MAX(recorded_on) FROM sightings)
"""
_DEFINED = """
SELECT h.series_id, h.label_original, h.definition, h.definition_uk, s.title, s.title_uk, s.subject_side
FROM series_categories AS h JOIN series AS s ON s.series_id = h.series_id
WHERE h.category_id = :category ORDER BY h.series_id
"""
_WITH_BOTH = """
SELECT DISTINCT category_id FROM series_categories
WHERE category_id IN (SELECT category_id FROM equipment_types)
"""
_COUNTED = """
SELECT EXISTS (SELECT 1 FROM weekly_deaths) AND EXISTS (
  SELECT 1 FROM losses WHERE series_id = :series AND category_id = :category) AS held
"""
_CLAIMED = """
SELECT report_date, cumulative AS claimed FROM losses
WHERE series_id = :series AND category_id = 'personnel' ORDER BY report_date
"""
_DEATHS = """
SELECT week_start, date(week_start, '+6 days') AS week_end, confirmed_deaths,
  ROUND(estimated_low) AS estimated_low, ROUND(estimated_deaths) AS estimated,
  ROUND(estimated_high) AS estimated_high
FROM weekly_deaths WHERE subject_side = :side ORDER BY week_start
"""


async def with_both(ask: Ask, series: str) -> list[str]:
    """The categories that are claimed and confirmed, personnel first if `series` and names have it."""
    found = {row["category_id"] for row in await ask(_WITH_BOTH)}
    named = (await ask(_COUNTED, series=series, category=COUNTED))[0]["held"]
    return sorted(found | {COUNTED} if named else found, key=placed)


async def compared(ask: Ask, category: str, sides: Sequence[str]) -> list[Row]:
    """One row per kept day: claimed, confirmed and Oryx's own total for each side, None where none is held.

    Days kept: the last report of each month, the first and the last one, the last one that has a
    confirmed count, those on which the other side made its claim, and all if there are few.
    """
    days: dict[str, Row] = {}
    others, first = set(), sides[0]
    for row in await ask(_CLAIMS, category=category):
        day = days.setdefault(row["report_date"], {"day": row["report_date"]})
        day[f"claimed_{row['subject_side'].lower()}"] = row["cumulative"]
        if row["subject_side"] != first:
            others.add(row["report_date"])
    own = {(row["side"], row["counted_on"]): row["total"] for row in await ask(_OWN, category=category)}
    items, last = await ask(_ITEMS, category=category), (await ask(_LAST_LISTING))[0]["day"]
    rows, counts, i = list(days.values()), dict.fromkeys(sides, 0), 0
    for row in rows:
        while i < len(items) and items[i]["recorded_on"] <= row["day"]:
            counts[items[i]["side"]] += items[i]["items"]
            i += 1
        for side, count in counts.items():
            row[f"confirmed_{side.lower()}"] = count if last and row["day"] <= last else None
            row[f"own_{side.lower()}"] = own.get((side, row["day"]))
    counted = [row["day"] for row in rows if row[f"confirmed_{first.lower()}"] is not None]
    return _thinned(rows, "day", {*others, *counted[-1:]})


async def deaths(ask: Ask, series: str, side: str) -> list[Row]:
    """Per month, and at both ends: personnel claimed, and the deaths confirmed by name up to the week before.

    `series` claims the losses of `side`.

    The confirmed deaths of all weeks that end by that day are counted together: one count, of one list.
    """
    weeks = await ask(_DEATHS, side=side)
    claimed, confirmed = f"claimed_{side.lower()}", f"confirmed_{side.lower()}"
    claims = await ask(_CLAIMED, series=series)
    rows, total, i = [], 0, 0
    for claim in claims:
        while i < len(weeks) and weeks[i]["week_end"] <= claim["report_date"]:
            total += weeks[i]["confirmed_deaths"] or 0
            i += 1
        held = weeks and claim["report_date"] <= weeks[-1]["week_end"]
        rows.append(
            {"day": claim["report_date"], claimed: claim["claimed"], confirmed: total if held else None}
        )
    counted = [row["day"] for row in rows if row[confirmed] is not None]
    return _thinned(rows, "day", set(counted[-1:]))


def _thinned(rows: Sequence[Row], name: str, wanted: Iterable[str]) -> list[Row]:
    """The last row of each month, the first, the last and those wanted; all rows if they are few."""
    if len(rows) <= _KEPT_WHOLE:
        return list(rows)
    last_of_month = {row[name][:7]: row[name] for row in rows}
    kept = {*last_of_month.values(), rows[0][name], rows[-1][name], *wanted}
    return [row for row in rows if row[name] in kept]


async def defined(ask: Ask, category: str) -> list[Row]:
    """How each series that claims the category defines it."""
    return await ask(_DEFINED, category=category)


async def listed(ask: Ask, category: str, sides: Sequence[str]) -> list[Row]:
    """The headings of the visual lists that count as the category, why, and how many items of each side.

    The number for a side stands under its code in small letters.
    """
    found: dict[str, Row] = {}
    for row in await ask(_LISTED, category=category):
        side, items = row.pop("side").lower(), row.pop("items")
        found.setdefault(row["equipment_type"], {**row, **{s.lower(): 0 for s in sides}})[side] = items
    return sorted(found.values(), key=lambda row: -sum(row[side.lower()] for side in sides))


async def latest(ask: Ask, series: str) -> list[Row]:
    """Every category on the last day that both kinds of figures are held for."""
    return sorted(await ask(_LATEST, series=series), key=lambda row: placed(row["category_id"]))
