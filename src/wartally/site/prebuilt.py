"""Pictures drawn when the site is built: files beside the database, named after the address they answer."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from wartally.atomic import write_bytes

__all__ = ["Pictures"]


class Pictures:
    """The pictures of one state of data and software; those of another state are never read."""

    def __init__(self, folder: Path, mark: str) -> None:
        """Pictures in `folder`, a folder for each `mark` of data and software."""
        self.folder = folder / mark
        # True while the site is being built: every picture that is drawn is kept as a file.
        self.saving = False

    def drawn(self, path: str, query: str) -> bytes | None:
        """The picture at an address, if it was drawn before."""
        try:
            return self._file(path, query).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, path: str, query: str, picture: str | bytes) -> None:
        """Keep a picture as a file, if the site is being built; raises WartallyError if it cannot be."""
        if self.saving:
            content = picture.encode("utf-8") if isinstance(picture, str) else picture
            write_bytes(self._file(path, query), content)

    def forget_others(self) -> None:
        """Remove the pictures of other states of data and software."""
        if self.folder.parent.is_dir():
            for other in self.folder.parent.iterdir():
                if other != self.folder and other.is_dir():
                    shutil.rmtree(other, ignore_errors=True)

    def _file(self, path: str, query: str) -> Path:
        return self.folder / hashlib.sha256(f"{path}?{query}".encode()).hexdigest()[:40]
