"""Category pages, compare pages, dashboards and their charts, over the real package."""

import csv
import html
import io
import json
import re
import sqlite3
from contextlib import closing
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.site_server import Browser
from wartally.package import Package
from wartally.site.charts.declared import Declared, declared_chart
from wartally.site.charts.drawing import Variant
from wartally.site.charts.lines import apart
from wartally.site.files import dashboards, words
from wartally.site.pages import dashboards as pages
from wartally.site.pages import fixed, home
from wartally.site.prebuilt import Pictures

CHARTS = [name for slug in dashboards() for name, chart in pages.charts_of(slug).items() if chart]


@pytest.fixture(scope="module")
def browser(real_package: Package, tmp_path_factory: pytest.TempPathFactory):
    opened = Browser(real_package, tmp_path_factory.mktemp("comparing"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def asked(browser):
    """Rows of the database under the site."""
    with closing(sqlite3.connect(browser.file)) as database:
        yield lambda sql, *values: database.execute(sql, values).fetchall()


def shown(response):
    """The words of a page, without marks and with plain spaces."""
    assert response.status_code == 200, response.text[:300]
    text = re.sub(r"<[^>]+>", " ", response.text)
    return " ".join(html.unescape(text).replace("\u00a0", " ").replace("\u2060", "").split())


def rows_of(browser, path):
    return list(csv.DictReader(io.StringIO(browser.get(path).text)))


# ---- categories


def test_armoured_vehicles_are_defined_and_have_no_break(browser, asked):
    text = shown(browser.get("/categories/armoured_vehicles"))
    assert "Armoured fighting vehicles other than tanks" in text
    assert "бойових броньованих машин" in text
    assert "from August 2024 also" in text
    assert "There is no break: the heading runs through from 25 February 2022" in text
    [(count, residual)] = asked(
        "SELECT COUNT(*), SUM(residual) FROM corrections WHERE category_id = 'armoured_vehicles'"
    )
    assert f"{count} corrections shift the total by +{residual} in all" in text
    assert "its figure is for Tanks and other armoured fighting vehicles" in text


def test_a_merged_heading_says_from_what_and_what_that_means(browser):
    page = browser.get("/categories/vehicles_fuel_tanks")
    text = shown(page)
    assert "1 May 2022 : the heading appears with a total of 1,796" in text
    assert "Fuel tanks (76 on 30 April 2022), Vehicles (1,701 on 30 April 2022)" in re.sub(
        r" +([,)])", r"\1", text
    )
    assert "A tally across 1 May 2022 has to be made of two parts" in text
    assert '/categories/fuel_tanks"' in page.text
    old = browser.get("/uk/categories/fuel_tanks")
    assert "30 квітня 2022 року: останнє зведення з цією категорією" in shown(old)
    assert '/uk/categories/vehicles_fuel_tanks"' in old.text


def test_a_spell_without_figures_is_told(browser):
    assert "39 reports give no figure (22 March – 29 April 2026)" in shown(
        browser.get("/categories/helicopters")
    )


@pytest.mark.parametrize("start", ["", "/uk"])
def test_every_category_and_comparison_has_a_page_with_pictures_and_tables(browser, asked, start):
    names = [row[0] for row in asked("SELECT DISTINCT category_id FROM series_categories")]
    index = browser.get(f"{start}/categories").text
    assert len(names) == 24
    assert all(f'{start}/categories/{name}"' in index for name in names)
    for name in names if not start else names[::4]:
        page = browser.get(f"{start}/categories/{name}")
        assert page.status_code == 200
        assert page.text.count("<picture>") == page.text.count("<figure") == page.text.count("<details>")
    compared = re.findall(rf'"{start}/compare/([a-z_]+)"', browser.get(f"{start}/compare/tanks").text)
    assert len(set(compared)) == 14
    for name in set(compared):
        assert browser.get(f"{start}/compare/{name}").status_code == 200


def test_the_csv_twin_of_a_category_is_its_whole_series(browser, asked):
    rows = rows_of(browser, "/categories/tanks.csv")
    [(count, last)] = asked("SELECT COUNT(*), MAX(cumulative) FROM losses WHERE category_id = 'tanks'")
    assert len(rows) == count
    assert rows[-1]["cumulative"] == str(last)
    records = browser.get("/categories/tanks.json").json()["headings"][0]["records"]
    assert len(records) == 5
    assert records[0]["change"] == max(int(r["change"] or 0) for r in rows if r["obs_status"] == "normal")


@pytest.mark.parametrize(
    "path", ["/categories/no_such", "/compare/no_such", "/compare/prisoners", "/dashboards/no"]
)
@pytest.mark.parametrize("start", ["", "/uk"])
def test_what_is_not_there_is_said_to_be_missing(browser, start, path):
    response = browser.get(start + path)
    assert response.status_code == 404
    assert path.split("/")[-1] in response.text


# ---- claimed against confirmed


@pytest.mark.parametrize("category", ["tanks", "aircraft", "mlrs", "warships", "armoured_vehicles"])
def test_the_comparison_says_what_the_view_says(browser, asked, category):
    rows = rows_of(browser, f"/charts/compare.csv?category={category}")
    view = {
        (day, side): (claimed, confirmed, other)
        for day, side, claimed, confirmed, other in asked(
            "SELECT report_date, subject_side, claimed, confirmed, confirmed_other_side"
            " FROM claimed_vs_confirmed WHERE category_id = ?",
            category,
        )
    }
    assert len(rows) > 50
    for row in rows:
        ours = tuple(row[name] for name in ("claimed_ru", "confirmed_ru", "confirmed_ua"))
        theirs = view[row["day"], "RU"]
        assert ours == tuple("" if value is None else str(value) for value in theirs), row["day"]
        if row.get("claimed_ua"):
            assert row["claimed_ua"] == str(view[row["day"], "UA"][0])


def test_killed_and_killed_and_wounded_stand_apart(browser, asked):
    page = browser.get("/compare/personnel")
    text = shown(page)
    [(named,)] = asked("SELECT SUM(confirmed_deaths) FROM weekly_deaths")
    assert f"{named:,} of those who died by then confirmed by name since" in text
    assert "Two different things:" in text
    assert "so neither confirms nor refutes the other" in text
    assert page.text.count("<figure") == 4
    rows = rows_of(browser, "/charts/compare.csv?category=personnel")
    counted = [int(row["confirmed_ru"]) for row in rows if row["confirmed_ru"]]
    assert counted == sorted(counted)
    assert counted[-1] == named


def test_the_ratio_comes_with_its_caveats_and_both_totals(browser, asked):
    text = shown(browser.get("/compare/tanks"))
    [(claimed, entries, own)] = asked(
        "SELECT claimed, confirmed, oryx_own_total FROM claimed_vs_confirmed"
        " WHERE category_id = 'tanks' AND confirmed IS NOT NULL ORDER BY report_date DESC LIMIT 1"
    )
    assert f"{claimed:,} claimed, {own:,} to {entries:,} visually confirmed" in text
    assert "Confirmed is a lower bound" in text
    assert "goes by the day it was listed" in text
    assert "Both count tanks of all types." in text
    assert f"{claimed + entries:,}" not in text


# ---- dashboards


def test_declarations_are_in_both_languages():
    def texts(node):
        if isinstance(node, dict):
            if {"en", "uk"} & node.keys():
                yield node
            for value in node.values():
                yield from texts(value)
        elif isinstance(node, list):
            for item in node:
                yield from texts(item)

    found = [text for declared in dashboards().values() for text in texts(declared)]
    assert len(found) > 80
    for text in found:
        assert text["en"]
        assert re.search("[а-яіїєґ]", text["uk"])
        assert set(re.findall(r"{\w+}", text["en"])) == set(re.findall(r"{\w+}", text["uk"]))
    assert list(dashboards()) == ["claims", "confirmed", "estimates", "events"]


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_drawn_in_both_languages_without_anything_from_elsewhere(browser, name):
    english = browser.get(f"/charts/{name}.svg?theme=dark&size=narrow")
    ukrainian = browser.get(f"/uk/charts/{name}.svg")
    for picture in (english, ukrainian):
        assert picture.status_code == 200
        assert "<script" not in picture.text
        assert "http" not in picture.text.replace("http://www.w3.org/", "")
    assert len(CHARTS) == 8
    assert rows_of(browser, f"/charts/{name}.csv")
    declared = [json.loads(browser.get(f"{start}/charts/{name}.json").text) for start in ("", "/uk")]
    titles = [" ".join(spec["title"]["text"]) for spec in declared]
    assert titles[0] != titles[1]
    assert re.search("[а-яіїєґ]", titles[1])
    for spec in declared:
        assert "$" not in json.dumps({**spec, "$schema": "", "config": {}}).replace("$schema", "")
        assert "{" not in json.dumps([spec["title"], spec["description"]], ensure_ascii=False)[1:].replace(
            '{"', ""
        )


def test_weekly_changes_are_those_of_the_view(browser, asked):
    ours = {
        row["week_start"]: row["change"]
        for row in rows_of(browser, "/charts/claims_weekly.csv?category=tanks")
    }
    view = asked(
        "SELECT week_start, change FROM losses_weekly"
        " WHERE category_id = 'tanks' AND series_id = 'general_staff_ua'"
    )
    assert len(view) == len(ours) > 200
    assert {day: "" if change is None else str(change) for day, change in view} == ours


def test_a_filter_does_not_stay_with_the_next_reader(browser):
    before = json.dumps(browser.datasette.plugin_config("datasette-dashboards"))
    chosen = browser.get("/-/dashboards/claims?series=mod_ru&category=mlrs&since=2023-01-01&until=2024-01-01")
    assert chosen.status_code == 200
    assert "category=mlrs" in chosen.text
    again = browser.get("/-/dashboards/claims?series=general_staff_ua&category=tanks")
    assert "category=tanks" in again.text
    assert "mlrs&amp;" not in again.text
    assert "2023-01-01" not in again.text
    assert json.dumps(browser.datasette.plugin_config("datasette-dashboards")) == before
    plain = browser.get("/charts/claims_total.json").json()
    assert (
        plain["description"] != browser.get("/charts/claims_total.json?category=mlrs").json()["description"]
    )


def test_the_plugin_knows_what_is_declared(browser):
    config = browser.datasette.plugin_config("datasette-dashboards")
    assert list(config) == list(dashboards())
    listed = browser.get("/-/dashboards").text
    for slug, dashboard in config.items():
        assert f"/-/dashboards/{slug}" in listed
        for name, chart in dashboard["charts"].items():
            page = browser.get(f"/-/dashboards/{slug}/{name}")
            assert page.status_code == 200
            assert f"/charts/{name}.svg" in page.text
            assert "<style" not in page.text
            assert not re.search(r"<script(?![^>]*src=)", page.text)
            assert "style=" not in page.text
            if "query" in chart:
                assert (
                    browser.get(f"/wartally.json?{_query(chart, dashboard)}&_shape=array").status_code == 200
                )


def _query(chart, dashboard):
    return urlencode(
        {"sql": chart["query"], **{n: f.get("default", "") for n, f in dashboard["filters"].items()}}
    )


@pytest.mark.parametrize("query", ["category=nothing", "since=soon", "series=%27", "until=2026-02-30"])
@pytest.mark.parametrize("start", ["", "/uk"])
def test_what_is_no_choice_is_refused(browser, start, query):
    assert browser.get(f"{start}/dashboards/claims?{query}").status_code == 400
    assert browser.get(f"{start}/charts/claims_total.svg?{query}").status_code == 400


def test_a_window_without_anything_says_so(browser):
    response = browser.get("/charts/events_monthly.svg?since=2030-01-01")
    assert "Nothing is held for this choice." in response.text
    assert (
        "Для цього вибору даних немає." in browser.get("/uk/charts/events_monthly.svg?since=2030-01-01").text
    )


def test_fixed_pictures_are_those_that_pages_ask_for(browser, monkeypatch):
    monkeypatch.setattr(fixed, "_PAGES", (pages.PAGE,))
    found = browser._loop.run_until_complete(fixed.fixed_pictures(browser.datasette))
    assert len(found) == len(set(found)) == (len(CHARTS) + 1) * 4 * 2
    assert browser.get(found[0]).headers["content-type"].startswith("image/svg+xml")


def test_pictures_drawn_when_the_site_is_built_are_not_drawn_again(browser, monkeypatch, tmp_path):
    site = browser.datasette.wartally
    monkeypatch.setattr(fixed, "_PAGES", (home.PAGE,))
    monkeypatch.setattr(site, "pictures", Pictures(tmp_path / "pictures", "now"))
    monkeypatch.setattr(site, "kept", lambda key: None)
    (tmp_path / "pictures" / "before").mkdir(parents=True)
    many = browser._loop.run_until_complete(fixed.draw_pictures(browser.datasette))
    files = [*(tmp_path / "pictures").rglob("*")]
    assert len([file for file in files if file.is_file()]) == many >= 16
    assert [file.name for file in files if file.is_dir()] == ["now"]
    monkeypatch.setattr("wartally.site.charts.draw.svg", lambda *_: pytest.fail("drawn again"))
    answer = browser.get("/uk/charts/weekly.svg?on=page")
    assert answer.status_code == 200
    assert answer.text.startswith("<svg")


# ---- the declaration of charts


def _declared(**more):
    texts: dict[str, Any] = {name: {"en": name, "uk": name} for name in ("source", "alt")}
    return Declared(
        name="one", title={"en": "how many?", "uk": "скільки?"}, columns={"n": {"en": "N", "uk": "N"}},
        query="", display={"mark": {"type": "bar", "color": "$claimed"}}, **texts, **more,
    )  # fmt: skip


def test_a_title_is_the_finding_only_where_there_is_one():
    t = words()["uk"]
    declared = _declared(finding={"en": "{n} on {day}", "uk": "{n}, {day}"})
    found = declared_chart(t, declared, [{"n": 1}], {"n": 12345, "day": "2022-11-11"}, {})
    assert found.title.replace("\u00a0", " ") == "12 345, 11 листопада 2022 року"
    assert declared_chart(t, declared, [{"n": 1}], {"n": None, "day": "2022-11-11"}, {}).title == "Скільки?"
    assert declared_chart(t, declared, [{"n": 1}], None, {}).title == "Скільки?"
    light, dark = (found.declare(Variant(dark=dark))["mark"]["color"] for dark in (False, True))
    assert (light, dark) == ("#0072B2", "#56B4E9")


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6), st.integers(10, 40))
def test_names_beside_lines_never_touch(heights, tall):
    ends = [(height, float(tall)) for height in sorted(heights)]
    placed = apart(ends, 304.0)
    assert all(b - a >= tall - 1e-6 for a, b in pairwise(placed))
    assert placed[-1] <= 304 - tall / 2 + 1e-6
