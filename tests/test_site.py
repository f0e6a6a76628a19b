"""The site over the real package: pages, queries, headers, and what happens to a wrong address."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from tests.site_server import Browser, links
from wartally.errors import BuildFailed, WartallyError
from wartally.package import Package, open_package
from wartally.site import server
from wartally.tallying import INPUTS, compute

WEEK = "since=2022-11-04&until=2022-11-11"
ARTICLE = {
    "personnel": 4560, "tanks": 64, "armoured_vehicles": 116, "artillery": 45, "mlrs": 2, "air_defence": 4,
    "aircraft": 1, "helicopters": 3, "uav": 55, "cruise_missiles": 2, "warships": 0,
    "vehicles_fuel_tanks": 85, "special_equipment": 4,
}  # fmt: skip


@pytest.fixture(scope="session")
def browser(real_package: Package, tmp_path_factory: pytest.TempPathFactory):
    opened = Browser(real_package, tmp_path_factory.mktemp("site"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def tables(real_package: Package):
    return {name: real_package.rows(name) for name in INPUTS}


# ---- the tally, three ways


@pytest.mark.parametrize(("category", "value"), ARTICLE.items())
def test_the_week_of_the_article_as_query_json_and_page(browser, category, value):
    row = browser.rows(f"/wartally/tally.json?category={category}&{WEEK}")[0]
    assert (row["value"], row["reports"], row["claimed_by"], row["about"]) == (
        value,
        7,
        "general_staff_ua",
        "RU",
    )
    document = browser.get(f"/tally.json?category={category}&{WEEK}").json()
    assert (document["value"], document["series"], len(document["sources"])) == (value, "general_staff_ua", 7)
    page = browser.get(f"/tally?category={category}&{WEEK}").text
    assert f'<span class="figure claimed">{value:,}</span>' in page


def test_the_friday_and_the_total(browser):
    row = browser.rows("/wartally/tally.json?category=personnel&since=2022-11-10&until=2022-11-11")[0]
    assert (row["value"], row["cumulative_until"], row["approximate"], row["unit"]) == (
        710,
        79400,
        1,
        "persons",
    )


@pytest.mark.parametrize(
    ("category", "since", "until"),
    [
        ("personnel", "2022-11-04", "2022-11-11"),
        ("tanks", "2023-05-20", "2023-06-11"),
        ("tanks", "2022-02-25", "2026-08-08"),
        ("helicopters", "2026-03-01", "2026-04-10"),
        ("helicopters", "2026-04-10", "2026-06-01"),
        ("vehicles_fuel_tanks", "2022-05-01", "2022-11-11"),
        ("cruise_missiles", "2022-05-01", "2025-12-31"),
    ],
)
def test_the_query_says_what_the_command_line_says(browser, tables, category, since, until):
    ours = compute(tables, category, date.fromisoformat(since), date.fromisoformat(until)).as_json()
    theirs = browser.get(f"/tally.json?category={category}&since={since}&until={until}").json()
    for caveat in theirs["caveats"]:
        for key in set(caveat) - {"kind", "report_date", "text"}:
            del caveat[key]
    assert {key: theirs[key] for key in ours} == json.loads(json.dumps(ours))


def test_the_days_as_csv(browser):
    response = browser.get(f"/tally.csv?category=personnel&{WEEK}")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["change"] for row in rows] == ["600", "490", "530", "710", "780", "740", "710"]
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_caveat_is_a_letter_by_the_figure_and_a_line_beside_it(browser):
    page = browser.get("/tally?category=tanks&since=2023-05-20&until=2023-06-11").text
    assert '<sup><a href="#caveat-a"' in page
    assert '<dt id="caveat-a">a</dt>' in page
    assert "the total departs by −5" in page


def test_a_disputed_end_gives_bounds_and_one_caveat_for_all_its_days(browser):
    page = browser.get("/tally?category=helicopters&since=2026-03-01&until=2026-04-10").text
    assert "between" in page
    assert page.count("it cannot be told which is right") == 1


def test_a_long_window_goes_by_month_and_says_where_the_days_are(browser):
    page = browser.get("/tally?category=personnel&since=2022-02-25&until=2026-08-08").text
    assert "this table goes by month" in page
    assert "/tally.csv?series=general_staff_ua&category=personnel&since=2022-02-25" in page.replace(
        "&amp;", "&"
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("category=personnel&since=2022-11-04", "Name all of these: Up to the report of."),
        (f"category=unicorns&{WEEK}", "does not track “unicorns”"),
        (f"category=personnel&series=nobody&{WEEK}", "no series “nobody”"),
        ("category=personnel&since=2022-13-45&until=2022-11-11", "“2022-13-45” is no date"),
        ("category=personnel&since=2022-11-04&until=tomorrow", "“tomorrow” is no date"),
        ("category=personnel&since=2022-11-11&until=2022-11-04", "The window is empty"),
        ("category=personnel&since=2022-11-04&until=2030-01-01", "there is one from"),
        ("category=personnel&since=2021-11-04&until=2022-11-11", "there is one from"),
        ("category=%3Cscript%3Ealert(1)%3C/script%3E&since=1&until=2", "&lt;script&gt;"),
        ("category=%27%3B--&since=%00&until=%ff", "does not track"),
    ],
)
def test_what_cannot_be_computed_is_a_clear_400(browser, query, said):
    for path in ("/tally", "/tally.json", "/tally.csv", "/uk/tally"):
        response = browser.get(f"{path}?{query}")
        assert response.status_code == 400, path
        assert "Traceback" not in response.text
    assert said in browser.get(f"/tally?{query}").text
    assert browser.get(f"/tally.json?{query}").json()["ok"] is False


def test_the_query_of_the_database_says_why_it_has_no_figure(browser):
    row = browser.rows("/wartally/tally.json?category=unicorns&since=x")[0]
    assert row["value"] is None
    assert [c["kind"] for c in json.loads(row["caveats"])] == ["not_computed"]


# ---- the other queries


def test_a_week_in_review(browser):
    rows = browser.rows("/wartally/week_in_review.json?until=2022-11-11")
    claimed = {r["what"]: (r["figure"], r["total"]) for r in rows if r["section"] == "1 claimed"}
    assert claimed["Personnel"] == (4560, 79400)
    directions = {(r["date"], r["what"]) for r in rows if "direction" in r["section"]}
    assert ("2022-11-11", "Bakhmut") in directions
    assert all(r["said_by"] for r in rows)
    kherson = [r for r in rows if r["section"] == "3 event" and r["place_id"] == "kherson_right_bank"]
    assert {r["date"] for r in kherson} == {"2022-11-09", "2022-11-11"}
    assert all(r["source"] and r["latitude"] for r in kherson)
    milley = {r["about"] for r in rows if r["section"] == "5 estimated" and r["low"] == 100_000}
    assert milley == {"RU", "UA"}
    tanks = {r["about"]: r["total"] for r in rows if r["section"] == "4 confirmed" and "Tanks" in r["what"]}
    assert tanks.keys() == {"RU", "UA"}
    note = browser.rows("/wartally/week_in_review.json?until=2035-01-01")
    assert [r["section"] for r in note] == ["0 note"]
    corrected = browser.rows("/wartally/week_in_review.json?until=2023-05-28")
    assert any(r["section"] == "1 claimed: caveat" and r["what"].startswith("Tanks") for r in corrected)


def test_the_direction_of_that_friday_is_a_row(browser):
    rows = browser.rows("/wartally/directions.json?report_date=2022-11-11")
    assert [r["place_id"] for r in rows] == ["bakhmut"]


def test_a_correction_is_no_record(browser):
    rows = browser.rows("/wartally/record_days.json?category=personnel")
    assert len(rows) == 20
    corrected = [r for r in rows if r["obs_status"] == "source_correction"]
    assert corrected
    assert all(r["rank"] is None and r["caveat"] for r in corrected)
    assert [r["change"] for r in rows] == sorted((r["change"] for r in rows), reverse=True)


def test_every_rule_runs_live_and_lists_nothing(browser, real_package):
    assert len(real_package.rules) > 20
    for rule in real_package.rules:
        response = browser.get(f"/wartally/rule_{rule.id}.json?_shape=array")
        assert response.status_code == 200, response.text
        if rule.severity == "error":
            assert response.json() == [], rule.id


# ---- the database's own pages


def test_every_table_and_view_is_explained_to_the_last_column(browser):
    tables = browser.get("/-/metadata.json").json()["databases"]["wartally"]["tables"]
    shape = server.shape_of(browser.file)
    shown = {
        name: columns
        for name, columns in {**shape.tables, **shape.views}.items()
        if not tables[name].get("hidden")
    }
    assert len(shown) > 20
    for name, columns in shown.items():
        about = tables[name]
        assert about["title"], name
        assert about["description_html_uk"], name
        assert about["license"], name
        assert about["source"], name
        unexplained = [c for c in columns if not _explained(about, c)]
        assert unexplained == [], f"{name}: say what these are in src/wartally/site/labels.yaml"


def _explained(about, column):
    """A column has a title and, after it, a meaning, in both languages."""
    titles = about["column_titles"][column]
    said = {"en": about["columns"][column], "uk": about["columns_uk"][column]}
    return all(len(said[lang]) > len(titles[lang]) + 2 for lang in ("en", "uk")) and said["en"] != said["uk"]


def test_every_table_view_and_query_has_a_page(browser, real_package):
    listed = links(browser.get("/wartally").text)
    wanted = {f"/wartally/{name}" for name in real_package.tables}
    assert wanted <= listed
    for link in sorted(link for link in listed if link.startswith("/wartally/")):
        response = browser.get(link)
        assert response.status_code == 200, link
        assert "<script" not in response.text, link
        assert "style=" not in response.text, link


def test_a_table_can_be_had_whole(browser):
    page = browser.get("/wartally/losses").text
    everything = next(link for link in links(page) if "_stream=on" in link)
    rows = browser.get(everything).text.splitlines()
    assert len(rows) - 1 == browser.get("/wartally/losses.json").json()["filtered_table_rows_count"]


def test_a_query_that_is_cut_says_so(browser):
    page = browser.get("/wartally?sql=select+*+from+readings").text
    assert "Only the first 5,000 rows" in page


def test_search_finds_what_is_there_and_nothing_else(browser):
    assert browser.rows("/wartally/places.json?_search=Bakhmut")
    assert browser.rows("/wartally/places.json?_search=qwertyuiop") == []


# ---- our own pages


@pytest.mark.parametrize(
    "path", ["/", "/uk", "/tally", "/uk/tally", "/days/2022-11-11", "/uk/days/2023-05-28"]
)
def test_every_link_of_our_pages_works(browser, path):
    page = browser.get(path)
    assert page.status_code == 200
    found = links(page.text)
    assert len(found) > 10
    for link in sorted(found):
        if link != "/wartally.db":
            assert browser.get(link).status_code in (200, 302), link


def test_the_home_page_says_how_old_the_latest_report_is(browser):
    page = browser.get("/").text
    assert "10 days old" in page
    assert f"{browser.personnel:,}" in page
    assert 'value="2022-11-04"' in page
    assert "10 днів тому" in browser.get("/uk").text


def test_the_ukrainian_pages_are_ukrainian(browser):
    page = browser.get("/uk/tally").text
    assert '<html lang="uk">' in page
    assert "4\u00a0560" in page
    assert "листопада" in page
    assert "7 зведень" in page


def test_the_page_of_a_day_shows_each_transcription(browser):
    page = browser.get("/days/2022-11-11").text
    assert "79,400" in page
    assert "Bakhmut" in page
    assert "4 of 4" in page
    assert browser.get("/days?date=2022-11-11").headers["location"] == "/days/2022-11-11"
    assert browser.get("/days/2021-01-01").status_code == 404
    assert browser.get("/uk/days/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/uk/nothing", 404),
        ("/wartally/nothing", 404),
        ("/wartally/losses?_sort=nothing", 400),
        ("/wartally/losses_weekly?_next=nothing", 400),
        ("/wartally?sql=drop+table+losses", 400),
        ("/wartally?sql=select+count(*)+from+readings+a,readings+b,readings+c", 400),
        ("/wartally/losses.json?_sort=nothing", 400),
    ],
)
def test_a_wrong_address_is_answered_plainly(browser, path, status, capfd):
    response = browser.get(path)
    assert response.status_code == status
    assert "Traceback" not in response.text
    assert capfd.readouterr().err == ""
    if path.endswith("nothing") and ".json" not in path:
        assert "<h1>" in response.text


@pytest.mark.parametrize(
    "path", ["/", "/tally.json", "/wartally", "/wartally/losses.json", "/static/site.css", "/none"]
)
def test_every_response_carries_the_security_headers(browser, path):
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers.get_list("referrer-policy") == ["same-origin"]


def test_nobody_can_write(browser):
    assert not browser.datasette.get_database("wartally").is_mutable
    assert browser.get("/wartally?sql=insert+into+losses+values+(1)").status_code == 400


# ---- starting it


def test_a_port_that_is_taken_is_told_in_a_sentence():
    with server._bound("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WartallyError, match="name another port") as told:
            server._bound("127.0.0.1", port)
    assert told.value.exit_status == 2


def test_an_address_that_is_none_is_told_in_a_sentence():
    with pytest.raises(WartallyError, match="is not an address to serve at"):
        server._bound("nowhere.invalid", 0)


def test_an_installed_package_is_built_in_the_user_s_cache(real_package, monkeypatch, tmp_path):
    monkeypatch.setattr("wartally.__file__", str(real_package.root / "__init__.py"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    place = server._place(real_package)
    assert (place.parent, place.name.rpartition("-")[0]) == (tmp_path / "wartally", "wartally")
    folders = set()
    for name in ("one", "two"):
        # The same name in another folder, and one that would lead out of the cache.
        header = {"name": "../../wartally", "resources": []}
        (tmp_path / name).mkdir()
        (tmp_path / name / "datapackage.json").write_text(json.dumps(header), encoding="utf-8")
        monkeypatch.setattr("wartally.__file__", str(tmp_path / name / "__init__.py"))
        folders.add(server._place(open_package(tmp_path / name)))
    assert len(folders) == 2
    assert {folder.resolve().parent for folder in folders} == {tmp_path.resolve() / "wartally"}


def test_data_with_errors_is_not_served(folder: Path):
    losses = folder / "data" / "losses.csv"
    losses.write_text(
        losses.read_text(encoding="utf-8") + "nobody,2022-99-99,nothing,-1,,,odd,,x,\n", encoding="utf-8"
    )
    with pytest.raises(BuildFailed):
        server.database_of(open_package(folder), date(2026, 8, 18))
    assert not (folder / "build" / "wartally.db").exists()


def test_any_other_package_gets_the_pages_of_its_tables_and_no_tallies(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": ["a"]}}
    descriptor = {"name": "other", "title": "Other", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    other = Browser(open_package(tmp_path), tmp_path)
    assert other.get("/").headers["location"] == "/wartally"
    assert "Other" in other.get("/wartally").text
    assert other.rows("/wartally/t.json") == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    assert [other.get(path).status_code for path in ("/tally", "/tally.json", "/days", "/uk/days/x")] == [
        404
    ] * 4
    other.close()
