"""Datasette as this site runs it: links that keep language and lasting address, names in the language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from datasette.app import Datasette
from datasette.url_builder import Urls
from datasette.utils import PrefixedUrlString

from wartally.site.address import HERE
from wartally.site.state import Site

__all__ = ["Instance"]


class _Urls(Urls):
    """Paths as Datasette makes them, those of the database as the request has them."""

    def path(self, path: str, format: str | None = None) -> Any:
        """The path with what stands before it, and the ending of a format."""
        if not isinstance(path, PrefixedUrlString):
            path = HERE.get().placed(f"/{path.removeprefix('/')}")
        return super().path(path, format=format)


class Instance(Datasette):
    """One Datasette over one package: `wartally` is the site it serves."""

    def __init__(self, *given: Any, wartally: Site, **settings: Any) -> None:
        """Datasette with `settings` as its own class takes them."""
        self.wartally = wartally
        super().__init__(*given, **settings)

    @property
    def urls(self) -> _Urls:
        """The builder of paths."""
        return _Urls(self)

    async def execute(self, *asked: Any, log_sql_errors: bool = False, **more: Any) -> Any:
        """The results of a query; one that cannot be run is told to who asked it, not to the log."""
        return await super().execute(*asked, log_sql_errors=log_sql_errors, **more)

    async def permission_allowed(self, _: Any, action: str, *__: Any, **___: Any) -> bool:
        """True for looking and asking, which are everybody's; nobody may do more.

        Datasette would copy all metadata to look for exceptions, once for every table and query of a page.
        """
        return action.startswith("view-") or action == "execute-sql"

    async def expand_foreign_keys(
        self, _: str, table: str, column: str, values: Iterable[Any]
    ) -> dict[tuple[str, Any], str]:
        """The names, in the language of the request, of the rows that a column's values point to."""
        face = self.wartally.faces[table].columns[column]
        lang = HERE.get().lang
        return {(column, value): self.wartally.name(face.target, value, lang) for value in values}

    def absolute_url(self, request: Any, path: str) -> str:
        """A path with the host before it: the one the site is published at, else the one that was asked."""
        origin = self.wartally.origin
        return urljoin(origin, path) if origin else str(super().absolute_url(request, path))

    def _connected_databases(self) -> list[dict[str, Any]]:
        """What /-/databases tells: where the files lie on this machine is nobody's business."""
        return [{**told, "path": None} for told in super()._connected_databases()]
