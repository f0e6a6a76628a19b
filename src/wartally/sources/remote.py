"""Files of packages at addresses: fetched once a run, within limits, never from where they must not be."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from wartally.errors import SourceError
from wartally.fetching import Limits, fetch_to
from wartally.scratch import new_file

__all__ = ["LIMITS", "Remote"]

# One file of a package: the longest silence, the whole time, the size, how many redirects.
LIMITS = Limits(silence_seconds=30, total_seconds=1800, size_bytes=2 * 1024**3, redirects=5)
_ALL_BYTES = 8 * 1024**3
_MOST_FILES = 1000


@dataclass
class Remote:
    """What was fetched in this run, by address. `home` is the package's own address, blank if it is local."""

    home: str = ""
    limits: Limits = LIMITS
    _files: dict[str, Path | SourceError] = field(default_factory=dict)
    _taken: int = 0

    def file(self, address: str) -> Path:
        """The fetched file; raises SourceError if it cannot be had whole within the limits."""
        if address not in self._files:
            try:
                self._files[address] = self._fetched(address)
            except SourceError as error:
                self._files[address] = error
        found = self._files[address]
        if isinstance(found, SourceError):
            raise found
        return found

    def _fetched(self, address: str) -> Path:
        left = _ALL_BYTES - self._taken
        if len(self._files) >= _MOST_FILES or left <= 0:
            said = f"{_MOST_FILES:,} files or {_ALL_BYTES:,} bytes"
            raise SourceError(f"{address}: the package needs more than {said}, the most that is fetched")
        file = new_file("-" + "".join(c for c in urlsplit(address).path[-40:] if c.isalnum() or c == "."))
        limits = replace(self.limits, size_bytes=min(self.limits.size_bytes, left))
        self._taken += fetch_to(address, file, limits, self._permit())
        return file

    def _permit(self) -> Callable[[str], None] | None:
        """A package from the web may not make this machine ask its own network for anything."""
        if not self.home:
            return None
        own = urlsplit(self.home).netloc.lower()

        def permit(address: str) -> None:
            if urlsplit(address).netloc.lower() != own and not _is_public(address):
                raise SourceError(f"{address}: lies in a private network, where a package may not lead")

        return permit


def _is_public(address: str) -> bool:
    """True if the host of an address has only addresses of the open internet; an unknown host has none."""
    try:
        parts = urlsplit(address)
        found = socket.getaddrinfo(parts.hostname or "", parts.port or 80, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return True
    return all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)
