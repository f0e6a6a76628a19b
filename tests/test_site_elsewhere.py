"""The site over packages about another subject: every link answers, and nothing of this war is said."""

import json
import re
import shutil
import string
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.site_server import Browser, links
from wartally.package import open_package
from wartally.site.files import FOLDER, dashboards, queries, words
from wartally.site.state import TABLES
from wartally.sqlite.build import views
from wartally.starting.create import start_package
from wartally.starting.neutral import Subject
from wartally.tallying import main_series

TODAY = date(2026, 12, 1)
NEW = Subject.of("NORTH,SOUTH", date(2001, 1, 1), TODAY)
WAR = re.compile(
    r"Russia|Ukraine\b|Oryx|General Staff|general_staff|Mediazona|Генштаб|росій|Росі|Медіазон|2022-"
)
# Pages of the database explain queries that other packages may have too, by the lists they were written for.
OURS = re.compile(r"^(?:/uk(?=/|$))?(?:/(?!uk/|wartally|-/|static|exports|data/|openapi)|$)")

TWIN = re.compile(r"\.(?:json|csv|xml)\b")


class Site(Browser):
    """The site of a package in a folder, with the pages asked for so far."""

    def __init__(self, root: Path, folder: Path) -> None:
        folder.mkdir()
        super().__init__(open_package(root), folder)

    def crawl(self, *starts: str, ours: bool = False) -> dict[str, str]:
        """The text of every page that links lead to, or of `ours` only; each must answer."""
        seen, todo, texts = set(starts), list(starts), {}
        while todo:
            path = todo.pop()
            response = self.get(path)
            assert response.status_code == 200, (path, response.status_code)
            kind = response.headers["content-type"]
            texts[path] = response.text if kind.startswith(("text/", "application/")) else ""
            if "html" not in kind or "/wartally" in path:
                continue
            found = {
                link
                for link in links(response.text)
                if not link.startswith(("/static", "/charts", "/uk/charts"))
            }
            if ours:
                found = {link for link in found if OURS.match(link) and not TWIN.search(link)}
            todo += sorted(found - seen)
            seen |= found
        return texts


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    root = tmp_path_factory.mktemp("elsewhere") / "package"
    start_package(root, NEW)
    return root


@pytest.fixture(scope="module")
def site(started, tmp_path_factory):
    opened = Site(started, tmp_path_factory.mktemp("elsewhere_site") / "db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def texts(site):
    return site.crawl("/", "/uk")


def emptied(started: Path, root: Path, *tables: str) -> Path:
    """A copy of the package whose named tables have no rows."""
    shutil.copytree(started, root)
    for table in tables:
        file = root / "data" / f"{table}.csv"
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return root


def test_every_link_answers_in_both_languages(texts):
    assert len(texts) > 250
    for path in ("", "/tally", "/days", "/compare", "/events", "/disputes", "/press", "/data", "/about"):
        assert {path or "/", f"/uk{path}"} <= texts.keys()
        assert "<h1" in texts[path or "/"]


def test_our_pages_say_nothing_of_this_war(texts):
    told = {path: text for path, text in texts.items() if OURS.match(path)}
    assert len(told) > 150
    assert {(path, found[0]) for path, text in told.items() if (found := WAR.search(text))} == set()


@pytest.mark.parametrize("start", ["", "/uk"])
def test_what_programs_read_answers(site, start):
    for name in (
        "feed.xml",
        "changes.xml",
        "sitemap.xml",
        "robots.txt",
        "llms.txt",
        "openapi.json",
        "dataset.jsonld",
    ):
        response = site.get(f"{start}/{name}")
        assert response.status_code == 200, name
        assert not WAR.search(response.text) or name == "openapi.json", name
        assert "2022-" not in response.text, name
    listed = re.findall(r"<loc>http://localhost([^<]*)</loc>", site.get("/sitemap.xml").text)
    assert len(listed) > 50
    for path in listed:
        assert site.get(path.replace("&amp;", "&")).status_code == 200, path


def test_the_example_is_the_latest_reports_of_the_first_category(site):
    document = site.get("/tally.json").json()
    assert (document["series"], document["category"], document["since"], document["until"]) == (
        "example_series", "personnel", "2001-01-02", "2001-01-08",
    )  # fmt: skip
    assert document["reports"] == 6
    assert (
        "that South lost" in document["sentence"]["en"]
        or "that Side SOUTH lost" in document["sentence"]["en"]
    )
    assert "killed and wounded" not in document["sentence"]["en"]
    assert "the article" not in site.get("/tally").text


@pytest.mark.parametrize(
    "name",
    ["estimates", "tally", "claims_weekly", "claims_total", "estimates_ranges", "deaths_weekly",
     "events_strikes", "events_monthly", "confirmed_status"],
)  # fmt: skip
@pytest.mark.parametrize("start", ["", "/uk"])
def test_charts_are_drawn(site, name, start):
    assert "<svg" in site.get(f"{start}/charts/{name}.svg").text


def test_a_chart_of_what_is_not_held_is_a_404_in_words(site):
    response = site.get("/charts/compare.svg")
    assert (response.status_code, "nothing to compare yet" in response.text) == (404, True)
    response = site.get("/uk/charts/weekly.svg")
    assert (response.status_code, response.text[:9]) == (404, "Немає дан")
    assert "Week by week" not in site.get("/").text


def test_the_weeks_are_drawn_once_there_is_a_change_to_show(started, tmp_path):
    root = tmp_path / "p"
    shutil.copytree(started, root)
    with (root / "data" / "reports.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"example_series,2001-01-{day:02},,personnel,true,\n" for day in range(9, 16))
    with (root / "data" / "losses.csv").open("a", encoding="utf-8") as file:
        file.writelines(
            f"example_series,2001-01-{day:02},personnel,{29 + day},1,1,normal,single,1,1\n"
            for day in range(9, 16)
        )
    site = Site(root, tmp_path / "db")
    assert "Personnel: most claimed in one week, 7, 8" in site.get("/").text
    site.close()


def test_dashboards_begin_with_what_the_package_has(site):
    assert site.get("/dashboards/claims.json").json()["filters"] == {
        "series": "example_series", "category": "personnel",
    }  # fmt: skip
    assert site.get("/dashboards/estimates.json").json()["filters"] == {"measure": "killed", "side": "SOUTH"}
    assert site.get("/dashboards/confirmed.json").json()["filters"] == {}
    assert site.get("/dashboards/claims?series=none").status_code == 400


def test_queries_without_a_series_mean_the_main_one(site):
    assert site.rows("/wartally/record_days.json")[0]["series"] == "example_series"
    asked = "category=vehicles&since=2001-01-02&until=2001-01-08"
    assert site.rows(f"/wartally/tally.json?{asked}")[0]["series"] == "example_series"
    said = site.rows("/wartally/who_said.json?as_of=2001-01-08")
    assert [row["kind"] for row in said] == ["estimated", "claimed"]
    (note,) = site.rows("/wartally/who_said.json?as_of=2001-01-08&side=RU")
    assert note["wording"] == "Give side as SOUTH."


@pytest.mark.parametrize(
    "tables",
    [
        ("estimates",),
        ("events", "event_sources", "event_losses"),
        ("press_claims", "press_checks"),
        ("corrections", "adjudications", "directions", "estimates", "press_claims", "press_checks", "events",
         "event_sources", "event_losses"),
    ],
)  # fmt: skip
def test_tables_without_rows_are_no_fault(started, tmp_path, tables):
    site = Site(emptied(started, tmp_path / "p", *tables), tmp_path / "db")
    assert len(site.crawl("/", ours=True)) > 60
    site.close()


def test_a_package_with_no_report_yet_has_the_pages_of_its_tables(started, tmp_path):
    kept = {"actors", "categories", "sources"}
    every = {file.stem for file in (started / "data").glob("*.csv")}
    site = Site(emptied(started, tmp_path / "p", *every - kept), tmp_path / "db")
    assert site.get("/").headers["location"] == "/wartally"
    assert site.get("/wartally/actors").status_code == 200
    assert [site.get(path).status_code for path in ("/tally", "/uk/days", "/feed.xml")] == [404] * 3
    site.close()


def test_a_package_without_some_of_the_tables_has_the_pages_of_those_it_has(started, tmp_path):
    root = tmp_path / "p"
    shutil.copytree(started, root)
    descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    gone = {"press_claims", "press_checks"}
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] not in gone]
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    for table in gone:
        (root / "schemas" / f"{table}.yaml").unlink()
    site = Site(root, tmp_path / "db")
    assert site.get("/").headers["location"] == "/wartally"
    assert site.rows("/wartally/losses.json")
    assert [site.get(path).status_code for path in ("/press", "/tally")] == [404, 404]
    site.close()


def test_the_tables_that_our_pages_read_are_those_they_need(real_package):
    text = "".join(f.read_text(encoding="utf-8") for f in (FOLDER / "facts").glob("*.py"))
    read = set(re.findall(r"\b(?:FROM|JOIN) ([a-z_]+)", text))
    for view in views():
        if view.name in read:
            read |= view.needs
    assert read & set(real_package.schemas) == TABLES & read
    assert set(real_package.schemas) >= TABLES
    assert TABLES - read <= {"rewrites"}


def test_the_main_series_of_a_query_is_that_of_the_command_line(real_package):
    text = queries()["tally"].query
    assert main_series(row["series_id"] for row in real_package.rows("series")) == "general_staff_ua"
    assert "ORDER BY s.series_id <> 'general_staff_ua', s.series_id LIMIT 1" in text


def test_other_words_replace_words_there_are_and_name_no_war():
    others = yaml.safe_load((FOLDER / "elsewhere" / "phrases.yaml").read_text(encoding="utf-8"))
    assert len(others) > 40
    for key, phrase in others.items():
        assert set(phrase) == {"en", "uk"}, key
        assert all(words()[lang].has(key) for lang in phrase), key
        forms = [set(p) if isinstance(p, dict) else set() for p in phrase.values()]
        assert forms in ([set(), set()], [{"one", "other"}, {"one", "few", "many"}]), key
        if forms == [set(), set()]:
            fields = [
                {name for _, name, _, _ in string.Formatter().parse(p) if name} for p in phrase.values()
            ]
            assert fields[0] == fields[1], key
    text = (FOLDER / "elsewhere" / "phrases.yaml").read_text(encoding="utf-8").split("\n\n", 1)[1]
    assert not WAR.search(text)
    told = json.dumps({slug: _texts(d) for slug, d in dashboards(True).items()}, ensure_ascii=False)
    assert "Oryx" not in told
    assert "Russia" not in told
    assert "Oryx" in json.dumps(dashboards(), default=str)


def _texts(node):
    if isinstance(node, dict):
        return {key: _texts(value) for key, value in node.items() if key not in ("query", "display")}
    return [_texts(item) for item in node] if isinstance(node, list) else str(node)
