"""The site and those who mean it no good: odd addresses, heavy queries, other files, writing, markup."""

# ruff: noqa: E501 - the queries and addresses are read better whole

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.site_server import Browser
from wartally import store
from wartally.package import open_package
from wartally.site.confined import MOST_BYTES
from wartally.site.guard import HEADERS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CONFORMS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
ODD = [
    "", "0", "-1", "999999999999999999999", "1e309", "NaN", "'", '"', "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../../etc/passwd", "%00", "\0", "\ud83d", "ї" * 500,
    "a" * 5000, "2022-02-30", "2022-11-11T00:00", "*", "[]",
    "{}", "null", "on", "\r\nSet-Cookie: a=b", "javascript:alert(1)", "{{7*7}}", "${7*7}", "1;DROP TABLE losses",
]  # fmt: skip
COUNT_ALL = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
# What takes for ever, or would fill the memory; each is refused.
HEAVY = {
    "endless": COUNT_ALL,
    "crossed": "SELECT count(*) FROM readings AS a, readings AS b, readings AS c, losses AS d",
    "sorted": f"{COUNT_ALL[:-20]}n FROM c ORDER BY -n",
    "strung together": "SELECT group_concat(a.title_en) FROM events AS a, events AS b, events AS c, events AS d",
    "zeros": "SELECT zeroblob(1000000000)",
    "many large rows": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 5000) "
    "SELECT hex(zeroblob(100000)) FROM c",
    "a large pattern": f"SELECT 'a' LIKE '{'%a' * 2000}'",
    "nested": f"SELECT {'(' * 3000}1{')' * 3000}",
}
# What reaches for other files or wants to write.
FORBIDDEN = [
    "ATTACH DATABASE '/etc/passwd' AS x", "SELECT load_extension('/tmp/x.so')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('/tmp/x', 'y')", "SELECT * FROM pragma_database_list", "PRAGMA writable_schema = 1",
    "VACUUM INTO '/tmp/stolen.db'", "INSERT INTO actors SELECT * FROM actors",
    "UPDATE losses SET cumulative = 1",
    "DELETE FROM losses", "WITH x AS (SELECT 1) DELETE FROM losses", "DROP TABLE losses",
    "CREATE TEMP TABLE x (y)",
    "SELECT 1; DROP TABLE losses", "BEGIN EXCLUSIVE", "INSERT INTO sources_fts(sources_fts) VALUES ('rebuild')",
    "SELECT fts3_tokenizer('simple')", "SELECT * FROM sqlite_stmt", "SELECT * FROM fsdir('/etc')", "REINDEX",
    "SELECT * FROM pragma_journal_mode",
]  # fmt: skip
CLIMBING = [
    "..%2fwartally.db", "%2e%2e/%2e%2e/etc/passwd", "..%5c..%5cetc%5cpasswd",
    "....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd", "/etc/passwd", "//etc/passwd", "csv/%2e%2e/%2e%2e/wartally.db", "%00/etc/passwd",
    "~r/etc/passwd", "secret.txt",
]  # fmt: skip
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def browser(master, tmp_path_factory):
    """The site over the small package, with exports beside which a link leads out of their folder."""
    from tests.workbench import TODAY
    from wartally.export import export

    place = tmp_path_factory.mktemp("site")
    exports = place / "exports"
    export(open_package(master), ["csv", "zip"], exports, today=TODAY)
    export(open_package(master), "csv", exports, today=TODAY)
    (place / "secret.txt").write_text("SECRET", encoding="utf-8")
    (exports / "secret.txt").symlink_to(place / "secret.txt")
    opened = Browser(open_package(master), place, exports)
    yield opened
    opened.close()


def sql(query: str, ending: str = ".json") -> str:
    return f"/wartally{ending}?{urlencode({'sql': query, '_shape': 'array'})}"


def assert_strict(response) -> None:
    """The security headers, whatever was answered."""
    given = {name.lower(): value for name, value in response.headers.items()}
    for name, value in HEADERS.items():
        if name in ("cross-origin-resource-policy", "content-security-policy", "x-frame-options"):
            continue
        assert given[name] == value, (name, response.url)
    assert "script-src 'self'" in given["content-security-policy"]
    assert "set-cookie" not in given


def test_what_the_description_of_the_api_allows_is_answered_as_it_says(browser):
    document = browser.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    statuses: Counter[int] = Counter()

    def answered(case) -> None:
        asked = case.as_transport_kwargs(base_url="http://localhost")
        query = urlencode(asked.get("params") or {}, doseq=True)
        path = asked["url"].removeprefix("http://localhost")
        response = browser.get(path + (f"?{query}" if query else ""))
        response.request.url = response.url
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CONFORMS)

    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    for operation in operations:
        check = settings(
            max_examples=1, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate], derandomize=True,
        )(given(case=operation.as_strategy())(answered))  # fmt: skip
        check()
    assert len(operations) > 100
    assert sum(statuses.values()) >= len(operations)
    assert statuses[200] > 50
    assert set(statuses) <= {200, 302, 400, 404}, statuses


def test_odd_values_of_every_parameter_are_never_our_fault(browser):
    paths = browser.get("/openapi.json").json()["paths"]
    asked = 0
    for number, (path, entry) in enumerate(sorted(paths.items())):
        for at, parameter in enumerate(entry["get"]["parameters"]):
            odd = ODD[(number + at) % len(ODD)].encode("utf-8", "surrogatepass")
            if parameter["in"] == "path":
                address = path.replace(f"{{{parameter['name']}}}", quote(odd, safe=""))
            else:
                address = f"{path}?{parameter['name']}={quote(odd)}"
            if "{" in address.partition("?")[0] or (number + at) % 2:
                continue
            response = browser.get(address)
            asked += 1
            assert response.status_code in (200, 302, 400, 404), (address, response.status_code)
            if "json" not in response.headers["content-type"]:
                assert b"<script>alert" not in response.content
            assert_strict(response)
    assert asked > 200


@pytest.mark.parametrize("query", HEAVY.values(), ids=HEAVY)
def test_a_heavy_query_is_stopped_in_time(browser, query):
    began = time.monotonic()
    response = browser.get(sql(query))
    assert response.status_code == 400, response.text[:200]
    assert time.monotonic() - began < 20
    assert len(response.content) < 50_000
    assert_strict(response)


def test_finding_in_a_long_text_is_quick_and_gives_what_it_gives_elsewhere(browser):
    began = time.monotonic()
    zeros = "zeroblob(1900000), zeroblob(950000) || x'01'"
    asked = f"SELECT instr({zeros}) AS a, length(replace({zeros}, 'y')) AS b, replace(hex(zeroblob(900000)), '0', 'aaaa')"
    assert [*browser.get(sql(asked)).json()[0].values()][::2] == [0, None]
    assert time.monotonic() - began < 20
    asked = "SELECT instr('дарма', 'рм'), instr(x'0102', x'02'), instr('a', ''), instr(NULL, 'a'), replace('aXbX', 'X', 'їй'), replace('a', '', 'b'), replace(NULL, 'a', 'b'), instr(12, 2)"
    values = [*browser.get(sql(asked)).json()[0].values()]
    import sqlite3

    assert values == [*sqlite3.connect(":memory:").execute(asked).fetchone()]


def test_a_value_has_an_end_and_so_have_all_rows_together(browser):
    assert browser.get(sql(f"SELECT length(zeroblob({MOST_BYTES - 100})) AS n")).json() == [
        {"n": MOST_BYTES - 100}
    ]
    told = browser.get(sql(HEAVY["many large rows"])).json()
    assert "48,000,000" in json.dumps(told)


@pytest.mark.parametrize("ending", [".json", ".csv", ""])
def test_no_other_file_is_read_and_nothing_is_written(browser, ending):
    before = browser.file.read_bytes()
    for query in FORBIDDEN:
        response = browser.get(sql(query, ending))
        assert response.status_code == 400, (query, response.status_code)
        assert "root:" not in response.text
        assert str(browser.file.parent) not in response.text
        assert_strict(response)
    assert browser.file.read_bytes() == before
    assert not Path("/tmp/stolen.db").exists()


@pytest.mark.parametrize("start", ["/exports/", "/static/", "/-/static/", "/data/", "/", "/uk/exports/"])
def test_no_path_leads_out_of_a_folder(browser, start):
    for path in CLIMBING:
        response = browser.get(start + path)
        assert response.status_code in (302, 400, 404), (start + path, response.status_code)
        assert b"root:" not in response.content
        assert b"SECRET" not in response.content
        assert b"SQLite format" not in response.content
        assert_strict(response)


@pytest.mark.parametrize(
    "path", ["/", "/tally", "/wartally", "/wartally/losses", "/openapi.json", "/nothing", "//x"]
)
def test_only_reading_is_answered_and_every_answer_is_strict(browser, path):
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "GET", "HEAD", "OPTIONS"):
        response = browser.ask(method, path)
        if method in ("GET", "HEAD", "OPTIONS"):
            assert response.status_code in (200, 404), (method, path)
        else:
            assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
            assert "only reads" in response.text
        assert_strict(response)


def test_an_address_that_is_none_is_told_in_words(browser):
    response = browser.get("//x")
    assert (response.status_code, "no such page" in response.text) == (404, True)


def test_a_row_with_too_few_parts_of_its_key_is_not_there(browser):
    for table in ("losses", "adjudications", "readings"):
        assert browser.get(f"/wartally/{table}/0.json").status_code == 404


def test_a_filter_on_no_column_is_refused_with_the_column_that_is_meant(browser):
    response = browser.get("/wartally/losses.json?categry_id=tanks")
    assert (response.status_code, "category_id" in response.json()["error"]) == (400, True)
    assert "category_id" in browser.get("/uk/wartally/losses?categry_id=tanks").text
    for fine in ("category_id=tanks", "category_id__in=tanks", "cumulative__gte=1", "_sort=change"):
        assert browser.get(f"/wartally/losses.json?{fine}").status_code == 200


def test_two_hundred_readers_at_once_get_the_answers_one_reader_gets(browser):
    paths = [
        "/tally.json?category=personnel&since=2022-11-04&until=2022-11-11",
        "/tally.csv?category=tanks&since=2022-11-04&until=2022-11-11",
        "/wartally/losses.json?_shape=array&category_id=tanks",
        "/wartally/actors.csv?_stream=on",
        sql("SELECT count(*) AS n FROM readings"),
        "/uk/categories",
        "/wartally/losses/nothing.json",
        sql("SELECT nothing"),
    ]
    alone = {path: browser.get(path) for path in paths}
    client = browser.datasette.client

    async def readers() -> list[tuple[str, int, bytes]]:
        async def one(number: int) -> tuple[str, int, bytes]:
            path = paths[number % len(paths)]
            answer = await client.request("GET", path, avoid_path_rewrites=True)
            return path, answer.status_code, answer.content

        return await asyncio.gather(*(one(n) for n in range(200)))

    answers = browser.wait(readers())
    assert len(answers) == 200
    for path, status, content in answers:
        assert status == alone[path].status_code
        assert without_times(content) == without_times(alone[path].content), path


def without_times(content: bytes) -> bytes:
    """An answer without how long it took."""
    return b"".join(part for part in content.split(b",") if b"query_ms" not in part)


def test_memory_stays_level(browser):
    """Two rounds of three hundred different requests: the second adds nothing."""

    def ask_around(start: int) -> int:
        for number in range(start, start + 150):
            browser.get(f"/tally?category=tanks&since=2022-11-04&until=2022-11-11&x={number}")
            browser.get(f"/wartally/losses.json?_size=5&cumulative__gt={number}")
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf(
            "SC_PAGESIZE"
        )

    first, second = ask_around(0), ask_around(150)
    assert second - first < 30_000_000, (first, second)


@pytest.fixture(scope="module")
def spoilt(master, tmp_path_factory):
    """The site over a package with markup in every text column that is no key and no code."""
    root = Path(shutil.copytree(master, tmp_path_factory.mktemp("spoilt") / "package"))
    package = open_package(root)
    tables, cells = {}, 0
    for name, table in package.tables.items():
        taken = {*table.schema.primary_key, *(f for k in table.schema.foreign_keys for f in k.fields)}
        taken |= {f for key in table.schema.unique_keys for f in key}
        texts = [
            f.name for f in table.schema.fields
            if f.type == "string" and f.name not in taken and not f.enum and "url" not in f.name
            and "pattern" not in f.constraints and name != "changes"
        ]  # fmt: skip
        cells += len(texts)
        rows = enumerate(package.rows(name))
        tables[name] = [{**row, **dict.fromkeys(texts, f"{SCRIPT}{n}")} for n, row in rows]
    store.write_tables(package, tables)
    store.sync(package)
    assert cells > 40
    opened = Browser(open_package(root), tmp_path_factory.mktemp("spoilt_site"))
    yield opened
    opened.close()


def test_markup_in_the_data_is_shown_as_text_on_every_kind_of_page(spoilt):
    from tests.site_server import links

    seen, shown = set(), 0
    todo = ["/", "/uk", "/tally", "/days", "/categories", "/compare", "/events", "/disputes", "/press",
            "/sources",
            "/rules", "/changes", "/data", "/codebook", "/about", "/wartally", "/feed.xml", "/changes.xml",
            "/dataset.jsonld", *(f"/wartally/{name}" for name in spoilt.datasette.wartally.shape.tables)]  # fmt: skip
    kinds: Counter[str] = Counter()
    while todo:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        response = spoilt.get(path)
        assert response.status_code in (200, 302, 404), (path, response.status_code)
        text = response.text
        if "json" not in response.headers.get("content-type", ""):
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
        shown += "alert(" in text
        for link in sorted(links(text)) if "html" in response.headers.get("content-type", "") else ():
            bare = link.partition("?")[0]
            kind = "/".join(bare.split("/")[:3])
            if (
                kinds[kind] < 2
                and not bare.endswith((".db", ".png", ".svg", ".csv", ".json"))
                and bare == link
            ):
                kinds[kind] += 1
                todo.append(link)
    assert len(seen) > 60
    assert shown > 20


def test_markup_in_the_data_is_text_in_a_report_of_findings(folder, capsys):
    from wartally.cli import run

    file = folder / "data" / "actors.csv"
    file.write_bytes(
        file.read_bytes() + f'zz,"{SCRIPT.replace(chr(34), chr(34) * 2)}",Zz,{SCRIPT[:8]},,\n'.encode()
    )
    assert run(["validate", str(folder), "--format", "html"]) == 1
    said = capsys.readouterr().out
    assert "alert" in said or "&lt;script" in said
    assert "<script>alert" not in said
