"""The corpus: small packages, each with the verdict that the Data Package standard asks for.

A case is an entry of one of the YAML files beside this one. To add one, three lines do:

    - case: a day of February that no year has      what is tried, unique in the whole corpus
      asks: Table Schema, date                      the section of the standard that decides
      {field: date, good: [2024-02-29], bad: [2024-02-30]}

The keys of a case:

- `field` with `good`, `bad` and `breaks`: a table of the columns id and value with a row a text. `bad` texts
  are not of the type; `breaks` maps a rule to the texts that break it.
- `csv` (the text of the file), `fields` (name -> type or field descriptor), `schema`, `dialect`, `resource`,
  `file` (its name if it is not t.csv): one table called t. Several: the same keys under `tables`, by name.
- `files`: more files, name -> text, or one of {text, encoding}, {gzip}, {bz2}, {zip: {name: text}}, {base64},
  {link: target}.
- `package`: keys of the descriptor; `descriptor`: the whole of it, as it is (a mapping, or text).
- `finds`: the findings, each `rule [line [column]] [@table] [in file]`; none of these keys: it is valid.
- `refused`: words of the message with which the descriptor is refused.
- `alone`: true if the case cannot stand in one package together with others.
"""

from __future__ import annotations

import base64
import bz2
import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from wartally.package import open_package
from wartally.validation.engines import validate

FOLDER = Path(__file__).parent
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_KEYS = {
    *(
        "case",
        "asks",
        "field",
        "good",
        "bad",
        "breaks",
        "csv",
        "fields",
        "schema",
        "dialect",
        "resource",
        "file",
    ),
    *("tables", "files", "package", "descriptor", "finds", "refused", "alone"),
}
_FOUND = re.compile(
    r"(?P<rule>\w+)(?: (?P<line>\d+))?(?: (?!in )(?P<column>[^@]*?))?"
    r"(?: @(?P<table>.+?))?(?: in (?P<file>.+))?"
)


class Expected(NamedTuple):
    """A finding as a case tells it; the line -1 and a blank column where a whole file is meant."""

    table: str
    rule: str
    line: int
    column: str
    file: str


class _Loader(yaml.SafeLoader):
    """YAML in which only what JSON knows is more than text: a date or 1_000 is what is written."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)\Z"), "tf")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"null\Z"), "n")
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9]\d*)\Z"), "-0123456789")


@dataclass(frozen=True)
class Case:
    """One package and the verdict on it."""

    group: str
    raw: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"

    @property
    def name(self) -> str:
        """What is tried."""
        return str(self.raw["case"])

    @property
    def slug(self) -> str:
        """The name as a folder's name."""
        return re.sub(r"\W+", "_", self.name.lower(), flags=re.ASCII).strip("_") or "case"

    @property
    def asks(self) -> str:
        """The section of the standard that decides."""
        return str(self.raw["asks"])

    @property
    def refused(self) -> str | None:
        """Words of the message with which the descriptor is refused, None if it is not."""
        said = self.raw.get("refused")
        return None if said is None else str(said)

    @property
    def mergeable(self) -> bool:
        """True if the case's tables can stand in one package with those of others."""
        apart = {"refused", "alone", "descriptor", "package"}
        return not apart & set(self.raw)

    @property
    def tables(self) -> dict[str, Mapping[str, Any]]:
        """What is said of each table, by name."""
        return dict(self.raw.get("tables") or {"t": self.raw})

    def resources(self, folder: str = "", name: str = "{}") -> list[dict[str, Any]]:
        """The resources, their files below `folder` and their tables named by the pattern `name`."""
        return [_resource(table, said, folder, name) for table, said in self.tables.items()]

    def descriptor(self) -> Any:
        """The descriptor of the case alone: a mapping, or the text of the file."""
        if "descriptor" in self.raw:
            return self.raw["descriptor"]
        more = self.raw.get("package", {})
        return {"$schema": PROFILE, "name": "corpus", "resources": self.resources(), **more}

    def write(self, root: Path) -> Path:
        """Write the case alone to the new folder `root`; returns its descriptor's path."""
        self.write_files(root)
        said = self.descriptor()
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, indent=1)
        (root / "datapackage.json").write_text(text, encoding="utf-8")
        return root / "datapackage.json"

    def write_files(self, root: Path) -> None:
        """Write the case's files below `root`."""
        root.mkdir(parents=True, exist_ok=True)
        for table in self.tables.values():
            if "csv" in table or "field" in table:
                _write(root / _path(table), _content(table))
        for name, content in self.raw.get("files", {}).items():
            _write(root / name, content)

    def expected(self, folder: str = "", name: str = "{}") -> set[Expected]:
        """The findings, of tables named by the pattern `name` and files below `folder`."""
        found = {self._expected(text, folder, name) for text in self.raw.get("finds", ())}
        return found | {
            Expected(name.format(table), rule, line, "value", folder + _path(said))
            for table, said in self.tables.items()
            if "field" in said
            for line, (_, rule) in enumerate(cells(said), start=2)
            if rule
        }

    def _expected(self, text: str, folder: str, name: str) -> Expected:
        match = _FOUND.fullmatch(text)
        assert match, (self.name, text)
        table = match["table"] or next(iter(self.tables))
        file = match["file"]
        if file is None:
            said = self.tables.get(table, {})
            path = said.get("resource", {}).get("path", _path(said))
            file = path if isinstance(path, str) else path[0]
            if "data" in said.get("resource", {}):
                folder, file = "", "datapackage.json"
        line, column = int(match["line"] or -1), match["column"] or ""
        return Expected(name.format(table), match["rule"], line, column, folder + file)


def cells(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The texts of a table of one field, each with the rule it breaks (blank: none)."""
    found = [(text, "") for text in said.get("good", ())] + [(text, "type") for text in said.get("bad", ())]
    found += [(text, rule) for rule, texts in said.get("breaks", {}).items() for text in texts]
    assert all(isinstance(text, str | int) and not isinstance(text, bool) for text, _ in found), said
    return [(str(text), rule) for text, rule in found]


def _resource(table: str, said: Mapping[str, Any], folder: str, name: str) -> dict[str, Any]:
    extra = dict(said.get("resource", {}))
    found: dict[str, Any] = {"name": name.format(table), "type": "table"}
    if not {"data", "path", "url"} & set(extra):
        extra["path"] = _path(said)
    path = extra.get("path")
    if folder and path is not None:
        extra["path"] = folder + path if isinstance(path, str) else [folder + part for part in path]
    schema = _schema(said, name)
    found |= {"schema": schema} if schema else {}
    found |= {"dialect": said["dialect"]} if "dialect" in said else {}
    found |= extra
    for key in ("schema", "dialect"):
        if folder and isinstance(found.get(key), str) and "://" not in found[key]:
            found[key] = folder + found[key]
    return {key: value for key, value in found.items() if value != "(none)"}


def _schema(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    fields = {"id": "integer", "value": said["field"]} if "field" in said else said.get("fields", {})
    described = [{"name": n, **({"type": f} if isinstance(f, str) else f or {})} for n, f in fields.items()]
    schema = {**({"fields": described} if described else {}), **said.get("schema", {})}
    if keys := schema.get("foreignKeys"):
        schema["foreignKeys"] = [_renamed(key, name) for key in keys] if isinstance(keys, list) else keys
    return schema


def _renamed(key: Any, name: str) -> Any:
    target = key.get("reference", {}).get("resource")
    return {**key, "reference": {**key["reference"], "resource": name.format(target)}} if target else key


def _path(said: Mapping[str, Any]) -> str:
    return str(said.get("file", "t.csv"))


def _content(said: Mapping[str, Any]) -> Any:
    if "csv" in said:
        return said["csv"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "value"])
    writer.writerows([number, cell] for number, (cell, _) in enumerate(cells(said), start=1))
    return text.getvalue()


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Mapping) and "link" in content:
        path.symlink_to(content["link"])
    else:
        path.write_bytes(_bytes(content))


def _bytes(content: Any) -> bytes:
    if isinstance(content, str):
        return content.encode("utf-8")
    (kind, value), *more = content.items()
    if kind == "text":
        return str(value).encode(dict(more)["encoding"])
    if kind == "gzip":
        return gzip.compress(_bytes(value), mtime=0)
    if kind == "bz2":
        return bz2.compress(_bytes(value))
    if kind == "base64":
        return base64.b64decode(value)
    assert kind == "zip", kind
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, inner in value.items():
            archive.writestr(zipfile.ZipInfo(name), _bytes(inner))
    return packed.getvalue()


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every file, in order."""
    return tuple(_read())


def _read() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader):
            assert set(raw) <= _KEYS, (file.name, sorted(set(raw) - _KEYS))
            yield Case(file.stem, raw)


def case(name: str) -> Case:
    """The case of that name."""
    (found,) = [c for c in cases() if c.name == name]
    return found


def verdict(descriptor: Path, engine: str = "duckdb") -> tuple[set[Expected], list[str]]:
    """What an engine says of a package: its errors as a set, and the message of each, with its place."""
    report = validate(open_package(descriptor), engine, today=date(2026, 12, 1))
    errors = [f for f in report.findings if f.severity == "error"]
    found = {Expected(f.table, f.rule, f.line, f.column, f.file) for f in errors}
    return found, [f"{f.table}:{f.line} {f.column} {f.rule} {f.value!r}: {f.message}" for f in errors]
