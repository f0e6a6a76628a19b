"""Answers of Datasette made whole: JSON that says it was cut, CSV of a query that is never cut silently."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import Response
from datasette.renderer import json_renderer
from datasette.utils import (
    InvalidSql,
    add_cors_headers,
    derive_named_parameters,
    sqlite_timelimit,
    validate_sql_select,
)
from datasette.utils.asgi import NotFound
from datasette.views.base import DatasetteError

from wartally.site.address import HERE
from wartally.site.files import words
from wartally.site.metadata import DATABASE

__all__ = ["CUT", "MOST_ROWS", "render_json", "route_for_queries"]

# A query's CSV holds all its rows or is refused. More than this is what the exports are for.
MOST_ROWS, MOST_LETTERS = 250_000, 64_000_000
CUT = "Wartally-Cut"


def render_json(args: Any, data: dict[str, Any], view_name: str) -> Response:
    """The JSON of a table, row or query; a header says so where only the first rows of a query are in it."""
    cut = bool(data.get("truncated")) and not data.get("table")
    shown = len(data.get("rows") or ())
    response = json_renderer(args, data, view_name)
    if cut:
        response.headers[CUT] = f"only the first {shown} rows; the same address with .csv has all of them"
    return response


def route_for_queries(names: list[str]) -> tuple[str, Callable[..., Any]]:
    """The route of the CSV of canned queries, and of a reader's own under the address of the database."""
    alternatives = "|".join(sorted(names)) or "(?!)"
    return (rf"^/{DATABASE}(?:/(?P<query>{alternatives}))?\.csv$", _query_csv)


async def _query_csv(datasette: Any, request: Any) -> Response:
    """All rows of a query as CSV; 400 if it cannot be run, takes too long or has too many rows."""
    name = request.url_vars.get("query")
    given = {key: request.args.get(key) for key in request.args}
    sql = given.pop("sql", "")
    entry: dict[str, Any] = {}
    if name:
        entry = await datasette.get_canned_query(DATABASE, name, request.actor)
        sql = entry["sql"]
    if not sql:
        raise NotFound("there is no query to run")
    try:
        validate_sql_select(sql)
    except InvalidSql as error:
        raise DatasetteError(str(error), status=400) from error
    database = datasette.get_database(DATABASE)
    t = words()[HERE.get().lang]
    wanted = entry.get("params") or await derive_named_parameters(database, sql)
    values = {**dict.fromkeys(wanted, ""), **given}
    limit = datasette.setting("sql_time_limit_ms")
    try:
        text = await database.execute_fn(lambda conn: _run(conn, sql, values, limit))
    except sqlite3.DatabaseError as error:
        said = t("error_too_long", n=limit) if error.args == ("interrupted",) else error
        raise DatasetteError(str(said), status=400) from error
    if text is None:
        raise DatasetteError(str(t("csv_too_long", n=MOST_ROWS)), status=400)
    headers = {"Content-Disposition": f'attachment; filename="{name or "query"}.csv"'}
    add_cors_headers(headers)
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


def _run(conn: sqlite3.Connection, sql: str, values: dict[str, Any], limit: int) -> str | None:
    """The rows of a query as CSV text; None if there are too many of them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    with sqlite_timelimit(conn, limit):
        cursor = conn.cursor()
        cursor.row_factory = None  # the rows are not kept, and counted here
        cursor.execute(sql, values)
        writer.writerow([column[0] for column in cursor.description])
        for count, row in enumerate(cursor, start=1):
            if count > MOST_ROWS or text.tell() > MOST_LETTERS:
                return None
            writer.writerow(row)
    return text.getvalue()
