"""Every kind of page in a real browser: axe finds nothing, nothing is loaded from elsewhere or said aloud."""

import asyncio
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import pytest
import uvicorn

from tests.test_site_browser import PICTURES, chromium
from wartally.site.exports import exports_in
from wartally.site.pages.registry import PAGES
from wartally.site.server import open_site

__all__ = ["chromium"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Pages that are not ours, and ours where there is something to say first.
BESIDE = (
    "/wartally", "/wartally/losses", "/wartally/losses?category_id=tanks&_sort=report_date",
    "/wartally/places?_search=Kherson",
    "/wartally/losses/general_staff_ua,2022-11-11,tanks", "/wartally/sources/petroivaniuk_dataset",
    "/wartally/claimed_vs_confirmed?category=tanks", "/wartally/week_in_review?until=2022-11-11",
    "/wartally/rule_double_entry", "/wartally?sql=select+*+from+readings+limit+20", "/wartally?sql=nothing",
    "/wartally/losses?report_date=1999-01-01", "/nothing", "/changes/9.9.9", "/days/1999-01-01",
    "/tally?category=nothing",
    "/tally?category=tanks&since=2023-05-20&until=2023-06-11",
    "/tally?category=personnel&since=2022-02-25&until=2026-08-08",
)  # fmt: skip
MAIN = {
    "home": "/",
    "tally": "/tally?category=personnel&since=2022-11-04&until=2022-11-11",
    "day": "/days/2022-11-11",
    "compare": "/compare/tanks",
    "events": "/events/2022-11-11_ukrainian_forces_enter_kherson",
    "disputes": "/disputes",
    "press": "/press",
    "data": "/data",
}
ORDINARY = re.compile(r"Failed to load resource: the server responded with a status of (?:400|404)")


@contextmanager
def running(app):
    """An ASGI app on a free port, in a thread; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
        assert thread.is_alive(), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def whole(full_site, exported):
    """The site with all its exports at an address."""
    opened = open_site(
        full_site.datasette.wartally.package, full_site.file, full_site.today, "", exports_in(exported)
    )
    with running(opened.app()) as address:
        yield address
    opened.executor.shutdown()


def apart(call, *given):
    """What a call returns, made in another thread: the browser has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call, *given).result()


@pytest.fixture(scope="module")
def kinds(full_site):
    """An address of every kind of page, and two of those of ours that have several."""
    found = []
    for page in PAGES:
        examples = apart(full_site.wait, _examples(full_site, page))
        found += [examples[0], examples[len(examples) // 2]]
    found += BESIDE
    return list(dict.fromkeys(found))


async def _examples(full_site, page):
    from wartally.site.pages.page import Asked

    class Request:
        args, query_string, path, url_vars = {}, "", "/", {}

    return await page.examples(Asked(full_site.datasette, Request()))


@pytest.fixture
def watched(chromium, whole):
    """A function that gives a page in a colour scheme; nothing may be said aloud or asked of another host."""
    said, asked, contexts = [], [], []

    def opened(scheme="light", scripts=True, width=1280):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        page.on("request", lambda request: asked.append(request.url))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for line in said if not ORDINARY.search(line)] == []
    assert len(asked) > 2
    assert [url for url in asked if not url.startswith((whole, "data:"))] == []


# Every kind of page in one language and theme, every third of the other: pages of all kinds share a frame.
@pytest.mark.parametrize(("start", "scheme", "step"), [("", "light", 1), ("/uk", "dark", 3)])
def test_axe_finds_nothing_on_any_kind_of_page(watched, whole, kinds, start, scheme, step):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, found = watched(scheme), {}
    assert len(kinds) > 45
    for path in kinds[::step]:
        page.goto(whole + ((start + path).rstrip("/") or "/"))
        for violation in axe.run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found[(path, violation["id"])] = nodes
        assert page.locator("html").get_attribute("lang") == ("uk" if start else "en"), path
    assert found == {}


@pytest.mark.parametrize("start", ["", "/uk"])
def test_no_kind_of_page_scrolls_sideways_on_a_telephone(watched, whole, kinds, start):
    page, wide = watched(width=390), []
    for path in kinds:
        page.goto(whole + ((start + path).rstrip("/") or "/"))
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert wide == []


def test_every_kind_of_page_has_one_heading_of_the_first_rank_and_none_out_of_rank(watched, whole, kinds):
    page = watched()
    for path in kinds:
        page.goto(whole + path)
        ranks = page.eval_on_selector_all(
            "h1, h2, h3, h4, h5, h6", "found => found.map(h => Number(h.tagName[1]))"
        )
        assert ranks.count(1) == 1, path
        assert ranks[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(ranks)), path
        landmarks = page.eval_on_selector_all(
            "header, nav, main, footer", "found => found.map(e => e.tagName)"
        )
        assert {"HEADER", "NAV", "MAIN", "FOOTER"} <= set(landmarks), path


def test_a_page_can_be_walked_by_keyboard(watched, whole):
    page = watched()
    for path in ("/", "/wartally/losses", "/data"):
        page.goto(whole + path)
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.className")
        assert first == "skip", path
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", path
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), path


def test_the_language_changes_and_the_page_stays(watched, whole):
    page = watched()
    page.goto(whole + "/wartally/losses?category_id=tanks")
    page.get_by_role("link", name="УК", exact=True).click()
    assert page.url == whole + "/uk/wartally/losses?category_id=tanks"
    assert page.locator("h1").inner_text().startswith("Заявлені втрати")
    page.locator("tbody td:first-child a").first.click()
    assert "/uk/wartally/losses/" in page.url
    page.get_by_role("link", name="EN", exact=True).click()
    assert "/uk/" not in page.url
    assert page.locator("dl.record").is_visible()


def test_a_picture_may_be_embedded_elsewhere_and_a_page_may_not(chromium, whole):
    context = chromium.new_context()
    page = context.new_page()
    picture = "/charts/tally.svg?category=personnel&since=2022-11-04&until=2022-11-11"
    frames = (
        f'<img src="{whole}{picture}"><iframe src="{whole}{picture}"></iframe>'
        f'<iframe src="{whole}/"></iframe>'
    )

    async def elsewhere(scope, receive, send):
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]}
        )
        await send({"type": "http.response.body", "body": frames.encode()})

    with running(elsewhere) as another:
        page.goto(another, wait_until="networkidle")
    assert page.evaluate("document.querySelector('img').naturalWidth") > 300
    shown = [frame.url for frame in page.frames[1:]]
    assert whole + picture in shown
    assert whole + "/" not in shown
    context.close()


def test_a_reader_takes_a_table_as_parquet(watched, whole, tmp_path):
    page = watched()
    page.goto(whole + "/")
    page.get_by_role("link", name="Data", exact=True).first.click()
    row = page.get_by_role("row").filter(has=page.locator("th code", has_text=re.compile("^losses$")))
    with page.expect_download() as download:
        row.get_by_role("link", name="Parquet").click()
    download.value.save_as(tmp_path / "losses.parquet")
    assert (tmp_path / "losses.parquet").read_bytes()[:4] == b"PAR1"
    row.get_by_role("link", name="what they mean").click()
    assert page.url.endswith("/codebook#losses")
    assert page.locator("#losses").is_visible()


@pytest.mark.parametrize("start", ["", "/uk"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_eight_main_pages_have_their_picture_taken(watched, whole, start, width):
    folder = PICTURES / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page = watched(width=width)
    for name, path in MAIN.items():
        page.goto(whole + ((start + path).rstrip("/") or "/"), wait_until="networkidle")
        target = folder / f"{name}-{'uk' if start else 'en'}-{'wide' if width > 1000 else 'narrow'}.png"
        page.screenshot(path=target, full_page=True)
        assert target.stat().st_size > 20_000, name
    assert len(MAIN) == 8
