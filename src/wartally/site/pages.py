"""Our own pages: home, tally and days, in English and, under /uk, in Ukrainian, with JSON and CSV twins."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from datasette import Response
from datasette.utils import add_cors_headers
from datasette.utils.asgi import NotFound

from wartally.site import facts, present
from wartally.site.files import words
from wartally.site.metadata import DATABASE
from wartally.site.state import Site

__all__ = ["ROUTES"]

Context = dict[str, Any]
# A window that is filled in where nobody has asked yet: the week of the article this package began with.
EXAMPLE = {"category": "personnel", "since": "2022-11-04", "until": "2022-11-11"}
_MAX_AGE = {"Cache-Control": "public, max-age=60"}


class Refused(Exception):
    """What was asked for cannot be; the page says so with status 400 or 404."""

    def __init__(self, status: int, message: str, context: Context) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.context = context


def site_of(datasette: Any) -> Site:
    """The site that a Datasette instance serves."""
    site: Site = datasette.wartally
    return site


def asker(datasette: Any) -> facts.Ask:
    """A function that asks the database and gives rows as dicts."""
    database = datasette.get_database(DATABASE)

    async def ask(sql: str, **values: Any) -> list[facts.Row]:
        return [dict(row) for row in await database.execute(sql, values)]

    return ask


async def _choices(datasette: Any) -> facts.Row:
    """The series and categories there are, asked once: the database never changes."""
    site = site_of(datasette)
    if not site.tells_tallies:
        raise NotFound("this package has no tallies")
    if site.choices is None:
        site.choices = await facts.choices(asker(datasette))
    return site.choices


def _lang(request: Any) -> str:
    return "uk" if request.path.split("/")[1:2] == ["uk"] else "en"


async def _written(
    datasette: Any, request: Any, template: str, fill: Callable[[Any, Any], Awaitable[Context]]
) -> Response:
    """The page, from those kept or written now; 400 and 404 pages are never kept."""
    site, lang = site_of(datasette), _lang(request)
    key = (request.path, request.query_string, lang, site.today())
    page = site.kept(key)
    if page is not None:
        return Response.html(page, headers=dict(_MAX_AGE))
    status = 200
    try:
        context = await fill(datasette, request)
    except Refused as refused:
        status, context = refused.status, {**refused.context, "problem": refused.message}
    context |= {"t": words()[lang], "lang": lang, "site": site, "translated": True}
    page = await datasette.render_template(template, context, request=request)
    if status == 200:
        site.keep(key, page)
    return Response.html(page, status=status, headers=dict(_MAX_AGE) if status == 200 else {})


# ---- home


async def home(datasette: Any, request: Any) -> Response:
    """The home page; for a package without tallies, the page of its database."""
    if not site_of(datasette).tells_tallies:
        return Response.redirect(datasette.urls.database(DATABASE))
    return await _written(datasette, request, "home.html", _home)


async def _home(datasette: Any, request: Any) -> Context:
    site, ask = site_of(datasette), asker(datasette)
    t = words()[_lang(request)]
    choices = await _choices(datasette)
    series = choices["series"][site.series]
    told = await facts.home(ask, site.series, series["last_report"])
    age = (site.today() - date.fromisoformat(series["last_report"])).days
    return {
        **told,
        "corrections": present.by_day(told["corrections"]),
        "decisions": present.spells(told["decisions"], 5),
        "choices": choices,
        "filled": {"series": site.series, **EXAMPLE},
        "shown": series,
        "age": t("age_days", n=age) if age > 0 else t("age_today"),
        "definition": choices["definitions"].get((site.series, "personnel")),
    }


# ---- tally


async def tally(datasette: Any, request: Any) -> Response:
    """The tally page."""
    return await _written(datasette, request, "tally.html", _tally)


def _asked(site: Site, request: Any) -> dict[str, str]:
    """The parameters as given; the example if none is given at all."""
    given = {
        name: (request.args.get(name) or "").strip() for name in ("series", "category", "since", "until")
    }
    if not any(given.values()):
        given |= EXAMPLE
    given["series"] = given["series"] or site.series
    return given


async def _found(datasette: Any, request: Any) -> tuple[dict[str, str], Context, facts.Row]:
    """What is asked, the choices there are, and the tally; raises Refused if it cannot be computed."""
    site, ask, t = site_of(datasette), asker(datasette), words()[_lang(request)]
    asked, choices = _asked(site, request), await _choices(datasette)
    shown = choices["series"].get(asked["series"], choices["series"][site.series])
    context: Context = {
        "asked": asked,
        "choices": choices,
        "shown": shown,
        "filled": present.form_days(asked),
    }
    missing = [str(t(f"form_{name}")) for name in ("category", "since", "until") if not asked[name]]
    if missing:
        raise Refused(400, t("problem_missing", names=", ".join(missing)), context)
    found = await facts.tally(ask, site.queries["tally"].query, asked)
    first = found["caveats"][0] if found["caveats"] else {}
    if first.get("kind") == "not_computed":
        limits = {"first": first["first_report"], "last": first["last_report"]}
        told = {key: t.day(day) for key, day in limits.items() if day}
        raise Refused(400, t(f"problem_{first['code']}", **asked, **told), context)
    return asked, context, found


async def _tally(datasette: Any, request: Any) -> Context:
    asked, context, found = await _found(datasette, request)
    t, site = words()[_lang(request)], site_of(datasette)
    beside = await facts.window(asker(datasette), asked, found)
    reported = await facts.reported(asker(datasette), asked["series"], asked["category"])
    twin = urlencode(asked)
    return {
        **context,
        **beside,
        "presets": present.presets(reported),
        **present.tally(t, site, asked, context["choices"], found, beside["days"]),
        "twin": twin,
        "canonical": datasette.absolute_url(request, datasette.urls.path(f"/tally?{twin}")),
    }


async def tally_json(datasette: Any, request: Any) -> Response:
    """The tally in the shape that `wartally tally --json` prints, with the page's address."""
    headers = _shared(datasette)
    try:
        asked, _, found = await _found(datasette, request)
    except Refused as refused:
        said = {"ok": False, "status": refused.status, "error": str(refused.message)}
        return Response.json(said, status=refused.status, headers=headers)
    page = datasette.absolute_url(request, datasette.urls.path(f"/tally?{urlencode(asked)}"))
    return Response.json({**found, "sql": present.sql(asked), "page": page}, headers={**headers, **_MAX_AGE})


async def tally_csv(datasette: Any, request: Any) -> Response:
    """The reports of the window as CSV, every one of them."""
    headers = _shared(datasette)
    try:
        asked, _, _ = await _found(datasette, request)
    except Refused as refused:
        return Response.text(str(refused.message), status=refused.status, headers=headers)
    rows = await facts.days(asker(datasette), asked)
    text = io.StringIO()
    writer = csv.DictWriter(text, [*("series", "category"), *rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows({"series": asked["series"], "category": asked["category"], **row} for row in rows)
    name = "-".join(("tally", asked["category"], asked["since"], asked["until"]))
    headers |= {"Content-Disposition": f'attachment; filename="{name}.csv"', **_MAX_AGE}
    return Response(text.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")


def _shared(datasette: Any) -> dict[str, str]:
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    return headers


# ---- days


async def latest_day(datasette: Any, request: Any) -> Response:
    """To the page of the latest report."""
    latest = (await _choices(datasette))["series"][site_of(datasette).series]["last_report"]
    start = "/uk" if _lang(request) == "uk" else ""
    return Response.redirect(datasette.urls.path(f"{start}/days/{latest}"))


async def one_day(datasette: Any, request: Any) -> Response:
    """The page of one report."""
    return await _written(datasette, request, "day.html", _day)


async def _day(datasette: Any, request: Any) -> Context:
    site, ask, t = site_of(datasette), asker(datasette), words()[_lang(request)]
    asked = request.url_vars["date"]
    choices = await _choices(datasette)
    series = choices["series"].get(request.args.get("series") or site.series, choices["series"][site.series])
    told = await facts.day(ask, series["series_id"], asked)
    if told is None:
        limits = {"first": t.day(series["first_report"]), "last": t.day(series["last_report"])}
        raise Refused(404, t("problem_no_day", day=asked, **limits), {"shown": series})
    return {
        **told,
        "shown": series,
        "choices": choices,
        "day": asked,
        "flagged": present.flagged(told["figures"]),
    }


ROUTES: tuple[tuple[str, Callable[..., Awaitable[Response]]], ...] = (
    (r"^(?:/|/uk/?)$", home),
    (r"^(?:/uk)?/tally/?$", tally),
    (r"^(?:/uk)?/tally\.json$", tally_json),
    (r"^(?:/uk)?/tally\.csv$", tally_csv),
    (r"^(?:/uk)?/days/?$", latest_day),
    (r"^(?:/uk)?/days/(?P<date>[^/]+)$", one_day),
)
