"""The home page: the latest claimed figures, what changed last, and three ways in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wartally.site import present
from wartally.site.facts import home as facts
from wartally.site.pages.page import Asked, Page, Told
from wartally.site.pages.tally import EXAMPLE, choices_of

__all__ = ["PAGE"]


async def _tell(asked: Asked) -> Told:
    site, t = asked.site, asked.t
    choices = await choices_of(asked)
    series = choices["series"][site.series]
    told = await facts.home(asked.ask, site.series, series["last_report"])
    age = (site.today() - date.fromisoformat(series["last_report"])).days
    context = {
        **told,
        "corrections": present.by_day(told["corrections"]),
        "decisions": present.spells(told["decisions"], 5),
        "choices": choices,
        "filled": {"series": site.series, **EXAMPLE},
        "shown": series,
        "age": t("age_days", n=age) if age > 0 else t("age_today"),
        "definition": choices["definitions"].get((site.series, "personnel")),
    }
    document = {"version": site.version, "series": site.series, "last_report": series["last_report"], **told}
    return Told(context, document, told["latest"])


async def _examples(_: Asked) -> Sequence[str]:
    return ["/"]


PAGE = Page("home", "/", "home.html", _tell, _examples)
