"""The pages of press statements: verdicts on figure and word, the kinds of mistakes, and each statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from wartally.site import present
from wartally.site.facts import common
from wartally.site.facts import press as facts
from wartally.site.facts.common import Row
from wartally.site.pages.choosing import Filter, chosen, counted, offered, paged
from wartally.site.pages.page import Asked, Page, Refused, Told
from wartally.site.pages.tally import choices_of

__all__ = ["PRESS", "STATEMENT"]

_CHECKS = (("figure_verdict", "press_figure"), ("wording_verdict", "press_wording"), ("cause", "press_cause"))
# Statements about the change over a window; the others are about the total in one report.
_OVER_A_WINDOW = {
    "daily_on", "sum_over_period", "period_mean", "month_total", "year_total", "record_max_daily",
}  # fmt: skip
_PARAMETERS = ("figure_verdict", "wording_verdict", "cause", "category", "publisher", "year", "page")


def _one(column: str, row: Row) -> list[str]:
    return [row[column]]


def _year(row: Row) -> list[str]:
    return [row["published_on"][:4]]


def _label(asked: Asked, column: str, value: str) -> str:
    return asked.site.code("press_checks", column, value, asked.lang)


def checked_at(asked: Asked, row: Mapping[str, Any]) -> str:
    """The address of the tally or report that a statement can be checked against; empty if there is none."""
    if row["statistic"] in _OVER_A_WINDOW and row["since_held"] and row["until_held"]:
        window = {"category": row["category_id"], "since": row["period_start"], "until": row["period_end"]}
        return asked.path("/tally", series=asked.site.series, **window)
    return asked.path(f"/days/{row['period_end']}") if row["until_held"] else ""


def _shown(asked: Asked, row: Row) -> Row:
    """A statement with the address at which it is checked."""
    return {**row, "checked_at": checked_at(asked, row)}


async def _filters(asked: Asked, rows: Sequence[Row]) -> list[Filter]:
    t, categories = asked.t, (await choices_of(asked))["categories"]
    publishers = {row["actor_id"]: present.named(row, asked.lang) for row in rows}
    coded = [
        Filter(
            column,
            str(t(name)),
            counted(rows, partial(_one, column), partial(_label, asked, column), most_first=True),
            partial(_one, column),
        )
        for column, name in _CHECKS
    ]
    by_category = counted(
        rows, partial(_one, "category_id"), lambda c: present.named(categories.get(c), asked.lang)
    )
    by_category.sort(key=lambda o: common.placed(o.value))
    by_publisher = counted(rows, partial(_one, "actor_id"), lambda a: publishers[a])
    return [
        *coded,
        Filter("category", str(t("choose_category")), by_category, partial(_one, "category_id")),
        Filter("publisher", str(t("press_publisher")), by_publisher, partial(_one, "actor_id")),
        Filter("year", str(t("choose_year")), counted(rows, _year, str), _year),
    ]


def _overview(filters: Sequence[Filter], rows: Sequence[Row]) -> dict[str, Any]:
    """How many statements have each pair of verdicts, and what accounts for those that do not match."""
    figures, words, causes = ([*f.options] for f in filters[:3])
    pairs = {
        (f.value, w.value): sum(
            r["figure_verdict"] == f.value and r["wording_verdict"] == w.value for r in rows
        )
        for f in figures
        for w in words
    }
    return {"figures": figures, "words": words, "causes": causes, "pairs": pairs, "total": len(rows)}


async def _press(asked: Asked) -> Told:
    rows = [_shown(asked, row) for row in await facts.statements(asked.ask, asked.site.series)]
    filters = await _filters(asked, rows)
    context: dict[str, Any] = {"choices": await choices_of(asked), **_overview(filters, rows)}
    try:
        choice, kept = chosen(asked, filters, rows)
        listed = paged(asked, filters, choice["given"], kept)
    except Refused as refused:
        raise Refused(refused.status, refused.message, {**context, **refused.context}) from refused
    return Told({**context, **choice, "list": listed}, {"statements": kept}, kept)


async def _statement(asked: Asked) -> Told:
    row = await facts.statement(asked.ask, asked.site.series, asked.var("claim"))
    if row is None:
        raise Refused(404, asked.t("press_no_statement", claim=asked.var("claim")))
    others = [_shown(asked, other) for other in row.pop("others")]
    shown = _shown(asked, row)
    choices = await choices_of(asked)
    context = {
        "claim": shown,
        "others": others,
        "series": choices["series"][asked.site.series],
    }
    return Told(context, {"statement": shown, "of_the_same_article": others}, [shown])


async def _press_examples(asked: Asked) -> Sequence[str]:
    choices: dict[str, Callable[[Row], bool]] = {
        "figure_verdict=differs": lambda row: row["figure_verdict"] == "differs",
        "wording_verdict=killed_for_casualties&page=1": lambda row: (
            row["wording_verdict"] == "killed_for_casualties"
        ),
    }
    return offered("/press", await facts.statements(asked.ask, asked.site.series), choices)


async def _statement_examples(asked: Asked) -> Sequence[str]:
    return [f"/press/{claim}" for claim in await facts.ids(asked.ask)]


_NEEDS = frozenset({"press_claims", "press_checks", "sources", "actors"})
PRESS = Page("press", "/press", "press.html", _press, _press_examples, _PARAMETERS, _NEEDS)
STATEMENT = Page("press", "/press/{claim}", "statement.html", _statement, _statement_examples, (), _NEEDS)
