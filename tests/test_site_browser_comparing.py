"""The researcher's walk: a definition, its break, a download; and dashboards with scripts and without."""

from __future__ import annotations

import io

import polars as pl
import pytest

from tests.test_site_browser import address, chromium, visit

__all__ = ["address", "chromium", "visit"]

pytestmark = pytest.mark.browser

PAGES = (
    "/categories", "/categories/armoured_vehicles", "/categories/vehicles_fuel_tanks", "/compare",
    "/compare/aircraft", "/compare/personnel", "/dashboards", "/dashboards/events", "/dashboards/estimates",
)  # fmt: skip
FIGURES = {"claims": 2, "confirmed": 3, "estimates": 2, "events": 2}


def test_a_researcher_finds_a_definition_its_break_and_the_parquet_file(visit):
    page = visit("/compare")
    page.get_by_role("link", name="What is counted").click()
    page.get_by_role("link", name="Armoured vehicles", exact=True).first.click()
    assert page.get_by_role("heading", name="Armoured vehicles", exact=True).is_visible()
    about = page.locator(".about-heading").first
    assert "the Ukrainian heading never changed" in about.inner_text()
    assert "There is no break" in about.locator(".breaks").inner_text()
    assert page.locator("[id='chart-claims_total']").is_visible()
    with page.expect_download() as told:
        page.get_by_role("link", name="Parquet, all categories").click()
    losses = pl.read_parquet(io.BytesIO(told.value.path().read_bytes()))
    series = losses.filter(pl.col("category_id") == "armoured_vehicles", pl.col("cumulative").is_not_null())
    latest = series.sort("report_date").row(-1, named=True)
    assert f"{latest['cumulative']:,}" == page.locator(".heading aside .figure").first.inner_text()
    with page.expect_download() as told:
        page.get_by_role("link", name="Every report as CSV").click()
    assert told.value.path().read_text(encoding="utf-8").count("\n") == series.height + 1


def test_a_merge_is_followed_to_what_came_before(visit):
    page = visit("/uk/categories/vehicles_fuel_tanks", scripts=False)
    page.locator(".breaks").get_by_role("link", name="Автоцистерни").click()
    assert page.url.endswith("/uk/categories/fuel_tanks")
    page.locator(".breaks").get_by_role("link", name="Автомобільна техніка та автоцистерни").click()
    assert page.url.endswith("/uk/categories/vehicles_fuel_tanks")


@pytest.mark.parametrize("slug", FIGURES)
@pytest.mark.parametrize("start", ["", "/uk"])
def test_a_dashboard_is_there_without_scripts_and_alive_with_them(visit, slug, start):
    plain = visit(f"{start}/dashboards/{slug}", scripts=False)
    pictures = plain.locator("figure.chart img")
    assert pictures.count() == FIGURES[slug]
    for i in range(FIGURES[slug]):
        pictures.nth(i).scroll_into_view_if_needed()
        assert pictures.nth(i).evaluate("image => image.complete && image.naturalWidth") == 760
        assert pictures.nth(i).get_attribute("alt")
    assert plain.locator("figure.chart details table").count() == FIGURES[slug]
    page = visit(f"{start}/dashboards/{slug}")
    page.locator(".drawn canvas").nth(FIGURES[slug] - 1).wait_for()
    assert page.locator("picture:visible").count() == 0


def test_pointing_at_a_figure_tells_it_in_the_reader_s_language(visit):
    page = visit("/uk/dashboards/claims?category=tanks&since=2022-11-04&until=2022-12-30")
    bars = page.locator(".drawn canvas").first
    bars.wait_for()
    box = bars.bounding_box()
    told = page.locator(".pointed").first
    for x in range(70, int(box["width"]), 6):
        page.mouse.move(box["x"] + x, box["y"] + box["height"] - 45)
        if told.is_visible():
            break
    assert told.is_visible()
    assert "Наростаючим підсумком" in told.inner_text()


def test_a_chart_follows_width_and_theme_and_is_shown_once(visit):
    page = visit("/dashboards/confirmed", "narrow-light")
    page.locator(".drawn canvas").nth(2).wait_for()
    assert page.locator(".drawn canvas").first.bounding_box()["width"] <= 380
    with page.expect_response(lambda response: "confirmed_status.json" in response.url) as told:
        page.emulate_media(color_scheme="dark")
    assert "theme=dark" in told.value.url
    assert "size=narrow" in told.value.url
    assert page.locator(".drawn canvas").count() == 3
    assert page.locator("picture:visible").count() == 0


def test_a_filter_is_chosen_and_kept_in_the_address(visit):
    page = visit("/dashboards/claims", scripts=False)
    page.get_by_label("What").select_option("tanks")
    page.get_by_role("button", name="Show").click()
    assert "category=tanks" in page.url
    assert page.locator("figcaption").first.inner_text().startswith("Tanks: ")
    page.get_by_role("link", name="УК").click()
    assert "category=tanks" in page.url
    assert page.get_by_label("Що").input_value() == "tanks"


def test_the_plugin_s_own_page_obeys_the_same_policy(visit):
    page = visit("/-/dashboards/estimates?measure=killed&side=UA")
    page.locator(".drawn canvas").nth(1).wait_for()
    page.get_by_role("link", name="This dashboard with its tables").click()
    assert page.get_by_label("About whom").input_value() == "UA"


@pytest.mark.parametrize("start", ["", "/uk"])
@pytest.mark.parametrize("look", ["wide-dark", "narrow-light"])
def test_no_page_is_wider_than_the_window(visit, start, look):
    for path in PAGES:
        page = visit(start + path, look)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window, f"{start}{path} scrolls sideways"
        page.context.close()
