"""`wartally init`: write a new package to a folder, all of it or nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import yaml

import wartally
from wartally import store
from wartally.atomic import finish_writes, write_set
from wartally.errors import BadArgument
from wartally.package import DESCRIPTOR, Package, find_package, open_package, read_yaml
from wartally.profile import compile_profile, open_lists
from wartally.schema import TableSchema, table_schema
from wartally.scratch import scratch
from wartally.starting.neutral import Row, Subject, example_rows, neutral_rule, neutral_schema, sides_of
from wartally.tallying import DEFAULT_SERIES

__all__ = ["Started", "original", "published_profile", "start_package"]

_HERE = Path(__file__).parent
_FOLDERS = ("data", "schemas", "validators")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class Started:
    """A package that was started: its folder, how many tables and rules it has, and the files written."""

    root: Path
    tables: int
    rules: int
    written: tuple[str, ...]


def original() -> Package:
    """The package whose tables a new one takes over: that of the checkout, or the installed one."""
    return open_package(find_package(Path(Path.cwd().anchor)))


def published_profile() -> tuple[Mapping[str, TableSchema], set[str], dict[str, Any]]:
    """The schemas of the profile, the columns whose codes each package chooses, and the profile itself."""
    schemas = original().schemas
    chosen = open_lists(schemas, read_yaml(_HERE / "subject.yaml")["open_lists"])
    return schemas, chosen, compile_profile(schemas, chosen)


def start_package(root: Path, subject: Subject, name: str = "", title: str = "") -> Started:
    """Write a new package to `root`, with the made-up example; files that are there already must be the same.

    `name` is made of the folder's if there is none. Raises BadArgument if the name cannot be
    used, or if the folder holds anything that the new package would overwrite or take for its own.
    """
    name = name or _name_of(root)
    if not _NAME.fullmatch(name):
        raise BadArgument(f"the name {name!r} must be of small letters, digits and . _ - only")
    if root.exists() and not root.is_dir():
        raise BadArgument(f"{root}: is a file; name a folder")
    source = original()
    with scratch() as folder:
        made = _compose(folder, source, subject, name, title or f"{name}: losses and events")
        files = {
            p.relative_to(folder).as_posix(): p.read_bytes() for p in made.root.rglob("*") if p.is_file()
        }
        tables, rules = len(made.tables), len(made.rules)
    finish_writes(root)
    _refuse_to_overwrite(root, files)
    _make_folder(root)
    return Started(root, tables, rules, tuple(write_set(root, files)))


def _name_of(root: Path) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", root.resolve().name.lower()).strip("-._") or "package"


def _compose(folder: Path, source: Package, subject: Subject, name: str, title: str) -> Package:
    """The whole new package in `folder`, derived and in step."""
    declared, rows = (
        read_yaml(_HERE / "subject.yaml"),
        example_rows(read_yaml(_HERE / "example.yaml"), subject),
    )
    known = {
        "sides": sides_of(source.schemas),
        "start": str(source.descriptor["temporal"]["start"]),
        "series": DEFAULT_SERIES,
    }
    for part in _FOLDERS:
        (folder / part).mkdir()
    for table, schema in source.schemas.items():
        raw = neutral_schema(schema.raw, subject, declared, known, rows.get(table, ()))
        _write(folder / "schemas" / f"{table}.yaml", _yaml(raw))
        _write(folder / "data" / f"{table}.csv", _csv(raw, rows.get(table, ())))
    for rule in source.rules:
        text = (source.root / "validators" / f"{rule.id}.sql").read_text(encoding="utf-8")
        kept = neutral_rule(rule, text, subject, declared, known)
        if kept is not None:
            _write(folder / "validators" / f"{rule.id}.sql", kept)
    _write(folder / DESCRIPTOR, json.dumps(_header(subject, name, title), ensure_ascii=False))
    words = {"name": name, "title": title, "first": subject.sides[0], "second": subject.sides[1]}
    words |= {"start": subject.start.isoformat(), "version": wartally.__version__}
    words |= {f"day{n}": rows["reports"][n - 1]["report_date"] for n in range(1, 8)}
    for file in ("README.md", "gitignore"):
        text = Template((_HERE / f"{file}.template").read_text(encoding="utf-8")).substitute(words)
        _write(folder / file.replace("gitignore", ".gitignore"), text)
    package = open_package(folder)
    store.format_tables(package)
    store.derive(package)
    store.sync(package)
    return open_package(folder)


def _header(subject: Subject, name: str, title: str) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": title,
        "description": "A package begun with `wartally init`; its rows are a made-up example.",
        "version": "0.1.0",
        "licenses": [
            {
                "name": "CC0-1.0",
                "path": "https://creativecommons.org/publicdomain/zero/1.0/",
                "title": "Creative Commons Zero 1.0 Universal",
            }
        ],
        "temporal": {"start": subject.start.isoformat()},
    }


def _yaml(raw: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(raw), allow_unicode=True, sort_keys=False, width=110)


def _csv(raw: Mapping[str, Any], rows: Sequence[Row]) -> str:
    names = table_schema(raw).field_names
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _refuse_to_overwrite(root: Path, files: Mapping[str, bytes]) -> None:
    """Raise BadArgument at the first file that is in the way; a folder with other files is no obstacle."""
    for name, content in files.items():
        there = root / name
        if there.is_dir() or (there.exists() and there.read_bytes() != content):
            raise BadArgument(f"{there}: is there already and is another one; nothing was written")
    for folder in _FOLDERS:
        if (root / folder).exists() and not (root / folder).is_dir():
            raise BadArgument(f"{root / folder}: is a file where a folder is needed; nothing was written")
        strange = sorted(p for p in (root / folder).glob("*") if f"{folder}/{p.name}" not in files)
        if strange:
            raise BadArgument(
                f"{strange[0]}: would become part of the package; nothing was written, name an empty folder"
            )


def _make_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadArgument(f"{root}: cannot be made ({error.strerror})") from error
