"""The pages of reports: a calendar of them, and each one with figures, readings and explanations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette import Response

from wartally.site import present
from wartally.site.facts import days as facts
from wartally.site.facts.common import Row
from wartally.site.months import MARKS, month_of, months_of
from wartally.site.pages.page import Asked, Context, Page, Refused, Told, needed, routes
from wartally.site.pages.tally import choices_of

__all__ = ["INDEX", "PAGE", "listed"]


async def _series(asked: Asked) -> tuple[Row, Row]:
    """The choices there are and the series that is asked for; raises Refused if there is no such series."""
    choices = await choices_of(asked)
    wanted = asked.arg("series") or asked.site.series
    if wanted not in choices["series"]:
        shown = choices["series"][asked.site.series]
        raise Refused(404, asked.t("problem_no_series", series=wanted), {"shown": shown, "choices": choices})
    return choices, choices["series"][wanted]


async def _tell(asked: Asked) -> Told:
    t, day = asked.t, asked.var("date")
    choices, series = await _series(asked)
    told = await facts.day(asked.ask, series["series_id"], day)
    if told is None:
        limits = {"first": t.day(series["first_report"]), "last": t.day(series["last_report"])}
        near = await facts.around(asked.ask, series["series_id"], day) if present.is_day(day) else {}
        bare: Context = {"shown": series, "choices": choices, **near}
        raise Refused(
            404, t("problem_no_day", day=t.day(day) if present.is_day(day) else day, **limits), bare
        )
    month = await facts.month(asked.ask, series["series_id"], day[:7])
    context: Context = {
        **told,
        "shown": series,
        "choices": choices,
        "day": day,
        "flagged": present.flagged(told["figures"]),
        "month": month_of(day[:7], month),
        "marks": MARKS[t.lang],
    }
    return Told(context, told, told["figures"])


async def _tell_index(asked: Asked) -> Told:
    choices, series = await _series(asked)
    years = await facts.years(asked.ask, series["series_id"])
    known = [row["year"] for row in years]
    year = asked.arg("year") or known[-1]
    if year not in known:
        limits = {"first": known[0], "last": known[-1]}
        bare: Context = {"shown": series, "choices": choices, "years": years, "year": ""}
        raise Refused(404, asked.t("problem_no_year", year=year, **limits), bare)
    reports = await facts.year(asked.ask, series["series_id"], year)
    context: Context = {
        "shown": series,
        "choices": choices,
        "years": years,
        "year": year,
        "months": months_of(reports),
        "counts": {name: sum(row[name] for row in reports) for name in MARKS["en"]},
        "reports": len(reports),
        "marks": MARKS[asked.t.lang],
    }
    document = {"series": series["series_id"], "year": year, "years": years, "reports": reports}
    return Told(context, document, [{"series": series["series_id"], **row} for row in reports])


async def _examples(asked: Asked) -> Sequence[str]:
    return [f"/days/{day}" for day in await facts.reported(asked.ask, asked.site.series)]


async def _index_examples(asked: Asked) -> Sequence[str]:
    years = await facts.years(asked.ask, asked.site.series)
    return ["/days", *(f"/days?year={row['year']}" for row in years)]


INDEX = Page("days", "/days", "days.html", _tell_index, _index_examples, ("series", "year"))
PAGE = Page("days", "/days/{date}", "day.html", _tell, _examples, ("series",))
_CALENDAR = routes(INDEX)[-1][1]


async def listed(datasette: Any, request: Any) -> Response:
    """The calendar; the page of a report if a form asks for its `date`."""
    asked = Asked(datasette, request)
    needed(asked)
    day, series = asked.arg("date"), asked.arg("series")
    if not present.is_day(day):
        return await _CALENDAR(datasette, request)
    params = {"series": series} if series and series != asked.site.series else {}
    return Response.redirect(asked.path(f"/days/{day}", **params))
