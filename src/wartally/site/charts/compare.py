"""The chart of claimed against confirmed: both sides of one category over the whole war. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wartally.site.charts.drawing import Drawing
from wartally.site.charts.lines import Line, lines
from wartally.site.words import Words

__all__ = ["compare_chart", "deaths_chart"]

_FIELDS = ("claimed_ru", "confirmed_ru", "own_ru", "claimed_ua", "confirmed_ua", "own_ua")
_HEIGHT = 320


def compare_chart(t: Words, category: str, what: str, rows: Sequence[Mapping[str, Any]]) -> Drawing:
    """The chart of `facts.compare.compared`: running totals, blue claimed and green confirmed.

    Russian losses are solid lines, Ukrainian ones dashed; `what` is the category's name.
    """
    held = [field for field in _FIELDS if any(row.get(field) is not None for row in rows)]
    drawn = [
        Line(
            field,
            "claimed" if field.startswith("claimed") else "confirmed",
            _name(t, rows, field),
            dashed=field.endswith("ua"),
            sparse=field == "claimed_ua",
        )
        for field in held
        if not field.startswith("own")
    ]
    title = _finding(t, what, rows)
    return Drawing(
        name="compare",
        title=title,
        alt=str(
            t("compare_alt", what=what, names="; ".join(line.label.replace("\n", ": ") for line in drawn))
        ),
        source=str(t("compare_source")),
        columns={"day": str(t("compare_day")), **{field: str(t(f"compare_{field}")) for field in held}},
        rows=rows,
        declare=lambda variant: lines(rows, drawn, variant, _HEIGHT),
        height=_HEIGHT,
        params={"category": category},
    )


def deaths_chart(t: Words, rows: Sequence[Mapping[str, Any]]) -> Drawing:
    """The chart of `facts.compare.deaths`: two different things, each named for what it is."""
    names = {"claimed_ru": "compare_killed_wounded", "confirmed_ru": "compare_killed_named"}
    drawn = [
        Line(field, kind, f"{t(key)}\n{_end(t, rows, field)}")
        for (field, key), kind in zip(names.items(), ("claimed", "confirmed"), strict=True)
    ]
    last = next((row for row in reversed(rows) if row["confirmed_ru"] is not None), rows[-1])
    numbers = {field: t.number(last[field]) for field in names}
    return Drawing(
        name="compare",
        title=str(t("compare_finding_deaths", **numbers, day=t.day(last["day"]))),
        alt=str(t("compare_alt_deaths")),
        source=str(t("compare_source_deaths")),
        columns={"day": str(t("compare_day")), **{field: str(t(key)) for field, key in names.items()}},
        rows=rows,
        declare=lambda variant: lines(rows, drawn, variant, _HEIGHT),
        height=_HEIGHT,
        params={"category": "personnel"},
    )


def _finding(t: Words, what: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The title: what was claimed and confirmed of Russian losses on the last day both are held for."""
    last = next((r for r in reversed(rows) if r.get("confirmed_ru") and r.get("claimed_ru")), None)
    if last is None:
        return str(t("compare_question", what=what))
    own = last.get("own_ru")
    confirmed = t.number(last["confirmed_ru"])
    if own and own != last["confirmed_ru"]:
        low, high = sorted((own, last["confirmed_ru"]))
        confirmed = str(t("compare_range", low=t.number(low), high=t.number(high)))
    values = {"claimed": t.number(last["claimed_ru"]), "confirmed": confirmed, "day": t.day(last["day"])}
    return str(t("compare_finding", what=what, **values))


def _name(t: Words, rows: Sequence[Mapping[str, Any]], field: str) -> str:
    return f"{t(f'compare_short_{field}')}\n{_end(t, rows, field)}"


def _end(t: Words, rows: Sequence[Mapping[str, Any]], field: str) -> str:
    """The last figure of a line, with its day where the line ends before the chart does."""
    last = next((row for row in reversed(rows) if row.get(field) is not None), None)
    if last is None:
        return t.number(None)
    figure = t.number(last[field])
    if last["day"] == rows[-1]["day"]:
        return figure
    return f"{figure} ({t.short(last['day'])}\u00a0{last['day'][:4]})"
