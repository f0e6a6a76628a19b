"""Packages that tests of reading write in a few words, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from wartally.package import open_package
from wartally.validation.engines import validate
from wartally.validation.findings import Finding

TODAY = date(2026, 12, 1)
SCHEMA = {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}

Told = tuple[str, str, int, str]


def write(root: Path, files: Mapping[str, str | bytes], *resources: Mapping[str, Any], **more: Any) -> Path:
    """A package with these files and resources, each a table `t`, `t2` ... with the columns a and b."""
    described = [
        {"name": f"t{n}" if n > 1 else "t", "path": "t.csv", "schema": SCHEMA, **resource}
        for n, resource in enumerate(resources or ({},), start=1)
    ]
    described = [{k: v for k, v in r.items() if v is not None} for r in described]
    return raw(root, files, {"name": "reading", "resources": described, **more})


def raw(root: Path, files: Mapping[str, str | bytes], descriptor: Any) -> Path:
    """A package with this descriptor: an object, or its text or bytes."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    text = descriptor if isinstance(descriptor, str | bytes) else json.dumps(descriptor)
    (root / "datapackage.json").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return root


def findings(place: Path | str, *, remote: bool = False, engine: str = "duckdb") -> list[Finding]:
    """Everything that is found in a package, in order."""
    return list(validate(open_package(place, remote=remote), engine, today=TODAY).findings)


def errors(place: Path | str, **how: Any) -> list[Told]:
    """The errors found, each as file, rule, line and column."""
    return [(f.file, f.rule, f.line, f.column) for f in findings(place, **how) if f.severity == "error"]
