"""Exports: a package in the formats that people and programs open. A format is one module and one entry."""

from __future__ import annotations

from wartally.export.formats import FORMATS, Format, formats_for
from wartally.export.model import ExportedFile, Manifest
from wartally.export.run import MANIFEST, export, stale

__all__ = ["FORMATS", "MANIFEST", "ExportedFile", "Format", "Manifest", "export", "formats_for", "stale"]
