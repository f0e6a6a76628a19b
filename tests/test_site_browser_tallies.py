"""The journalist's walk: redo the article's week, see caveats and documents, copy the sentence."""

from __future__ import annotations

import pytest

from tests.test_site_browser import address, chromium, visit

__all__ = ["address", "chromium", "visit"]

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/tally?category=tanks&since=2022-02-25&until=2026-08-08",
    "/tally?category=helicopters&since=2026-03-01&until=2026-04-10",
    "/tally?series=mod_ru&category=aircraft&since=2022-04-10&until=2022-07-09",
    "/days", "/days?series=mod_ru", "/days/2022-02-25", "/days/2023-05-28", "/days/2022-04-10?series=mod_ru",
)  # fmt: skip


def _redo(visit, scripts=True):
    """From the home page through the form to the article's week."""
    page = visit("/", scripts=scripts)
    page.get_by_role("button", name="Tally").click()
    assert page.locator(".figure").inner_text() == "4,560"
    return page


def test_a_journalist_copies_the_sentence(visit):
    page = _redo(visit)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert page.get_by_role("heading", name="Caveats").is_visible()
    assert page.locator(".documents a").count() == 7
    page.get_by_role("button", name="Copy: In English").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\u00a0", " ")
    assert "4,560 personnel" in copied
    assert copied.startswith("The General Staff of the Armed Forces of Ukraine claimed")
    assert "Wartally" in copied
    page.get_by_role("button", name="Copy: In Ukrainian").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('4\u00a0560 осіб'))")
    link = copied.split()[-1]
    page.goto(link)
    assert page.locator(".figure").inner_text() == "4,560"


def test_the_sentence_is_copied_where_there_is_no_clipboard_to_ask(visit):
    page = _redo(visit)
    page.context.grant_permissions(["clipboard-read"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy: In English").click()
    page.get_by_text("Copied.").wait_for()
    assert "4,560" in page.evaluate("navigator.clipboard.readText()")


def test_without_scripts_figure_picture_and_sentence_are_there(visit):
    page = _redo(visit, scripts=False)
    sentence = page.locator("#sentence-en")
    assert sentence.is_visible()
    assert "4,560" in sentence.inner_text()
    assert page.locator("button[data-copy]").first.is_hidden()
    picture = page.locator("#chart-tally img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 760
    assert page.locator("#embed-html").is_visible()
    assert page.get_by_text("deaths of soldiers confirmed by name").is_visible()
    assert page.get_by_role("heading", name="What the press said of it").is_visible()


def test_a_reader_goes_by_calendar_and_by_date(visit):
    page = visit("/days?year=2022", scripts=False)
    page.get_by_label("The report of").fill("2022-11-11")
    page.get_by_role("button", name="Open").click()
    assert page.url.endswith("/days/2022-11-11")
    page.locator("table.month").get_by_role("link", name="10", exact=True).click()
    assert page.url.endswith("/days/2022-11-10")
    page.get_by_role("link", name="later: 11 November 2022").click()
    page.get_by_role("link", name="+4,560").click()
    assert page.locator(".figure").inner_text() == "4,560"
    page.get_by_role("link", name="November 2022", exact=True).click()
    assert "since=2022-11-01&until=2022-12-01" in page.url


@pytest.mark.parametrize("start", ["", "/uk"])
@pytest.mark.parametrize("look", ["wide-light", "narrow-light"])
def test_no_page_is_wider_than_the_window(visit, start, look):
    for path in PAGES:
        page = visit(start + path if path != "/" or not start else start, look)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window, f"{start}{path} scrolls sideways"
        page.context.close()
