"""What a page of ours is: an address in two languages, what it tells, and its JSON and CSV twins.

A page is one `Page` in one module of this package. Its `tell` gives a `Told`: values for the
template, the document that is its JSON twin, and the rows that are its CSV twin. Routes, caching,
languages, errors and twins are the same for all of them and stand here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from datasette import Response
from datasette.utils import add_cors_headers
from datasette.utils.asgi import NotFound

from wartally.site.address import HERE
from wartally.site.card import card_of
from wartally.site.described import embedded
from wartally.site.facts.common import Ask, Row, choices
from wartally.site.facts.example import ARTICLE, example
from wartally.site.metadata import DATABASE
from wartally.site.state import Site
from wartally.site.words import Words

__all__ = [
    "MAX_AGE",
    "Asked",
    "Context",
    "Page",
    "Refused",
    "Told",
    "View",
    "as_csv",
    "choices_of",
    "lang_of",
    "needed",
    "routes",
    "site_of",
    "window_of",
]

Context = dict[str, Any]
View = Callable[..., Awaitable[Response]]
MAX_AGE = {"Cache-Control": "public, max-age=60"}


class Refused(Exception):
    """What was asked for cannot be; the page says so with this status, 400 or 404."""

    def __init__(self, status: int, message: str, context: Context | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.context = context or {}


def site_of(datasette: Any) -> Site:
    """The site that a Datasette instance serves."""
    site: Site = datasette.wartally
    return site


def lang_of(_: Any) -> str:
    """The language of the address that is being answered: Ukrainian under /uk, English elsewhere."""
    return HERE.get().lang


class Asked:
    """One request for a page: its language and words, its parameters, and the database to ask."""

    def __init__(self, datasette: Any, request: Any) -> None:
        self.datasette = datasette
        self.request = request
        self.site = site_of(datasette)
        self.lang = lang_of(request)
        self.t: Words = self.site.words[self.lang]
        self.ask: Ask = _asker(datasette)

    def arg(self, name: str) -> str:
        """A parameter of the query string; empty if not given."""
        return str(self.request.args.get(name) or "").strip()

    def var(self, name: str) -> str:
        """A part of the path that the route names."""
        return str(self.request.url_vars[name])

    def path(self, address: str, **params: Any) -> str:
        """The path of a page of ours, such as /days/2022-11-11, in the language of this request."""
        start = "/uk" if self.lang == "uk" else ""
        whole = (start + address).rstrip("/") if start else address
        return str(self.datasette.urls.path(whole)) + (f"?{urlencode(params)}" if params else "")

    def absolute(self, path: str) -> str:
        """A path with the site's host before it."""
        return str(self.datasette.absolute_url(self.request, path))


async def choices_of(asked: Asked) -> Row:
    """The series and categories there are and the example of a tally, asked once: the database never changes.

    `article` is the example if it is the week of the article, else None.
    """
    site = asked.site
    if site.choices is None:
        shown = await example(asked.ask, site.series, not site.elsewhere)
        article = ARTICLE if shown.items() >= ARTICLE.items() else None
        site.choices = {**await choices(asked.ask), "example": shown, "article": article}
    return site.choices


async def window_of(asked: Asked) -> dict[str, str]:
    """The example of a tally as the parameters of its address, without the series: that is the main one."""
    return {name: day for name, day in (await choices_of(asked))["example"].items() if name != "series"}


@dataclass(frozen=True)
class Told:
    """What a page tells: values for its template, its JSON twin, and the rows of its CSV twin."""

    context: Context
    document: Mapping[str, Any]
    rows: Sequence[Row] = field(default_factory=tuple)


@dataclass(frozen=True)
class Page:
    """A page: its address without language, as a pattern and for a reader; its template; what it tells.

    `address` is a path such as /days/{date}; each {name} stands for one part of the path, which
    `Asked.var` gives. `examples` are addresses that always exist in the full package, for the
    site map and for those who check every page. `parameters` are the query parameters it reads.
    """

    name: str
    address: str
    template: str
    tell: Callable[[Asked], Awaitable[Told]]
    examples: Callable[[Asked], Awaitable[Sequence[str]]]
    parameters: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()


def routes(page: Page) -> list[tuple[str, View]]:
    """The routes of a page in both languages, with its .json and .csv twins before the page itself."""
    pattern = _pattern(page.address)
    twin = _pattern(page.address if page.address != "/" else "/home")
    slash = "" if page.address == "/" else "/?"
    whole = r"^(?:/|/uk/?)$" if page.address == "/" else rf"^(?:/uk)?{pattern}{slash}$"
    return [
        (rf"^(?:/uk)?{twin}\.json$", _json(page)),
        (rf"^(?:/uk)?{twin}\.csv$", _csv(page)),
        (whole, _html(page)),
    ]


def _pattern(address: str) -> str:
    parts = address.split("/")
    return "/".join(f"(?P<{part[1:-1]}>[^/]+?)" if part.startswith("{") else part for part in parts)


def _html(page: Page) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        """The page, from those kept or written now; pages that refuse are never kept."""
        asked = Asked(datasette, request)
        site = asked.site
        if not site.tells_tallies and page.name == "home":
            return Response.redirect(datasette.urls.database(DATABASE))
        key = (asked.absolute("/"), request.path, request.query_string, site.today())
        kept = site.kept(key)
        if kept is not None:
            return Response.html(kept, headers=dict(MAX_AGE))
        status, context = 200, {}
        try:
            context = (await _told(page, asked)).context
        except Refused as refused:
            status, context = refused.status, {**refused.context, "problem": refused.message}
        every = {"t": asked.t, "lang": asked.lang, "site": site, "page": page.name}
        if status == 200:
            address = asked.absolute(_canonical(page, asked))
            common = (await choices_of(asked))["example"]
            every |= {"twins": _twins(page, asked), "card": card_of(asked, context, address, common)}
            if page.name in ("home", "data"):
                every["record"] = await embedded(asked)
        context = {"twins": {}, **context, **every}
        written = await datasette.render_template(page.template, context, request=request)
        if status == 200:
            site.keep(key, written)
        return Response.html(written, status=status, headers=dict(MAX_AGE) if status == 200 else {})

    return view


def _json(page: Page) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        """The page's JSON twin, with the address of the page."""
        asked, headers = Asked(datasette, request), _shared(datasette)
        try:
            told = await _told(page, asked)
        except Refused as refused:
            said = {"ok": False, "status": refused.status, "error": str(refused.message)}
            return Response.json(said, status=refused.status, headers=headers)
        here = asked.absolute(_here(page, asked, ".json"))
        return Response.json({**told.document, "page": here}, headers={**headers, **MAX_AGE})

    return view


def _csv(page: Page) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        """The page's CSV twin: all its rows."""
        asked, headers = Asked(datasette, request), _shared(datasette)
        try:
            told = await _told(page, asked)
        except Refused as refused:
            return Response.text(str(refused.message), status=refused.status, headers=headers)
        given = filter(None, map(asked.arg, page.parameters))
        name = "-".join([page.name, *request.url_vars.values(), *given])
        headers |= {"Content-Disposition": f'attachment; filename="{_safe(name)}.csv"', **MAX_AGE}
        return Response(as_csv(told.rows), headers=headers, content_type="text/csv; charset=utf-8")

    return view


async def _told(page: Page, asked: Asked) -> Told:
    needed(asked, page.needs)
    return await page.tell(asked)


def needed(asked: Asked, tables: Collection[str] = ()) -> None:
    """Raises NotFound if the package has not the tables and views that a page of ours is about."""
    missing = {*tables} - {*asked.site.shape.tables, *asked.site.shape.views}
    if missing or not asked.site.tells_tallies:
        raise NotFound(f"this package has no {', '.join(sorted(missing)) or 'tallies'}")


def as_csv(rows: Sequence[Row]) -> str:
    """Rows as CSV under the columns of all of them, in the order they first appear; empty without rows."""
    if not rows:
        return ""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _here(page: Page, asked: Asked, ending: str = "") -> str:
    path = asked.request.path.removesuffix(ending)
    if page.address == "/":
        path = "/uk" if asked.lang == "uk" else "/"
    query = asked.request.query_string
    return f"{asked.site.prefix}{path}" + (f"?{query}" if query else "")


def _canonical(page: Page, asked: Asked) -> str:
    """The path of a page with those of its parameters that are given, in their own order."""
    given = {name: asked.arg(name) for name in page.parameters if asked.arg(name)}
    query = f"?{urlencode(given)}" if given else ""
    return asked.site.prefix + HERE.get().in_language(asked.lang).rstrip("/") + query


def _twins(page: Page, asked: Asked) -> dict[str, str]:
    """The addresses of the twins of the page that is asked for."""
    start = asked.site.prefix
    home = f"{start}/uk/home" if asked.lang == "uk" else f"{start}/home"
    path = home if page.address == "/" else start + asked.request.path.rstrip("/")
    query = f"?{asked.request.query_string}" if asked.request.query_string else ""
    return {"json": f"{path}.json{query}", "csv": f"{path}.csv{query}"}


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)


def _shared(datasette: Any) -> dict[str, str]:
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    return headers


def _asker(datasette: Any) -> Ask:
    """A function that asks the database and gives rows as dicts."""
    database = datasette.get_database(DATABASE)

    async def ask(sql: str, **values: Any) -> list[Row]:
        return [dict(row) for row in await database.execute(sql, values)]

    return ask
