"""The chart of claimed against confirmed: both sides of one category over the whole war. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wartally.site.charts.drawing import Drawing
from wartally.site.charts.lines import Line, lines
from wartally.site.words import Words

__all__ = ["compare_chart", "deaths_chart"]

_KINDS = ("claimed", "confirmed", "own")
_HEIGHT = 320


def compare_chart(
    t: Words, category: str, what: str, rows: Sequence[Mapping[str, Any]], sides: Mapping[str, str]
) -> Drawing:
    """The chart of `facts.compare.compared`: running totals, blue claimed and green confirmed.

    `sides` are the names of the sides: losses of the first one are solid lines, of others dashed;
    `what` is the category's name.
    """
    fields = {f"{kind}_{side.lower()}": (kind, side) for side in sides for kind in _KINDS}
    held = {field: of for field, of in fields.items() if any(row.get(field) is not None for row in rows)}
    first = next(iter(sides))
    drawn = [
        Line(
            field,
            kind,
            f"{t.of_side(f'compare_short_{kind}', side, sides[side])}\n{_end(t, rows, field)}",
            dashed=side != first,
            sparse=kind == "claimed" and side != first,
        )
        for field, (kind, side) in held.items()
        if kind != "own"
    ]
    others = any(kind == "claimed" and side != first for kind, side in held.values())
    title = _finding(t, what, rows, first, sides[first])
    return Drawing(
        name="compare",
        title=title,
        alt=str(
            t("compare_alt", what=what, names="; ".join(line.label.replace("\n", ": ") for line in drawn))
        ),
        source=str(t("compare_source" if others else "compare_source_one", first=sides[first])),
        columns={
            "day": str(t("compare_day")),
            **{
                field: str(t.of_side(f"compare_{kind}", side, sides[side]))
                for field, (kind, side) in held.items()
            },
        },
        rows=rows,
        declare=lambda variant: lines(rows, drawn, variant, _HEIGHT),
        height=_HEIGHT,
        params={"category": category},
    )


def deaths_chart(t: Words, rows: Sequence[Mapping[str, Any]], side: str, about: str) -> Drawing:
    """The chart of `facts.compare.deaths`: two different things, each named for what it is.

    `about` is the name of the side.
    """
    claimed, confirmed = f"claimed_{side.lower()}", f"confirmed_{side.lower()}"
    names = {claimed: "compare_killed_wounded", confirmed: "compare_killed_named"}
    drawn = [
        Line(field, kind, f"{t(key)}\n{_end(t, rows, field)}")
        for (field, key), kind in zip(names.items(), ("claimed", "confirmed"), strict=True)
    ]
    last = next((row for row in reversed(rows) if row[confirmed] is not None), rows[-1])
    numbers = {"claimed": t.number(last[claimed]), "confirmed": t.number(last[confirmed]), "about": about}
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


def _finding(t: Words, what: str, rows: Sequence[Mapping[str, Any]], side: str, about: str) -> str:
    """The title: what was claimed and confirmed of a side's losses on the last day both are held for."""
    kinds = {kind: f"{kind}_{side.lower()}" for kind in _KINDS}
    both = (kinds["claimed"], kinds["confirmed"])
    last = next((r for r in reversed(rows) if all(map(r.get, both))), None)
    if last is None:
        return str(t("compare_question", what=what))
    claimed, listed, own = (last.get(kinds[kind]) for kind in _KINDS)
    confirmed = t.number(listed)
    if own and own != listed:
        low, high = sorted((own, listed))
        confirmed = str(t("compare_range", low=t.number(low), high=t.number(high)))
    values = {"claimed": t.number(claimed), "confirmed": confirmed, "day": t.day(last["day"])}
    return str(t("compare_finding", what=what, about=about, **values))


def _end(t: Words, rows: Sequence[Mapping[str, Any]], field: str) -> str:
    """The last figure of a line, with its day where the line ends before the chart does."""
    last = next((row for row in reversed(rows) if row.get(field) is not None), None)
    if last is None:
        return t.number(None)
    figure = t.number(last[field])
    if last["day"] == rows[-1]["day"]:
        return figure
    return f"{figure} ({t.short(last['day'])}\u00a0{last['day'][:4]})"
