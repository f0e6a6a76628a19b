"""The documentation as it stands: every number, query, command, address and link in it holds."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site_server import Browser
from wartally.cli import run
from wartally.docfigures import MARKS, in_words, refreshed
from wartally.sqlite.documents import asking, pages, refresh

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<to>[^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_SITE = "http://127.0.0.1:8001"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.fixture(scope="module")
def ask(real_package):
    with asking(real_package) as asked:
        yield asked


@pytest.fixture(scope="module")
def site(real_package, tmp_path_factory):
    browser = Browser(real_package, tmp_path_factory.mktemp("documents"))
    yield browser
    browser.close()


@pytest.mark.parametrize(("page", "lang"), pages(DOCS).items(), ids=[name_of(p) for p in pages(DOCS)])
def test_every_figure_is_current(page, lang, ask, real_package):
    text = text_of(page)
    assert refreshed(text, ask, real_package.schemas, lang) == text, "run `make docs`"


def test_no_mark_is_left_open_and_there_are_many():
    seen = dict.fromkeys(MARKS, 0)
    for page in pages(DOCS):
        text = text_of(page)
        found = {kind: len(mark.findall(text)) for kind, mark in MARKS.items()}
        begun = {
            "value": text.count("<!-- = "),
            "table": len(re.findall(r"<!-- table\s", text)),
            "codes": text.count("<!-- codes "),
        }
        assert {kind: found[kind] for kind in begun} == begun, page
        assert text.count("<!-- . -->") == sum(begun.values()), page
        assert not re.search(r"^\s*(?:[-*] |\d+\. )?<!-- = ", text, re.MULTILINE), f"{page}: a line begins so"
        seen = {kind: seen[kind] + n for kind, n in found.items()}
    assert seen["value"] > 50
    assert min(seen["table"], seen["codes"]) >= 4
    assert seen["query"] >= 20


def test_a_wrong_figure_is_renewed(small_package, folder, tmp_path):
    page = tmp_path / "docs" / "uk" / "a.md"
    page.parent.mkdir(parents=True)
    page.write_text(
        "Є <!-- = SELECT COUNT(*) FROM series -->99<!-- . --> рядів.\n\n"
        "```sql\nSELECT 1 AS a, 'b' AS b\n```\n\n```text\nnothing\n```\n",
        encoding="utf-8",
    )
    assert refresh(small_package, tmp_path / "docs") == [page]
    said = text_of(page)
    assert ">3<" in said
    assert "```text\na  b\n1  b\n```" in said
    assert refresh(small_package, tmp_path / "docs") == []


@pytest.mark.parametrize(
    ("value", "english", "ukrainian"),
    [
        (4560, "4,560", "4560"),
        (22439, "22,439", "22\u00a0439"),
        (-9, "-9", "-9"),
        (2.75, "2.8", "2,8"),
        ("2022-11-11", "11 November 2022", "11 листопада 2022 року"),
        ("tanks", "tanks", "tanks"),
        (None, "", ""),
    ],
)
def test_values_are_written_as_each_language_does(value, english, ukrainian):
    assert (in_words(value, "en"), in_words(value, "uk")) == (english, ukrainian)


@pytest.mark.parametrize(("file", "least"), [("faq.md", 12), ("uk/faq.md", 12)])
def test_most_questions_are_answered_with_a_query(file, least):
    text = text_of(DOCS / file)
    assert text.count("\n## ") >= least
    assert text.count("```sql\n") == len(MARKS["query"].findall(text)) >= 10


def test_both_languages_ask_the_same_queries():
    for file in ("faq.md", "quickstart.md"):
        english, ukrainian = (
            [m["sql"] for m in MARKS["query"].finditer(text_of(DOCS / folder / file))]
            for folder in ("", "uk")
        )
        assert english == ukrainian != []


def sessions() -> list[tuple[str, str, str]]:
    """Every command with its output shown in a `console` block: page, command, output."""
    found = []
    for page in [ROOT / "README.md", *pages(DOCS)]:
        for block in re.findall(r"^```console\n(.*?)^```", text_of(page), re.DOTALL | re.MULTILINE):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((page.name, command, output))
    return found


@pytest.mark.parametrize(
    ("page", "command", "output"), [s for s in sessions() if re.match(r"(\S*/)?wartally tally", s[1])]
)
def test_commands_print_what_is_shown(page, command, output, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert run(shlex.split(command)[1:]) == 0
    printed = capsys.readouterr().out
    shown = output.removesuffix("...\n")
    assert len(shown) > 50
    assert printed.startswith(shown), page


def addresses() -> list[tuple[str, str]]:
    """Every address of the site that the API guide asks for, with the section it stands in."""
    found = []
    section = ""
    for line in text_of(DOCS / "http-api.md").splitlines():
        section = line.removeprefix("## ") if line.startswith("## ") else section
        found += [(section, url) for url in re.findall(rf"{re.escape(_SITE)}(/[^\s`]+)", line)]
    return found


def test_the_api_guide_asks_for_much():
    assert len(addresses()) >= 12


def keys_of_the_tally() -> set[str]:
    """The keys that the API guide lists, from the first column of their table."""
    table = text_of(DOCS / "http-api.md").split("| key |")[1].split("\n\n")[0]
    keys = {k for line in table.splitlines() for k in re.findall(r"`(\w+)`", line.split(" | ")[0])}
    assert len(keys) >= 11
    return keys


@pytest.mark.parametrize(("section", "path"), addresses())
def test_every_address_of_the_api_guide_answers(section, path, site):
    response = site.get(path)
    if section == "Errors":
        assert response.status_code == 400
        assert response.json()["ok"] is False
        assert response.json()["error"]
        return
    assert response.status_code == 200, response.text[:300]
    if ".json" in path:
        content = response.json()
        if path.startswith(("/tally.json", "/wartally/tally.json")):
            row = content[0] if isinstance(content, list) else content
            assert row["value"] == 4560
            assert keys_of_the_tally() <= set(row)
        else:
            assert (content == []) == ("/rule_" in path)


def test_the_parameters_of_the_api_guide_do_what_it_says(site):
    table = "/wartally/losses.json?series_id=general_staff_ua&category_id=tanks"
    first = site.get(f"{table}&_sort=report_date&_size=2").json()
    assert [row[1] for row in first["rows"]] == ["2022-02-25", "2022-02-26"]
    second = site.get(f"{table}&_sort=report_date&_size=2&_next={first['next']}").json()
    assert [row[1] for row in second["rows"]] == ["2022-02-27", "2022-02-28"]
    assert site.get("/wartally/losses.json?_size=5001").status_code == 400
    assert len(site.get(f"{table}&_shape=array&_nl=on&_size=3").text.splitlines()) == 3
    refused = site.get("/wartally/losses.json?categori_id=tanks&_shape=array")
    assert refused.status_code == 400
    assert "category_id" in refused.json()["error"]
    streamed = site.get("/wartally/losses.csv?series_id=general_staff_ua&category_id=tanks&_stream=on").text
    assert len(streamed.splitlines()) == 1 + first["filtered_table_rows_count"]


def anchors_of(page: Path) -> set[str]:
    """The anchors that the forge and the site give to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere():
    seen = 0
    wrong = []
    for page in [*PAGES, *ROOT.glob("*.md")]:
        for match in _LINK.finditer(_FENCE.sub("", text_of(page))):
            to = match["to"]
            if re.match(r"[a-z]+:", to):
                continue
            seen += 1
            file, _, anchor = to.partition("#")
            target = (page.parent / file).resolve() if file else page
            if not target.exists() or (anchor and anchor not in anchors_of(target)):
                wrong.append(f"{page.name}: {to}")
    assert seen > 60
    assert wrong == []


def test_the_index_is_a_map_of_every_page():
    index = text_of(DOCS / "index.md")
    linked = {to.partition("#")[0] for to in _LINK.findall(index)}
    listed = [p for p in PAGES if p.name != "index.md" and "recipes" not in p.parts]
    assert len(listed) >= 18
    assert {name_of(p) for p in listed} - linked == set(), "say in one line in docs/index.md what the page is"
    for line in index.splitlines():
        if line.startswith("- ["):
            assert re.match(r"- \[.+?\]\(.+?\): .+\.$|- \[.+?\]\(.+?\): .+\)\.$", line), line


def test_the_datasheet_answers_every_part():
    text = text_of(DOCS / "datasheet.md")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        *("Motivation", "Composition", "Collection process", "Preprocessing", "Uses", "Distribution"),
        "Maintenance",
    ]
    assert len(re.findall(r"\*\*[^*]+\?\*\*", text)) >= 45


def test_the_documentation_builds_as_a_site_and_fetches_nothing(tmp_path):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "html",
        str(DOCS),
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    built = [p for p in tmp_path.rglob("*.html") if p.name not in ("genindex.html", "search.html")]
    assert len(built) == len(PAGES)
    ukrainian = {name_of(p).removesuffix(".md") for p in PAGES if p.stem.endswith(".uk") or "uk" in p.parts}
    assert len(ukrainian) >= 3
    remote = re.compile(r"""(?:<(?:script|img|iframe)[^>]+src|<link[^>]+href)=["'](?:https?:)?//[^"']+""")
    for page in built:
        text = page.read_text(encoding="utf-8")
        lang = "uk" if page.relative_to(tmp_path).as_posix().removesuffix(".html") in ukrainian else "en"
        assert f'<html class="no-js" lang="{lang}"' in text, page
        assert remote.findall(text) == [], page
    for style in tmp_path.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import\s", style.read_text(encoding="utf-8")), style
