"""The Datasette plugin: our pages, what all templates know, error pages, and security headers.

Registered by `wartally.site.server.open_site`, not through an entry point, so that installing
wartally changes no other Datasette.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response, hookimpl
from datasette.utils import add_cors_headers
from datasette.utils.asgi import NotFound
from datasette.views.base import DatasetteError
from markupsafe import Markup

from wartally.site import present
from wartally.site.address import HERE
from wartally.site.answers import render_json, route_for_queries
from wartally.site.cells import link
from wartally.site.confined import confine
from wartally.site.dictionary import Dictionary
from wartally.site.files import words
from wartally.site.front import fronted
from wartally.site.guard import App, guarded
from wartally.site.metadata import DATABASE
from wartally.site.pages.page import lang_of, site_of
from wartally.site.pages.registry import ROUTES
from wartally.suggest import nearest

__all__ = [
    "asgi_wrapper",
    "extra_template_vars",
    "filters_from_request",
    "handle_exception",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_output_renderer",
    "register_routes",
    "render_cell",
]

# What a logged-in keeper of a Datasette would use: nobody logs in here.
_TOOLS = r"^/-/(?:actor|allow-debug|auth-token|logout|messages|patterns|permissions|threads)(?:\.json)?$"
_LOG = logging.getLogger("wartally.site")


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Our own pages, the CSV of queries, and nothing where Datasette has tools for those who run it."""
    canned = datasette.metadata("queries", database=DATABASE) or {}
    return [*ROUTES, route_for_queries(list(canned)), (_TOOLS, _nothing)]


async def _nothing() -> Response:
    raise NotFound("there is nothing here")


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """No query may do more than look, or fill the memory."""
    confine(conn)


@hookimpl
def filters_from_request(request: Any, table: str, datasette: Any) -> None:
    """Refuse a filter on no column of the table: SQLite would take its name for a text, and find nothing."""
    site = site_of(datasette)
    columns = site.shape.tables.get(table) or site.shape.views.get(table) or ()
    for name in request.args if columns else ():
        column = name.rpartition("__")[0] or name
        if not name.startswith("_") and not {name, column} & {*columns, "rowid"}:
            t = words()[lang_of(request)]
            meant = nearest(name, columns)
            said = (
                t("error_no_column_but", name=name, meant=meant) if meant else t("error_no_column", name=name)
            )
            raise DatasetteError(str(said), status=400)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Languages, lasting addresses and conditional requests before Datasette; security headers around all."""
    return lambda app: guarded(fronted(app, site_of(datasette)))


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """What templates may call: names in a language."""
    env.globals.update(named=present.named, t=words()["en"], lang="en")


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """The site, the language and the address of the request, for every template."""
    lang = lang_of(request) if request else "en"
    site = site_of(datasette)
    t = site.words[lang]
    return {
        "site": site,
        "t": t,
        "lang": lang,
        "here": HERE.get(),
        "dictionary": Dictionary(datasette, site, t),
    }


@hookimpl
def render_cell(value: Any) -> Markup | None:
    """An address as a link that is short to read."""
    return link(value)


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    """JSON as Datasette writes it; what was cut is told in a header too, for shapes without room for it."""
    return {"extension": "json", "render": render_json, "can_render": lambda: True}


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Response]]:
    """An error page of ours, JSON for programs; only a fault of ours is logged.

    It stands in for Datasette's own handler, which prints a traceback for every wrong address.
    """

    async def answer() -> Response:
        status = _status(request, exception)
        if status >= 500:
            _LOG.error("fault at %s", request.path, exc_info=exception)
        lang = lang_of(request)
        t = words()[lang]
        title = t(f"error_{status}") if t.has(f"error_{status}") else t("error_other", status=status)
        said = _said(datasette, exception, status, lang)
        headers: dict[str, str] = {}
        if datasette.cors:
            add_cors_headers(headers)
        if request.path.endswith(".json"):
            document = {"ok": False, "error": said or str(title), "status": status, "title": str(title)}
            return Response.json(document, status=status, headers=headers)
        context = {"t": t, "lang": lang, "status": status, "title": title, "said": said, "lost": True}
        page = await datasette.render_template("error.html", context, request=request)
        return Response.html(page, status=status, headers=headers)

    return answer


def _status(request: Any, exception: Exception) -> int:
    """The status that fits: Datasette answers 500 to a sort by no column, and to a number that is none."""
    status = int(getattr(exception, "status", 500))
    if isinstance(exception, sqlite3.ProgrammingError) and "pks" in request.url_vars:
        return 404  # an address of a row with too few parts of its key
    if isinstance(exception, MemoryError) or _is_denied(exception):
        return 400
    wrong_number = isinstance(exception, ValueError) and any(name.startswith("_") for name in request.args)
    if status == 500 and (isinstance(exception, DatasetteError) or wrong_number):
        return 400
    return status


def _is_denied(exception: Exception) -> bool:
    """True if a query wanted to do more than look."""
    said = str(exception)
    return isinstance(exception, sqlite3.DatabaseError) and ("not authorized" in said or "prohibited" in said)


def _said(datasette: Any, exception: Exception, status: int, lang: str) -> str:
    """What an error page says beneath its title: never the insides of a fault of ours."""
    t = words()[lang]
    if getattr(exception, "message_is_html", False):
        return str(t("error_too_long", n=datasette.setting("sql_time_limit_ms")))
    if isinstance(exception, MemoryError):
        return str(t("error_too_much"))
    if status >= 500:
        return str(t("error_500_text"))
    said = getattr(exception, "message", None) or (exception.args[0] if exception.args else "")
    return "" if status == 404 else str(said)
