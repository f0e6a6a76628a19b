"""Addresses of the site: the language they begin with, and the database under its lasting address. Pure.

Every page stands at a path, and in Ukrainian at the same path under /uk. The pages of the database
stand at /wartally, which answers for what is served now, and at /wartally-MARK, which answers for
one state of data and site only and may therefore be kept for ever.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["HERE", "ROOT", "Address", "read"]

ROOT = "/wartally"
_DATABASE = re.compile(r"^/wartally(?:-(?P<mark>[0-9a-f]{12}))?(?=$|[/.])")
_PAGES = re.compile(r"^/wartally(?=$|[/?#]|\.json|\.csv)")


@dataclass(frozen=True)
class Address:
    """What was asked for: the language, the path in English, and the mark of a lasting address if it has one.

    `path` is what Datasette knows the page as; `bare` is the path as asked, without the language.
    """

    lang: str = "en"
    path: str = "/"
    bare: str = "/"
    mark: str = ""

    @property
    def of_database(self) -> bool:
        """True if it is a page, a download or a twin of the database."""
        return _DATABASE.match(self.path) is not None

    def placed(self, path: str) -> str:
        """The path of a page of the database, in the language and under the mark of this address.

        Any other path stays as it is: those of our own pages say their language themselves.
        """
        if not _PAGES.match(path):
            return path
        start = "/uk" if self.lang == "uk" else ""
        return f"{start}{ROOT}{f'-{self.mark}' if self.mark else ''}{path.removeprefix(ROOT)}"

    def in_language(self, lang: str) -> str:
        """The same page in a language, as a path."""
        if lang == "en":
            return self.bare
        return "/uk" + (self.bare if self.bare != "/" else "")


_HOME = Address()
HERE: ContextVar[Address] = ContextVar("wartally_address", default=_HOME)


def read(path: str) -> Address:
    """The address that a path is, with or without a language and a mark."""
    lang, bare = ("uk", path[3:] or "/") if path == "/uk" or path.startswith("/uk/") else ("en", path)
    found = _DATABASE.match(bare)
    if found is None:
        return Address(lang, path, bare)
    return Address(lang, ROOT + bare[found.end() :], bare, found["mark"] or "")
