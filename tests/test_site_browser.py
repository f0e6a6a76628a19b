"""The site as people meet it: a real server, a real browser, and pictures of the pages in artefacts/."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "artefacts"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LOOKS = {"wide-light": (1280, "light"), "wide-dark": (1280, "dark"), "narrow-light": (390, "light")}
SHOWN = {
    "home": "/",
    "home-uk": "/uk",
    "tally": "/tally?category=personnel&since=2022-11-04&until=2022-11-11",
    "tally-caveat-uk": "/uk/tally?category=tanks&since=2023-05-20&until=2023-06-11",
    "tally-long": "/tally?category=personnel&since=2022-02-25&until=2026-08-08",
    "day": "/days/2023-05-28",
    "database": "/wartally",
    "table": "/wartally/losses",
    "query": "/wartally/week_in_review?until=2022-11-11",
}

pytestmark = pytest.mark.browser


def _missing(what):
    if os.environ.get("WARTALLY_REQUIRE_ALL") == "1":
        pytest.fail(f"{what}, and WARTALLY_REQUIRE_ALL=1")
    pytest.skip(what)


@pytest.fixture(scope="module")
def address():
    """A running `wartally serve` on a free port."""
    command = [sys.executable, "-m", "wartally", "serve", "--port", "0", "--no-exports"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stderr
        line = server.stdout.readline()
        found = re.search(r"http://\S+/", line)
        if not found:
            server.kill()
            pytest.fail(f"wartally serve did not start: {line}{server.stderr.read()}")
        yield found.group().rstrip("/")
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        _missing("there is no chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """A function that opens a page of the site in a look; at the end, nothing may have gone wrong in any."""
    said, asked, contexts = [], [], []

    def open_page(path, look="wide-light", scripts=True):
        width, scheme = LOOKS[look]
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{path}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{path}: {error}"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_journalist_redoes_the_article_s_tally(visit, scripts):
    page = visit("/", scripts=scripts)
    page.get_by_role("button", name="Tally").click()
    assert page.locator(".figure").inner_text() == "4,560"
    assert page.get_by_text(
        "Claimed by General Staff of the Armed Forces of Ukraine, about Russian forces"
    ).first.is_visible()
    assert page.get_by_role("row", name="11 November 2022").get_by_text("+710").first.is_visible()
    page.get_by_label("What", exact=True).select_option("tanks")
    page.get_by_role("button", name="Tally").click()
    assert page.locator(".figure").inner_text() == "64"


def test_the_same_in_ukrainian(visit):
    page = visit("/")
    page.get_by_role("link", name="УК").click()
    page.get_by_role("button", name="Обчислити").click()
    assert page.locator(".figure").inner_text() == "4\u00a0560"
    assert page.locator("html").get_attribute("lang") == "uk"
    page.get_by_role("link", name="EN", exact=True).click()
    assert page.locator(".figure").inner_text() == "4,560"


def test_a_reader_goes_from_a_table_to_a_row(visit):
    page = visit("/wartally/losses?category_id=tanks")
    page.locator("tbody td:first-child a").first.click()
    assert page.locator("dl.record").is_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_is_wider_than_the_window_and_each_has_its_picture(visit, look):
    PICTURES.mkdir(exist_ok=True)
    for name, path in SHOWN.items():
        page = visit(path, look)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window, f"{path} scrolls sideways"
        page.screenshot(path=PICTURES / f"{name}-{look}.png", full_page=True)
