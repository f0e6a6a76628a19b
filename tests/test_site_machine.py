"""The site as programs read it: OpenAPI, feeds, site map, robots.txt, llms.txt, schema.org, cards."""

import json
import re
from html import unescape
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest

from tests.site_server import Browser
from wartally.package import open_package
from wartally.site.machine.atom import Entry, render_atom
from wartally.site.machine.texts import render_sitemap
from wartally.site.pages.registry import PAGES

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
WEEK = "category=personnel&since=2022-11-04&until=2022-11-11"


@pytest.fixture(scope="module")
def api(full_site):
    return full_site.get("/openapi.json").json()


# ---- OpenAPI


def test_the_description_is_valid_openapi(api):
    from openapi_spec_validator import validate

    validate(api)
    assert api["openapi"].startswith("3.1")
    operations = [entry["get"]["operationId"] for entry in api["paths"].values()]
    assert len(operations) == len(set(operations)) > 150


def _asked(path, operation):
    """The address of an operation, with the examples of what it needs."""
    given = []
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(parameter["example"])))
        elif "example" in parameter:
            given.append(f"{parameter['name']}={quote(str(parameter['example']))}")
    return path + ("?" + "&".join(given) if given else "")


def test_every_path_of_the_description_answers_as_it_says(full_site, api):
    asked = 0
    for path, entry in api["paths"].items():
        operation = entry["get"]
        described = operation["responses"]["200"]["content"]
        assert described, path
        if path.endswith(("{key}.json", ".png")) or (path.startswith("/wartally/") and path.endswith(".csv")):
            continue
        address = _asked(path, operation)
        if path.startswith("/wartally/") and "_size" in {p["name"] for p in operation["parameters"]}:
            address += "?_size=2"
        answer = full_site.get(address)
        assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
        assert answer.headers["content-type"].split(";")[0] in described, address
        asked += 1
    assert asked > 100


def test_a_row_is_described_as_it_is(full_site, api, real_package):
    checked = 0
    for name in real_package.tables:
        described = api["components"]["schemas"][name]["properties"]
        rows = full_site.rows(f"/wartally/{name}.json?_size=20")
        for row in rows:
            assert set(row) - {"rowid"} == set(described), name
            for column, value in row.items():
                node = described.get(column, {})
                types = node.get("type", [])
                if value is None:
                    assert "null" in types, f"{name}.{column}"
                elif "integer" in types:
                    assert isinstance(value, int), f"{name}.{column}"
                if "enum" in node:
                    assert value in node["enum"], f"{name}.{column}"
                checked += 1
    assert checked > 3000


def test_one_row_can_be_had_by_its_key(full_site, api):
    path = "/wartally/losses/{key}.json"
    assert path in api["paths"]
    answer = full_site.get(path.replace("{key}", "general_staff_ua,2022-11-11,tanks") + "?_shape=array")
    assert answer.json()[0]["cumulative"] == 2814


def test_every_page_query_and_table_is_described(api, full_site):
    site = full_site.datasette.wartally
    for page in PAGES:
        stem = "/home" if page.address == "/" else page.address
        assert f"{stem}.json" in api["paths"]
        assert f"{stem}.csv" in api["paths"]
    for name in (*site.faces, *site.queries):
        assert f"/wartally/{name}.json" in api["paths"]


# ---- feeds


def _feed(full_site, path):
    answer = full_site.get(path)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.text)


def _valid(feed):
    """What RFC 4287 asks of a feed and its entries."""
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", node.findtext(f"{ATOM}updated"))
        assert node.findtext(f"{ATOM}id").startswith("urn:uuid:")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) >= 20
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert set(links) == {"self", "alternate"}
    updated = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert updated == sorted(updated, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == updated[0]
    return links


@pytest.mark.parametrize("path", ["/feed.xml", "/uk/feed.xml", "/changes.xml", "/uk/changes.xml"])
def test_a_feed_is_valid_and_its_entries_lead_to_pages(full_site, path):
    feed = _feed(full_site, path)
    links = _valid(feed)
    assert urlsplit(links["self"]).path == path
    for entry in feed.findall(f"{ATOM}entry"):
        address = entry.find(f"{ATOM}link").get("href")
        assert full_site.get(address.removeprefix("http://localhost")).status_code == 200, address
    language = feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert language == ("uk" if path.startswith("/uk") else "en")


def test_the_latest_report_comes_first_with_its_figures(full_site):
    entry = _feed(full_site, "/feed.xml").find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") == f"{full_site.last_report}T00:00:00Z"
    assert f"{full_site.personnel:,}" in entry.findtext(f"{ATOM}summary")
    ukrainian = _feed(full_site, "/uk/feed.xml").find(f"{ATOM}entry")
    assert f"{full_site.personnel:,}".replace(",", "\u00a0") in ukrainian.findtext(f"{ATOM}summary")
    assert ukrainian.findtext(f"{ATOM}id") != entry.findtext(f"{ATOM}id")


def test_identifiers_of_entries_do_not_change_with_host_or_day(full_site):
    here = _feed(full_site, "/feed.xml")
    there = ElementTree.fromstring(full_site.get("/feed.xml", host="example.org").text)
    ids = [[entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")] for feed in (here, there)]
    assert ids[0] == ids[1]


def test_the_feed_of_changes_has_releases_corrections_and_decisions(full_site):
    titles = [e.findtext(f"{ATOM}title") for e in _feed(full_site, "/changes.xml").findall(f"{ATOM}entry")]
    assert "Version 0.1.0 of the data" in titles
    assert any("decided" in title for title in titles)
    released = _feed(full_site, "/changes.xml").findall(f"{ATOM}entry")
    assert len(released) <= 60


def test_a_feed_escapes_what_it_is_given_and_may_be_empty():
    entry = Entry("k", "a < b & c", '"quoted"', "https://x.org/?a=1&b=2", "2022-11-11")
    words = {"key": "f", "title": "<t>", "lang": "en", "own": "https://x.org/?a&b", "page": "https://x.org/"}
    text = render_atom([entry], **words, author="A & B", rights="")
    feed = ElementTree.fromstring(text)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "a < b & c"
    assert [e.get("href") for e in feed.iterfind(f"{ATOM}entry/{ATOM}link")] == ["https://x.org/?a=1&b=2"]
    assert (
        ElementTree.fromstring(render_atom([], **words, author="A", rights="")).findall(f"{ATOM}entry") == []
    )


# ---- site map, robots.txt, llms.txt


def test_the_site_map_has_every_page_in_both_languages(full_site):
    root = ElementTree.fromstring(full_site.get("/sitemap.xml").text)
    addresses = [str(node.text) for node in root.iter(f"{MAP}loc")]
    assert 5000 < len(addresses) == len(set(addresses)) < 50_000
    paths = {urlsplit(address).path for address in addresses}
    for kind in ("/", "/tally", "/days/2022-11-11", "/events", "/data", "/codebook", "/wartally/losses"):
        assert kind in paths
        assert ("/uk" + kind).rstrip("/") in paths
    for node in root.findall(f"{MAP}url")[:50]:
        others = [link.get("hreflang") for link in node if link.tag.endswith("link")]
        assert others == ["en", "uk"]
    for address in addresses[:: max(len(addresses) // 60, 1)]:
        assert full_site.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_a_site_map_escapes_addresses():
    root = ElementTree.fromstring(render_sitemap([("https://x.org/?a=1&b=2", "https://x.org/uk?a=1&b=2")]))
    assert next(root.iter(f"{MAP}loc")).text == "https://x.org/?a=1&b=2"


def test_robots_are_sent_to_the_site_map_and_kept_from_endless_filters(full_site):
    text = full_site.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /*?*_sort" in text
    assert "Disallow: /\n" not in text


def test_every_link_for_language_models_works(full_site):
    text = full_site.get("/llms.txt").text
    assert text.startswith("# Wartally")
    assert "never add them together" in text
    found = re.findall(r"\]\((http://localhost[^)]*)\)", text)
    assert len(found) > 12
    for address in found:
        assert full_site.get(address.removeprefix("http://localhost")).status_code == 200, address


# ---- schema.org and cards


def test_home_and_data_page_carry_the_record_that_search_engines_read(full_site):
    whole = full_site.get("/dataset.jsonld").json()
    assert (whole["@type"], whole["url"]) == ("Dataset", "http://localhost/")
    block = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
    for path in ("/", "/uk", "/data"):
        (text,) = block.findall(full_site.get(path).text)
        assert json.loads(text) == whole
        assert "<" not in text
    assert "ld+json" not in full_site.get("/tally").text


def test_every_download_of_the_record_is_there_with_its_size(full_site):
    downloads = full_site.get("/dataset.jsonld").json()["distribution"]
    assert len(downloads) > 30
    for download in downloads:
        answer = full_site.get(download["contentUrl"].removeprefix("http://localhost"))
        assert answer.status_code == 200, download["contentUrl"]
        assert download["contentSize"] == f"{len(answer.content)} B", download["contentUrl"]


def _meta(page):
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page)
    return {name: unescape(content) for name, content in found}


@pytest.mark.parametrize("start", ["", "/uk"])
def test_every_page_of_ours_has_a_card_whose_picture_exists(full_site, start):
    seen, pictures = 0, set()
    for page in PAGES:
        path = full_site.wait(_first(full_site, page))
        answer = full_site.get((start + path).rstrip("/") or "/")
        assert answer.status_code == 200, path
        meta = _meta(answer.text)
        for name in ("description", "og:title", "og:description", "og:url", "og:image", "og:image:alt"):
            assert meta[name].strip(), f"{path}: {name}"
        assert meta["og:locale"] == ("uk_UA" if start else "en_GB")
        assert meta["twitter:card"] == "summary_large_image"
        assert meta["og:image"].startswith(f"http://localhost{start}/charts/")
        pictures.add(meta["og:image"])
        seen += 1
    assert seen == len(PAGES) >= 20
    for picture in sorted(pictures)[:3]:
        answer = full_site.get(picture.removeprefix("http://localhost"))
        assert answer.status_code == 200, picture
        assert answer.content.startswith(b"\x89PNG")


async def _first(full_site, page):
    from wartally.site.pages.page import Asked

    class Request:
        args, query_string, path, url_vars = {}, "", "/", {}

    return (await page.examples(Asked(full_site.datasette, Request())))[0]


def test_a_package_without_tallies_has_no_machine_faces_of_ours(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": ["a"]}}
    descriptor = {"name": "other", "title": "Other", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    other = Browser(open_package(tmp_path), tmp_path)
    assert other.get("/openapi.json").status_code == 404
    assert "atom+xml" not in other.get("/wartally").text
    assert other.get("/uk/wartally/t").status_code == 200
    assert other.get("/uk/wartally/t/1").status_code == 200
    other.close()
