"""Which paths a descriptor may name: inside the package, or an address. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from wartally.errors import DescriptorError

__all__ = ["inside", "is_web", "joined"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_web(text: str) -> bool:
    """True if the text is an address that begins with http:// or https://."""
    return text.lower().startswith(("http://", "https://"))


def inside(text: str, where: str) -> str:
    """The path as it stands if it stays in the package; raises DescriptorError, naming `where`, if not.

    >>> inside("data/a.csv", "datapackage.json, /resources/0/path")
    'data/a.csv'
    """
    why = _wrong(text)
    if why:
        raise DescriptorError(f"{where}: the path {text!r} {why}; name a file of the package")
    return text


def _wrong(text: str) -> str:
    """What keeps a path from being one inside the package, blank if nothing does."""
    if not text.strip():
        return "is empty"
    if _CONTROL.search(text):
        return "holds a control character"
    if text.startswith(("/", "\\")):
        return "is absolute, so it leaves the package's folder"
    if _DRIVE.match(text) and not _SCHEME.match(text):
        return "names a drive, so it leaves the package's folder"
    if _SCHEME.match(text):
        return "is neither a relative path nor an http or https address"
    if "\\" in text:
        return "holds a backslash"
    if text.startswith("~"):
        return "names a home folder, so it leaves the package's folder"
    folders = text.split("/")
    if ".." in folders:
        return "leaves the package's folder"
    if any(name.startswith(".") and name != "." for name in folders[:-1]):
        return "leads through a hidden folder"
    return ""


def joined(base: str, text: str, where: str) -> str:
    """The address of a relative path beside the address `base`; raises DescriptorError if it climbs out."""
    decoded = unquote(unquote(inside(text, where)))
    inside(decoded, where)
    parts = urlsplit(base)
    folder = parts._replace(query="", fragment="").geturl().rpartition("/")[0] + "/"
    return urljoin(folder, "./" + text.replace("?", "%3F").replace("#", "%23"))
