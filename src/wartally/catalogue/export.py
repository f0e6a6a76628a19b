"""The catalogue as a format of `wartally export`: a folder with the records and all that they name."""

from __future__ import annotations

from pathlib import Path

from wartally.catalogue.reading import subject_of
from wartally.catalogue.registry import RECORDS
from wartally.catalogue.write import described
from wartally.export.model import Made, Tell
from wartally.export.source import Source
from wartally.package import DESCRIPTOR

__all__ = ["write"]

_FOLDER = "catalogue"
_DESCRIPTOR = ("The Data Package descriptor", "Опис пакета даних")


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write catalogue/: every record, and beside them the descriptor and the tables.

    The tables are parts of the crate, not exports of their own, so the list does not name them as tables.
    """
    package = source.package
    subject, named = subject_of(package, source.base_url), described(package)
    content, made = dict(named), []
    for step, record in enumerate(RECORDS.values()):
        tell(_FOLDER, step, len(RECORDS))
        files = record.write(subject, lambda name: named[package.table(name).file])
        content |= files
        titles = (record.title_en, record.title_uk)
        made += [Made(f"{_FOLDER}/{path}", record.media_type, *titles) for path in files]
    made.append(Made(f"{_FOLDER}/{DESCRIPTOR}", "application/json", *_DESCRIPTOR))
    for name, table in package.tables.items():
        titles = (table.schema.title or name, table.schema.title_uk or name)
        made.append(Made(f"{_FOLDER}/{table.file}", "text/csv", *titles))
    for path, text in content.items():
        target = folder / _FOLDER / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    return made
