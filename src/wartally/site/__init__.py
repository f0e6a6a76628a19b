"""The site: Datasette over the built database, with pages, queries and labels of our own."""

from __future__ import annotations

from importlib.util import find_spec

from wartally.errors import WartallyError

__all__ = ["check_libraries"]

# What the extra `site` brings, and what is imported as soon as a module of the site is.
_LIBRARIES = ("datasette", "datasette_dashboards", "vl_convert")


def check_libraries() -> None:
    """Raise WartallyError, naming what to install, if a library that the site needs is not there.

    To be asked before any module of the site is imported: those import the libraries themselves.
    """
    for library in _LIBRARIES:
        if find_spec(library) is None:
            raise WartallyError(
                f"the site needs {library.replace('_', '-')}, which is not installed; "
                "`pip install 'wartally[site]'` brings it"
            )
