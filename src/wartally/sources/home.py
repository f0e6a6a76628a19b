"""Where a package lives, a folder or an address, and the files it may name there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wartally.errors import DescriptorError, SourceError
from wartally.scratch import new_file
from wartally.sources.documents import LARGEST, mapping
from wartally.sources.paths import inside, is_web, joined
from wartally.sources.table import Part

if TYPE_CHECKING:
    from wartally.sources.remote import Remote

__all__ = ["Home"]


@dataclass
class Home:
    """A package's place: its folder `root`, or its address `base`; `remote` if anything may be fetched.

    `passing` says that the folder was made for this run, of what was fetched or unpacked.
    """

    root: Path
    base: str = ""
    remote: Remote | None = None
    passing: bool = False

    def part(self, text: str, where: str) -> tuple[Part, str]:
        """The file that a path or address names, and why it is not there (blank if it may be).

        Raises DescriptorError if the path leaves the package, or if it is an address and nothing may
        be fetched.
        """
        if not (self.base or is_web(text)):
            return Part(self._local(text, where), text), ""
        address = text if is_web(text) else joined(self.base, text, where)
        if self.remote is None:
            raise DescriptorError(f"{where}: {address} is an address; `--remote` allows to fetch it")
        try:
            return Part(self.remote.file(address), address), ""
        except SourceError as error:
            return Part(new_file("-absent"), address), str(error)

    def mapping(self, text: str, where: str) -> tuple[dict[str, object], str]:
        """The object in a JSON or YAML file that a descriptor refers to, and what the file is called.

        Raises DescriptorError if it cannot be had or is not one.
        """
        part, trouble = self.part(text, where)
        if trouble:
            raise DescriptorError(f"{where}: {trouble}")
        try:
            with part.path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError as error:
            raise DescriptorError(f"{where}: the file {text!r} cannot be read ({error.strerror})") from error
        return mapping(content, f"{where}: {part.file}"), part.file

    def _local(self, text: str, where: str) -> Path:
        path = self.root / inside(text, where)
        try:
            real = path.resolve()
            odd = real.exists() and not (real.is_file() or real.is_dir())
        except (OSError, RuntimeError, ValueError) as error:
            raise DescriptorError(f"{where}: the path {text!r} cannot be followed ({error})") from error
        if not real.is_relative_to(self.root.resolve()):
            raise DescriptorError(f"{where}: the path {text!r} leaves the package's folder by a link")
        if odd:
            raise DescriptorError(f"{where}: {text!r} is no regular file")
        return path
