"""The page of one report: its figures, each transcription's readings, and what needed explaining."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette import Response

from wartally.site import present
from wartally.site.facts import days as facts
from wartally.site.pages.page import Asked, Page, Refused, Told, needed
from wartally.site.pages.tally import choices_of

__all__ = ["PAGE", "latest"]


async def latest(datasette: Any, request: Any) -> Response:
    """To the page of the latest report."""
    asked = Asked(datasette, request)
    needed(asked)
    day = (await choices_of(asked))["series"][asked.site.series]["last_report"]
    return Response.redirect(asked.path(f"/days/{day}"))


async def _tell(asked: Asked) -> Told:
    t, day = asked.t, asked.var("date")
    choices = await choices_of(asked)
    series = choices["series"].get(asked.arg("series"), choices["series"][asked.site.series])
    told = await facts.day(asked.ask, series["series_id"], day)
    if told is None:
        limits = {"first": t.day(series["first_report"]), "last": t.day(series["last_report"])}
        raise Refused(404, t("problem_no_day", day=day, **limits), {"shown": series})
    flagged = present.flagged(told["figures"])
    context = {**told, "shown": series, "choices": choices, "day": day, "flagged": flagged}
    return Told(context, told, told["figures"])


async def _examples(asked: Asked) -> Sequence[str]:
    return [f"/days/{day}" for day in await facts.reported(asked.ask, asked.site.series)]


PAGE = Page("days", "/days/{date}", "day.html", _tell, _examples, ("series",))
