"""The site for the tests: Datasette in this process, over a database built once per session."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wartally.package import Package
from wartally.site.exports import exports_in
from wartally.site.server import open_site
from wartally.sqlite.build import fill

_LAST = """
SELECT report_date, cumulative FROM losses WHERE series_id = ? AND category_id = 'personnel'
ORDER BY report_date DESC LIMIT 1
"""
_LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')


class Browser:
    """Asks a site for addresses, one event loop for all of them."""

    def __init__(self, package: Package, folder: Path, exports: Path | None = None, url: str = "") -> None:
        """Build the database in `folder` and open the site over it, ten days after the last report.

        `exports` is a folder of exports that the site hands out, `url` where it is published.
        """
        self.file = folder / "wartally.db"
        fill(package, self.file, "for the tests")
        self.last_report, self.personnel = date(2026, 8, 8), 0
        if "losses" in package.tables:
            with closing(sqlite3.connect(self.file)) as database:
                found = database.execute(_LAST, ("general_staff_ua",)).fetchone()
            if found:
                self.last_report, self.personnel = date.fromisoformat(found[0]), int(found[1])
        told = exports_in(exports) if exports else None
        self.datasette = open_site(package, self.file, self.today, url, told)
        self._loop = asyncio.new_event_loop()

    def today(self) -> date:
        """Ten days after the last report."""
        return self.last_report + timedelta(days=10)

    def get(self, path: str, **headers: str) -> Any:
        """The response to a GET of `path`, with headers whose names are written with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = self.datasette.client.request("GET", path, avoid_path_rewrites=True, headers=given)
        return self._loop.run_until_complete(asked)

    def ask(self, method: str, path: str) -> Any:
        """The response to a request of another method."""
        asked = self.datasette.client.request(method, path, avoid_path_rewrites=True)
        return self._loop.run_until_complete(asked)

    def wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """What a coroutine returns, run in the loop of the site."""
        return self._loop.run_until_complete(doing)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """The rows of a table's or query's JSON."""
        response = self.get(path + ("&" if "?" in path else "?") + "_shape=array")
        assert response.status_code == 200, response.text
        rows: list[dict[str, Any]] = response.json()
        return rows

    def close(self) -> None:
        """Close the loop and the connections."""
        self.datasette.executor.shutdown()
        self._loop.close()


def links(html: str) -> set[str]:
    """The addresses on this site that a page links to."""
    return {link.replace("&amp;", "&") for link in _LINK.findall(html)}
