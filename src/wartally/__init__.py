"""Wartally: what has been claimed, confirmed and estimated about losses in the Russo-Ukrainian war.

``load`` gives a table as a typed polars frame, ``tally`` the change of a running total over a
window of reports, ``codebook`` what the columns mean, ``cite`` how to cite the data,
``open_package`` the package itself. Nothing heavy is imported until used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wartally.api import cite, codebook, load, tally
    from wartally.package import open_package

__version__ = "0.1.0"
__all__ = ["__version__", "cite", "codebook", "load", "open_package", "tally"]

_HOME = {
    "cite": "wartally.api",
    "codebook": "wartally.api",
    "load": "wartally.api",
    "tally": "wartally.api",
    "open_package": "wartally.package",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'wartally' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
