"""Facts turned into what a page shows: names, letters for caveats, steps of a chart. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from wartally.site.words import Words
from wartally.tallying import sql_for

if TYPE_CHECKING:
    from wartally.site.state import Site

__all__ = [
    "by_day",
    "flagged",
    "form_days",
    "is_day",
    "letter",
    "named",
    "periods",
    "spells",
    "sql",
    "tally",
]

Row = Mapping[str, Any]
DAYS_SHOWN = 92


def named(row: Row | None, lang: str, en: str = "name_en", uk: str = "name_uk") -> str:
    """A row's name in a language, with a capital letter first; empty if there is no row."""
    if row is None:
        return ""
    text = str((row[uk] if lang == "uk" else row[en]) or row[en] or "")
    return text[:1].upper() + text[1:]


def letter(n: int) -> str:
    """The n-th letter of a margin: a to z, then aa, ab and so on."""
    first, second = divmod(n, len(ascii_lowercase))
    return (ascii_lowercase[first - 1] if first else "") + ascii_lowercase[second]


def sql(asked: Mapping[str, str]) -> str:
    """The tally's value as a query."""
    since, until = date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
    return sql_for(asked["series"], asked["category"], since, until)


def tally(
    t: Words, site: Site, asked: Mapping[str, str], choices: Row, found: Row, days: Sequence[Row]
) -> dict[str, Any]:
    """All that the tally page shows of the figure, its caveats, its chart and its table."""
    series, category = choices["series"][asked["series"]], choices["categories"][asked["category"]]
    since, until = date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
    what = named(category, t.lang)
    span = t.span(since + timedelta(days=1), until)
    caveats = [_caveat(t, site, run, letter(i)) for i, run in enumerate(_runs(found["caveats"]))]
    letters: dict[str, list[str]] = {}
    for caveat in caveats:
        for day in caveat["days"]:
            letters.setdefault(day, []).append(caveat["letter"])
    by_month = len(days) > DAYS_SHOWN
    uneven = found["reports"] != (until - since).days
    steps = periods(t, days, found["cumulative_since"], letters) if by_month else _days(t, days, letters)
    return {
        "found": found,
        "what": what,
        "span": span,
        "figure": _figure(t, found),
        "heading": t("claimed_lost", what=what, span=span),
        "claimant": named(series, t.lang),
        "about": site.code("series", "subject_side", series["subject_side"], t.lang),
        "definition": choices["definitions"].get((asked["series"], asked["category"])),
        "caveats": caveats,
        "by_month": by_month,
        "steps": steps,
        "uneven": uneven,
        "length": (until - since).days,
        "chart_title": _finding(t, steps, "month" if by_month else "report", found["value"], uneven),
        "sql": sql(asked),
        "known_pages": t.number(sum(bool(d["url"]) for d in days)),
    }


def _figure(t: Words, found: Row) -> str:
    if found["value"] is not None:
        return t.number(found["value"])
    if found["value_low"] is None or found["value_high"] is None:
        return t.number(None)
    return str(t("between", low=t.number(found["value_low"]), high=t.number(found["value_high"])))


def _finding(t: Words, steps: Sequence[Row], step: str, whole: int | None, uneven: bool) -> Markup:
    """The chart's title: which step was the most, or only what it shows if that is no finding.

    It is none where steps are not of equal length, where two are the most, or where what the `whole`
    has beyond the steps that are known could be more in one of the others.
    """
    known = sorted((s for s in steps if s["change"] is not None), key=lambda s: -int(s["change"]))
    if uneven or len(known) < 2 or not known[0]["change"] or known[0]["flagged"]:
        return t(f"chart_by_{step}")
    most, others = known[0], len(known) < len(steps)
    more = others and (whole is None or whole - sum(s["change"] for s in known) >= most["change"])
    if more or known[1]["change"] == most["change"]:
        return t(f"chart_by_{step}")
    return t(f"chart_most_{step}", value=t.number(most["change"]), when=most["when"])


def _runs(caveats: Sequence[Row]) -> list[list[Row]]:
    """Caveats in order; those that say the same of consecutive days, having no evidence, as one."""
    runs: list[list[Row]] = []
    latest: dict[str, list[Row]] = {}
    for caveat in caveats:
        run = latest.get(caveat["kind"])
        if run and "note" not in caveat and _next_day(run[-1]["report_date"]) == caveat["report_date"]:
            run.append(caveat)
            continue
        runs.append([caveat])
        latest[caveat["kind"]] = runs[-1]
    return runs


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _caveat(t: Words, site: Site, run: Sequence[Row], mark: str) -> dict[str, Any]:
    """A caveat in a language, with what its evidence says in the words it was written in."""
    caveat, kind = run[0], run[0]["kind"]
    values: dict[str, Any] = {}
    if kind == "correction":
        code = site.code("corrections", "kind", caveat["code"], t.lang)
        values = {"residual": t.number(caveat["residual"], signed=True), "code": _lower(code)}
    if kind == "adjudicated":
        numbers = {key: t.number(caveat[key]) for key in ("lowest", "highest", "taken")}
        values = {**numbers, "code": _lower(site.code("adjudications", "reason", caveat["code"], t.lang))}
    days = [c["report_date"] for c in run]
    return {
        "letter": mark,
        "kind": kind,
        "days": days,
        "span": t.span(days[0], days[-1]),
        "text": t(f"caveat_{kind}", **values),
        "note": caveat.get("note", ""),
    }


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def flagged(figures: Iterable[Row]) -> list[Row]:
    """The figures of a day that need explaining, having a correction or a decision behind them."""
    return [row for row in figures if row["explanation"] or row["evidence"]]


def by_day(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Rows in order of their report, those of one report together."""
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: str(row["report_date"]))]


def spells(decisions: Sequence[Row], most: int) -> list[dict[str, Any]]:
    """Decisions on the same figure for the same reason on consecutive days as one, from the latest on."""
    found: list[dict[str, Any]] = []
    open_: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in decisions:
        key = (row["series_id"], row["category_id"], row["reason"])
        day = date.fromisoformat(row["report_date"])
        spell = open_.get(key)
        if (
            spell
            and date.fromisoformat(spell["first"]) - day == timedelta(days=1)
            and row["cumulative"] is None
        ):
            spell["first"] = row["report_date"]
            continue
        spell = {**row, "first": row["report_date"], "last": row["report_date"]}
        open_[key] = spell
        found.append(spell)
    return found[:most]


def form_days(asked: Mapping[str, str]) -> dict[str, str]:
    """What is asked as a form may hold it: a day that is none is left blank."""
    return {
        key: value if key not in ("since", "until") or is_day(value) else "" for key, value in asked.items()
    }


def is_day(text: str) -> bool:
    """True of a day as addresses have it: 2022-11-04."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _days(t: Words, days: Sequence[Row], letters: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    years = len({str(row["report_date"])[:4] for row in days}) > 1
    return [
        {
            **row,
            "key": row["report_date"],
            "name": t.day(row["report_date"]),
            "when": f"{t.weekday(row['report_date'])}, {t.day(row['report_date'])}",
            "short": t.short(row["report_date"]) + (f" {row['report_date'][:4]}" if years else ""),
            "letters": letters.get(row["report_date"], ()),
            "flagged": row["obs_status"] != "normal",
        }
        for row in days
    ]


def periods(
    t: Words, days: Sequence[Row], since: int | None, letters: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The days by month of the report; a month's change is its last total less the last total before it."""
    months: list[dict[str, Any]] = []
    before = since
    for month, grouped in groupby(days, key=lambda row: str(row["report_date"])[:7]):
        rows = list(grouped)
        last = rows[-1]["cumulative"]
        marks = dict.fromkeys(mark for row in rows for mark in letters.get(row["report_date"], ()))
        months.append(
            {
                "key": month,
                "name": t.month(month),
                "when": t.month(month),
                "short": t.month(month),
                "reports": len(rows),
                "cumulative": last,
                "change": None if last is None or before is None else last - before,
                "letters": [*marks],
                "flagged": any(row["obs_status"] != "normal" for row in rows),
            }
        )
        before = last
    return months
