"""The recipes in docs/recipes, run as they stand there: every block of code ends by printing 4560.

A block reads the folder `wartally-data`, which `wartally export` makes here as it does for a reader, or a
running site, whose address is the only thing that is put in.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools import lacking, need

ROOT = Path(__file__).parents[1]
RECIPES = ROOT / "docs" / "recipes"
ANSWER = "4560"
SITE = "http://127.0.0.1:8001"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What is not run: how to make the folder, compared with FORMATS below.
SHOWN = "console"
# By what a block names of the folder, the format that has to be there.
FORMATS = {
    r"[\"/]csv[\"/]": "csv",
    r"[\"/]parquet[\"/]": "parquet",
    r"wartally\.xlsx": "xlsx",
    r"wartally\.duckdb": "duckdb",
    r"wartally\.db": "sqlite",
    r"wartally-\*\.zip": "zip",
}
LANGUAGES = {"python", "r", "sh", "js", "json", "excel"}


@dataclass(frozen=True)
class Recipe:
    """One block of code of one page."""

    page: str
    number: int
    language: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.page}-{self.language}-{self.number}"


def formats_of(code: str) -> set[str]:
    """The formats that a block reads from the folder."""
    return {name for sign, name in FORMATS.items() if re.search(sign, code)}


def recipes() -> list[Recipe]:
    """Every block of every page, in order."""
    found = []
    for page in sorted(RECIPES.glob("*.md")):
        blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
        found += [Recipe(page.stem, i, lang, code) for i, (lang, code) in enumerate(blocks) if lang != SHOWN]
    return found


ALL = recipes()


def run(command, cwd, **more):
    """What a program prints, having ended well."""
    beside = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": os.pathsep.join((beside, os.environ["PATH"])), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300, **more
    )
    assert done.returncode == 0, f"{done.stderr}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A function that makes sure a folder has `wartally-data` in these formats; returns the folder."""
    place = tmp_path_factory.mktemp("recipes")
    there: set[str] = set()

    def export(formats):
        for name in sorted(set(formats) - there):
            there.add(name)
            command = ["-m", "wartally", "--package", str(ROOT), "export", name, "-o", "wartally-data"]
            run([sys.executable, *command], place)
        return place

    return export


@pytest.fixture(scope="module")
def site():
    """The address of a running `wartally serve`."""
    command = [sys.executable, "-m", "wartally", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stderr
        found = re.search(r"http://\S+/", server.stdout.readline())
        if not found:
            server.kill()
            pytest.fail(f"wartally serve did not start: {server.stderr.read()}")
        yield found.group().rstrip("/")
        server.terminate()
        server.wait(timeout=20)


def test_every_tool_has_its_recipes():
    assert len(ALL) >= 22
    assert {r.language for r in ALL} == LANGUAGES
    pages = {r.page for r in ALL}
    index = (RECIPES / "README.md").read_text(encoding="utf-8")
    assert pages == {page.stem for page in RECIPES.glob("*.md")} - {"README"}
    assert [page for page in pages if f"]({page}.md)" not in index] == []


def test_where_the_data_are_is_said_once():
    for recipe in ALL:
        if recipe.language in ("python", "r", "sh", "js"):
            places = re.findall(r"(?im)^(?:const )?(data|site) ?(?:=|<-) ?\"?([\w:/.-]+)\"?;?$", recipe.code)
            assert [where for _, where in places] in ([SITE], ["wartally-data"], []), recipe.name
            assert recipe.code.count(SITE) + recipe.code.count("wartally-data") == len(places), recipe.name
            assert places or recipe.page == "wartally", recipe.name


def test_the_folder_is_made_with_every_format_that_a_recipe_reads():
    readme = (RECIPES / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"\$ wartally export ([\w ]+) -o wartally-data\n", readme)
    assert sorted(shown.split()) == sorted(FORMATS.values())
    read = {name for r in ALL for name in formats_of(r.code)}
    assert read | {"xlsx"} == set(FORMATS.values())


@pytest.mark.parametrize(
    "recipe", [r for r in ALL if r.language not in ("json", "excel")], ids=lambda r: r.name
)
def test_a_recipe_prints_the_week_of_the_article(recipe, exported, request, tmp_path):
    command = COMMANDS[recipe.language](recipe.code)
    place = exported(formats_of(recipe.code))
    code = recipe.code
    if SITE in code:
        code = code.replace(SITE, request.getfixturevalue("site"))
    file = tmp_path / f"recipe.{'mjs' if recipe.language == 'js' else recipe.language}"
    file.write_text(code, encoding="utf-8")
    assert run([*command, str(file)], place).split()[-1] == ANSWER


def _python(code):
    return [sys.executable, "-W", "error"]


def _shell(code):
    need(*(name for name in ("curl", "jq", "sqlite3", "awk") if re.search(rf"\b{name}\b", code)))
    return ["sh", "-eu"]


def _r(code):
    need("Rscript")
    for name in {*re.findall(r"library\((\w+)\)", code), *re.findall(r"(\w+)::", code)}:
        asked = subprocess.run(
            ["Rscript", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"],
            capture_output=True,
            check=False,
        )
        if asked.returncode:
            lacking(f"R package {name}")
    return ["Rscript", "--vanilla"]


def _node(code):
    need("node")
    return ["node"]


COMMANDS = {"python": _python, "sh": _shell, "r": _r, "js": _node}


def test_the_chart_adds_up_the_week(site):
    """The number is in the picture, and nowhere in the declaration or the rows."""
    vl_convert = pytest.importorskip("vl_convert")
    specs = [r.code for r in ALL if r.language == "json"]
    assert len(specs) == 1
    spec = json.loads(specs[0].replace(SITE, site))
    assert ANSWER not in specs[0]
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[f"{site}/"])
    assert f">{ANSWER}</text>" in drawn
    assert drawn.count("<path aria-label=") == 7


@pytest.mark.slow
def test_the_formulas_give_the_week_in_a_spreadsheet(exported, tmp_path):
    """The workbook with the formulas on a sheet of their own, computed by LibreOffice."""
    openpyxl = pytest.importorskip("openpyxl")
    need("soffice")
    formulas = [r.code.strip() for r in ALL if r.language == "excel"]
    assert len(formulas) == 2
    book = openpyxl.load_workbook(exported(["xlsx"]) / "wartally-data" / "wartally.xlsx")
    for name in set(book.sheetnames) - {"losses"}:
        del book[name]
    sheet = book.create_sheet("week", 0)
    for row, formula in enumerate(formulas, start=1):
        sheet.cell(row, 1, formula)
    book.save(tmp_path / "week.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    run(["soffice", profile, "--headless", "--convert-to", "csv", "week.xlsx"], tmp_path)
    with (tmp_path / "week.csv").open(encoding="utf-8", newline="") as handle:
        assert [row[0] for row in csv.reader(handle)] == [ANSWER, ANSWER]
    shutil.rmtree(tmp_path / "profile")
