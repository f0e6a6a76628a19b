"""The tally page: a figure for a window, what it covers, its caveats and its sources."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from wartally.site import present
from wartally.site.charts.tally import tally_chart
from wartally.site.facts import common
from wartally.site.facts import tally as facts
from wartally.site.facts.common import Row
from wartally.site.pages.page import Asked, Context, Page, Refused, Told
from wartally.site.state import Site

__all__ = ["EXAMPLE", "PAGE", "choices_of", "found_for", "picture"]

# A window that is filled in where nobody has asked yet: the week of the article this package began with.
EXAMPLE = {"category": "personnel", "since": "2022-11-04", "until": "2022-11-11"}
PARAMETERS = ("series", "category", "since", "until")


async def choices_of(asked: Asked) -> Row:
    """The series and categories there are, asked once: the database never changes."""
    site: Site = asked.site
    if site.choices is None:
        site.choices = await common.choices(asked.ask)
    return site.choices


def _given(asked: Asked) -> dict[str, str]:
    """The parameters as given; the example if none is given at all."""
    given = {name: asked.arg(name) for name in PARAMETERS}
    if not any(given.values()):
        given |= EXAMPLE
    given["series"] = given["series"] or asked.site.series
    return given


async def found_for(asked: Asked) -> tuple[dict[str, str], Context, Row]:
    """What is asked, the choices there are, and the tally; raises Refused if it cannot be computed."""
    t = asked.t
    given, choices = _given(asked), await choices_of(asked)
    shown = choices["series"].get(given["series"], choices["series"][asked.site.series])
    context: Context = {
        "asked": given,
        "choices": choices,
        "shown": shown,
        "filled": present.form_days(given),
    }
    missing = [str(t(f"form_{name}")) for name in ("category", "since", "until") if not given[name]]
    if missing:
        raise Refused(400, t("problem_missing", names=", ".join(missing)), context)
    found = await facts.tally(asked.ask, asked.site.queries["tally"].query, given)
    first = found["caveats"][0] if found["caveats"] else {}
    if first.get("kind") == "not_computed":
        limits = {"first": first["first_report"], "last": first["last_report"]}
        told = {key: t.day(day) for key, day in limits.items() if day}
        raise Refused(400, t(f"problem_{first['code']}", **given, **told), context)
    return given, context, found


async def _tell(asked: Asked) -> Told:
    given, context, found = await found_for(asked)
    beside = await facts.window(asked.ask, given, found)
    reported = await facts.reported(asked.ask, given["series"], given["category"])
    shown = present.tally(asked.t, asked.site, given, context["choices"], found, beside["days"])
    twin = urlencode(given)
    page = {
        **context,
        **beside,
        **shown,
        "presets": present.presets(reported),
        "chart": tally_chart(asked.t, given, shown),
        "twin": twin,
        "canonical": asked.absolute(asked.datasette.urls.path(f"/tally?{twin}")),
    }
    rows = [{"series": given["series"], "category": given["category"], **row} for row in beside["days"]]
    return Told(page, {**found, "sql": shown["sql"]}, rows)


async def picture(asked: Asked) -> tuple[Context, Row]:
    """What the chart of the asked tally shows: what is asked, and what the page shows of it."""
    given, context, found = await found_for(asked)
    days = await facts.days(asked.ask, given)
    return given, present.tally(asked.t, asked.site, given, context["choices"], found, days)


async def _examples(_: Asked) -> Sequence[str]:
    return ["/tally", f"/tally?{urlencode(EXAMPLE)}"]


PAGE = Page("tally", "/tally", "tally.html", _tell, _examples, PARAMETERS)
