"""What stands before the pages: languages, lasting addresses, what may be kept for how long, headers."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from html import unescape
from typing import ClassVar

import pytest

from tests.site_server import Browser, links
from wartally.site.address import Address, read
from wartally.site.files import FOLDER
from wartally.site.front import fronted
from wartally.site.guard import HEADERS, guarded

FOR_EVER = "public, max-age=31536000, immutable"
WEEK = "category=personnel&since=2022-11-04&until=2022-11-11"


@pytest.fixture(scope="module")
def mark(full_site):
    return full_site.datasette.wartally.mark


# ---- addresses


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", Address("en", "/", "/")),
        ("/uk", Address("uk", "/uk", "/")),
        ("/uk/tally", Address("uk", "/uk/tally", "/tally")),
        ("/ukraine", Address("en", "/ukraine", "/ukraine")),
        ("/uk/wartally/losses", Address("uk", "/wartally/losses", "/wartally/losses")),
        ("/wartally-0123456789ab", Address("en", "/wartally", "/wartally-0123456789ab", "0123456789ab")),
        (
            "/uk/wartally-0123456789ab/losses.json",
            Address("uk", "/wartally/losses.json", "/wartally-0123456789ab/losses.json", "0123456789ab"),
        ),
        ("/wartally-0123", Address("en", "/wartally-0123", "/wartally-0123")),
        ("/wartallyx", Address("en", "/wartallyx", "/wartallyx")),
    ],
)
def test_what_an_address_says(path, address):
    assert read(path) == address


def test_an_address_places_pages_of_the_database_and_leaves_others_alone():
    here = read("/uk/wartally-0123456789ab/losses")
    assert here.placed("/wartally/places/bakhmut") == "/uk/wartally-0123456789ab/places/bakhmut"
    assert here.placed("/wartally?sql=select+1") == "/uk/wartally-0123456789ab?sql=select+1"
    assert here.placed("/wartally.db") == "/wartally.db"
    assert here.placed("/tally") == "/tally"
    assert (here.in_language("en"), here.in_language("uk")) == (
        "/wartally-0123456789ab/losses",
        "/uk/wartally-0123456789ab/losses",
    )


def test_a_redirect_stays_in_the_language_and_under_the_mark(full_site, mark):
    for start in ("/wartally", "/uk/wartally", f"/wartally-{mark}", f"/uk/wartally-{mark}"):
        sorted_by = full_site.get(f"{start}/losses?_sort=cumulative&_sort_by_desc=on")
        assert sorted_by.headers["location"] == f"{start}/losses?_sort_desc=cumulative"
        assert full_site.get(f"{start}/losses/").headers["location"] == f"{start}/losses"
    assert full_site.get("/uk/tally/").status_code in (200, 302)


def test_nobody_is_sent_to_another_host(full_site):
    for path in ("//example.org/", "//example.org", "///example.org/%2e%2e"):
        answer = full_site.get(path)
        assert answer.status_code == 404
        assert "location" not in answer.headers


# ---- lasting addresses


def test_the_lasting_address_answers_what_the_plain_one_does_and_may_be_kept_for_ever(full_site, mark):
    for rest in ("", "/losses", "/losses.json?_shape=array", "/losses.csv", "/tally.json?" + WEEK):
        plain, lasting = full_site.get(f"/wartally{rest}"), full_site.get(f"/wartally-{mark}{rest}")
        assert (plain.status_code, lasting.status_code) == (200, 200)
        assert lasting.headers["cache-control"] == FOR_EVER
        assert plain.headers["cache-control"] in ("public, max-age=60",)
    page = full_site.get(f"/wartally-{mark}/losses").text
    inside = {
        link for link in links(page) if link.startswith("/wartally") and not link.startswith("/wartally.db")
    }
    kept = {link for link in inside if link.startswith(f"/wartally-{mark}")}
    assert len(kept) > 50
    assert {link.split("?")[0] for link in inside - kept} <= {"/wartally/sources"}


def test_the_address_of_another_state_leads_to_this_one(full_site):
    answer = full_site.get("/uk/wartally-000000000000/losses?_size=1")
    assert (answer.status_code, answer.headers["location"]) == (302, "/uk/wartally/losses?_size=1")


def test_the_mark_changes_with_the_data(real_package, full_site, tmp_path):
    other = Browser(real_package, tmp_path)
    assert other.datasette.wartally.mark == full_site.datasette.wartally.mark
    with closing(sqlite3.connect(other.file)) as database, database:
        database.execute("UPDATE package_info SET value = 'other' WHERE key = 'fingerprint'")
    from wartally.site.server import open_site

    assert open_site(real_package, other.file).wartally.mark != full_site.datasette.wartally.mark
    other.close()


# ---- what may be kept

KEPT = [
    "/", "/uk", f"/tally?{WEEK}", "/days/2022-11-11", "/tally.json?" + WEEK, "/wartally", "/wartally/losses",
    "/wartally/losses.json", "/static/site.css", "/feed.xml", "/data", "/charts/tally.csv?" + WEEK,
]  # fmt: skip


@pytest.mark.parametrize("path", KEPT)
def test_an_answer_that_has_not_changed_is_told_without_work(full_site, path, monkeypatch):
    first = full_site.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"].startswith("public, max-age=")
    assert "vary" not in first.headers

    def broken(*_, **__):
        raise AssertionError("something was asked of the database")

    monkeypatch.setattr(type(full_site.datasette), "get_database", broken)
    again = full_site.get(path, if_none_match=f'"other", {tag}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["x-content-type-options"] == "nosniff"


def test_an_etag_is_of_one_address_host_and_day(full_site, monkeypatch):
    tag = full_site.get("/").headers["etag"]
    assert full_site.get("/uk", if_none_match=tag).status_code == 200
    assert full_site.get("/?page=2", if_none_match=tag).status_code == 200
    assert full_site.get("/", if_none_match=tag, host="example.org").status_code == 200
    site = full_site.datasette.wartally
    today = site.today()
    monkeypatch.setattr(site, "today", lambda: today.replace(day=today.day + 1))
    assert full_site.get("/", if_none_match=tag).status_code == 200


def test_what_went_wrong_is_not_kept(full_site):
    for path in ("/nothing", "/wartally/nothing", "/tally?category=nothing", "/wartally?sql=nothing"):
        answer = full_site.get(path)
        assert answer.status_code >= 400
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_a_style_sheet_with_its_digest_may_be_kept_for_ever(full_site):
    page = full_site.get("/").text
    styles = re.findall(r'href="(/static/[a-z]+\.css\?[0-9a-f]+)"', page)
    assert len(styles) >= 3
    for style in styles:
        assert full_site.get(style).headers["cache-control"] == FOR_EVER
    assert full_site.get(styles[0] + "0").headers["cache-control"] != FOR_EVER


def test_a_reader_s_cookies_change_nothing(full_site):
    plain = full_site.get("/wartally/losses")
    known = full_site.get("/wartally/losses", cookie="ds_actor=x; a=b", authorization="Bearer x")
    assert known.headers["cache-control"] == plain.headers["cache-control"] == "public, max-age=60"
    assert known.text == plain.text
    assert "set-cookie" not in known.headers


def test_a_page_kept_for_one_host_is_not_shown_to_another(full_site):
    for host in ("one.example", "two.example", "one.example"):
        page = full_site.get("/about", host=host).text
        assert f'<link rel="canonical" href="http://{host}/about">' in page


# ---- where it is published


def test_a_published_site_speaks_of_itself_by_its_public_address(real_package, tmp_path):
    site = Browser(real_package, tmp_path, url="https://example.org/losses/")
    page = site.get("/uk/tally", host="10.0.0.7:8001").text
    assert '<link rel="canonical" href="https://example.org/losses/uk/tally">' in page
    assert "10.0.0.7" not in page
    local = {link for link in links(page) if not link.startswith("/losses/")}
    assert local == set()
    for path in (
        "/losses/uk/tally",
        "/uk/tally",
        "/losses/wartally/losses",
        "/losses/static/site.css",
        "/losses/data",
    ):
        assert site.get(path).status_code == 200, path
    for path in ("/changes", "/uk/codebook", "/events", "/disputes", "/dashboards", "/"):
        found = links(site.get(path).text)
        assert {link for link in found if not link.startswith("/losses")} == set(), path
    table = site.get("/losses/uk/wartally/losses").text
    assert {link for link in links(table) if not link.startswith("/losses/")} == set()
    for link in sorted(links(table))[:40]:
        if "_stream" not in link and ".db" not in link:
            assert site.get(link).status_code == 200, link
    assert "https://example.org/losses/sitemap.xml" in site.get("/robots.txt").text
    assert site.get("/tally.json?" + WEEK).json()["page"].startswith("https://example.org/losses/tally?")
    site.close()


# ---- headers and methods


@pytest.mark.parametrize(
    "path",
    [
        "/", "/nothing", "/wartally/losses", "/wartally/losses.json", "/wartally.csv?sql=select+1",
        "/static/site.css", "/static/nothing.css", "/exports/parquet/losses.parquet", "/exports/nothing",
        "/wartally.db", "/feed.xml",
        "/-/threads", "/wartally?sql=nothing", "/favicon.ico", "//example.org",
    ],
)  # fmt: skip
def test_every_answer_has_every_security_header_once(full_site, path):
    headers = full_site.get(path).headers
    for name in HEADERS:
        assert len(headers.get_list(name)) == 1, f"{path}: {name}"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_only_pictures_of_charts_may_be_embedded_elsewhere(full_site):
    for path in (f"/charts/tally.svg?{WEEK}", f"/uk/charts/tally.png?{WEEK}"):
        headers = full_site.get(path).headers
        assert "frame-ancestors *" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert "x-frame-options" not in headers
    for path in (f"/charts/tally.json?{WEEK}", "/", "/wartally/losses"):
        headers = full_site.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
    assert full_site.get("/").headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_site_only_reads(full_site, method):
    for path in ("/", "/wartally/losses", "/wartally/tally", "/exports/manifest.json"):
        answer = full_site.ask(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_head_is_answered_as_get_without_a_body(full_site):
    for path in ("/wartally/losses", "/exports/parquet/losses.parquet"):
        answer = full_site.ask("HEAD", path)
        assert answer.status_code == 200
        assert answer.headers["etag"]


def test_what_a_keeper_would_use_is_not_there(full_site):
    for name in (
        "threads",
        "patterns",
        "messages",
        "permissions",
        "allow-debug",
        "auth-token",
        "logout",
        "actor",
    ):
        assert full_site.get(f"/-/{name}").status_code == 404, name
        assert full_site.get(f"/-/{name}.json").status_code == 404, name
    for name in ("versions", "settings", "plugins", "databases", "metadata"):
        assert full_site.get(f"/-/{name}.json").status_code == 200, name


def test_nothing_tells_where_files_lie_on_the_machine(full_site):
    places = {str(FOLDER.parents[2]), str(full_site.file.parent)}
    for path in (
        "/-/databases.json",
        "/-/plugins.json?all=1",
        "/-/settings.json",
        "/-/metadata.json",
        "/.json",
    ):
        text = full_site.get(path).text
        assert not [place for place in places if place in text], path
    assert full_site.get("/-/databases.json").json()[0]["path"] is None


def test_pages_have_no_script_but_our_own_and_no_style_of_their_own(full_site):
    for path in ("/", "/uk", f"/tally?{WEEK}", "/data", "/wartally", "/wartally/losses", "/dashboards"):
        page = full_site.get(path).text
        for script in re.findall(r"<script[^>]*>", page):
            data = script == '<script type="application/ld+json">'
            assert data or re.search(r' src="/(static|-/static-plugins)/', script), f"{path}: {script}"
        assert " style=" not in page, path
        assert "<style" not in page, path
        assert not re.search(r" on[a-z]+=", page), path


def test_the_wrappers_leave_what_is_no_request_alone():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    async def nothing(message=None):
        return {}

    class Site:
        mark: str = "0" * 12
        styles: ClassVar[list[str]] = []
        prefix: str = ""

        @staticmethod
        def today():
            return "2026-08-08"

    async def run():
        await guarded(fronted(app, Site()))({"type": "lifespan"}, nothing, nothing)

    asyncio.run(run())
    assert seen == ["lifespan"]


# ---- the questions that pages ask are answered by way of indexes


async def _plans(datasette, path):
    """The plans of every query that an address asks."""
    database = datasette.get_database("wartally")
    asked = []
    execute = database.execute

    async def watched(sql, params=None, **more):
        asked.append((sql, params or {}))
        return await execute(sql, params, **more)

    database.execute = watched
    try:
        answer = await datasette.client.get(path)
        assert answer.status_code == 200
        plans = {}
        for sql, params in asked:
            if sql.lstrip().lower().startswith(("select", "with")):
                rows = await execute(f"EXPLAIN QUERY PLAN {sql}", params)
                plans[sql] = [row["detail"] for row in rows]
        return plans
    finally:
        database.execute = execute


BIG = ("losses", "readings", "sightings")


@pytest.mark.parametrize(
    "path", ["/home.json", f"/tally.json?{WEEK}", "/days/2022-11-11.json", "/categories/tanks.json"]
)
def test_no_page_reads_a_large_table_from_end_to_end(full_site, path):
    plans = full_site.wait(_plans(full_site.datasette, path))
    assert len(plans) >= 2
    scanned = [
        (table, sql)
        for sql, plan in plans.items()
        for step in plan
        for table in BIG
        if re.match(rf"SCAN {table}\b(?!.*(INDEX|VIRTUAL))", step)
    ]
    assert scanned == []


def test_a_json_page_says_where_its_page_is(full_site):
    document = json.loads(unescape(full_site.get("/home.json").text))
    assert document["page"] == "http://localhost/"
