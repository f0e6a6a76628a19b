"""The curator's walk from a dispute to its evidence and the report; the map of an event in its page."""

from __future__ import annotations

import pytest

from tests.test_site_browser import address, chromium, visit

__all__ = ["address", "chromium", "visit"]

pytestmark = pytest.mark.browser

EVENT = "/events/2022-11-11_ukrainian_forces_enter_kherson"
PAGES = (
    "/events", EVENT, "/disputes", "/corrections", "/rules", "/press", "/sources",
    "/sources/petroivaniuk_dataset", "/actors/mod_ru", "/about",
)  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_curator_sees_a_dispute_and_its_evidence(visit, scripts):
    page = visit("/", scripts=scripts)
    page.get_by_role("link", name="Disputes", exact=True).first.click()
    page.get_by_label("Category").select_option("tanks")
    page.get_by_label("Why").select_option("transcription_error")
    page.get_by_role("button", name="Show").click()
    assert "category=tanks" in page.url
    assert page.locator(".grounds").count() == 2
    dispute = page.locator(".cells tbody").filter(has=page.get_by_role("link", name="2 October 2023"))
    assert dispute.get_by_text("not taken").is_visible()
    evidence = dispute.locator(".grounds p[lang=en]").inner_text()
    assert "4725" in evidence or "4,725" in evidence or len(evidence) > 40
    dispute.get_by_role("link", name="2 October 2023").click()
    assert page.url.endswith("/days/2023-10-02")
    assert page.get_by_text(evidence).first.is_visible()
    page.go_back()
    page.locator(".cells tbody").first.locator(".grounds a").first.click()
    assert "/sources/" in page.url
    assert page.get_by_role("heading", name="What rests on it").is_visible()


def test_the_days_of_a_spell_open_without_script(visit):
    page = visit("/uk/disputes?reason=undetermined", scripts=False)
    day = page.locator(".grounds li a").first
    assert not day.is_visible()
    page.get_by_text("За кожен із 39 днів").click()
    assert day.is_visible()


@pytest.mark.parametrize("look", ["wide-light", "narrow-light", "wide-dark"])
def test_the_map_of_an_event_is_a_picture_without_script(visit, look):
    page = visit(EVENT, look, scripts=False)
    map_ = page.locator("#chart-event_map img")
    map_.scroll_into_view_if_needed()
    assert map_.is_visible()
    assert "Map without borders" in map_.get_attribute("alt")
    page.get_by_text("The data as a table").click()
    assert page.get_by_role("cell", name="Kherson", exact=True).first.is_visible()


@pytest.mark.parametrize("look", ["wide-light", "narrow-light"])
@pytest.mark.parametrize("start", ["", "/uk"])
def test_these_pages_fit_the_window_and_axe_finds_nothing(visit, look, start):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found: dict[tuple[str, str], list[str]] = {}
    for path in PAGES:
        page = visit(start + path, look)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window, f"{path} scrolls sideways"
        violations = axe.run(page).response["violations"]
        found |= {(path, v["id"]): [n["html"][:160] for n in v["nodes"][:3]] for v in violations}
    assert found == {}
