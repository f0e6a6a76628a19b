"""The site behind nginx as deploy/nginx.conf sets it up: both really run, and the proxy is asked."""

import gzip
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.image import free_port
from tests.test_deploy import ROOT, WEEK, ask
from tests.tools import lacking
from tests.web import running, send
from wartally.site.guard import HEADERS

CONF = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
AROUND = """
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/error.log warn;
{user}
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    {conf}
}}
"""


@contextmanager
def proxy(*servers, patient=True):
    """The address of nginx with our configuration before some servers, and the folder with its log.

    A `patient` one lets a reader ask as fast as the tests do.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or lacking("nginx")
    place, port = Path(tempfile.mkdtemp(prefix="wartally-proxy-")), free_port()
    text = CONF.replace("${WARTALLY_LISTEN}", f"127.0.0.1:{port}; server_name tally.example.org")
    text = text.replace("${WARTALLY_SERVERS}", " ".join(f"server {server};" for server in servers))
    text = text.replace("/var/cache/nginx", str(place)).replace("/var/log/nginx", str(place))
    if patient:
        text, times = re.subn(r"rate=\d+r/s", "rate=9000r/s", text)
        assert times == 2
    user = "user root;" if os.geteuid() == 0 else ""
    (place / "nginx.conf").write_text(AROUND.format(place=place, conf=text, user=user), encoding="utf-8")
    command = [program, "-p", str(place), "-c", str(place / "nginx.conf")]
    try:
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        assert "[warn]" not in tried.stderr, tried.stderr
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            try:
                _until(lambda: _listens(port), "nothing listens")
                yield f"http://127.0.0.1:{port}", place
            finally:
                server.terminate()
                server.wait(timeout=20)
    finally:
        shutil.rmtree(place)


def _until(holds, otherwise):
    """Wait until something holds; fail if it does not in a while."""
    last = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < last, otherwise
        time.sleep(0.02)


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def site(full_site):
    """The port of a server of the site with all its exports, in a thread of this process."""
    uvicorn = pytest.importorskip("uvicorn")
    port = free_port()
    config = uvicorn.Config(full_site.datasette.app(), port=port, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    _until(lambda: _listens(port), "nothing listens")
    yield port
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def front(site):
    """The address of the proxy before the site."""
    with proxy(f"127.0.0.1:{site}") as (address, _):
        yield address


def test_the_second_reader_of_a_page_is_answered_out_of_the_cache(front):
    for path in ("/", "/uk", f"/tally?{WEEK}", f"/tally.json?{WEEK}", f"/charts/tally.svg?{WEEK}"):
        first, second = ask(front + path), ask(front + path)
        assert [answer[0] for answer in (first, second)] == [200, 200]
        assert [answer[1]["X-Cache-Status"] for answer in (first, second)] == ["MISS", "HIT"], path
        assert first[2] == second[2]
    assert "4,560" in ask(f"{front}/tally?{WEEK}")[2].decode()
    assert ask(f"{front}/tally?{WEEK}&series=general_staff_ua")[1]["X-Cache-Status"] == "MISS"


def test_headers_arrive_as_the_site_sends_them(front, site):
    names = [*HEADERS, "cache-control", "content-type", "access-control-allow-origin"]
    for path in ("/", "/data", "/exports/parquet/losses.parquet", f"/charts/tally.svg?{WEEK}&theme=dark"):
        straight = ask(f"http://127.0.0.1:{site}{path}")[1]
        for through in (ask(front + path)[1], ask(front + path)[1]):
            assert [through[name] for name in names] == [straight[name] for name in names], path
            assert through.get_all("X-Content-Type-Options") == ["nosniff"]
            assert "unsafe-inline" not in through["Content-Security-Policy"]
    assert "nginx/" not in ask(front)[1]["Server"]


def test_a_reader_who_has_the_page_is_told_so(front):
    for path in ("/days/2022-11-11", "/exports/csv/categories.csv", "/data/categories.csv"):
        tag = ask(front + path)[1]["ETag"]
        assert tag
        for given in (tag, tag.removeprefix("W/"), f"W/{tag.removeprefix('W/')}"):
            status, headers, body = ask(front + path, If_None_Match=given)
            assert (status, body) == (304, b""), f"{path} {given}"
            assert headers["ETag"].removeprefix("W/") == tag.removeprefix("W/")
        assert ask(front + path, If_None_Match='"another"')[0] == 200


def test_texts_are_sent_small(front):
    for path in ("/", f"/tally.json?{WEEK}", f"/charts/tally.svg?{WEEK}", "/sitemap.xml", "/data/places.csv"):
        plain = ask(front + path)
        small = ask(front + path, Accept_Encoding="gzip")
        assert small[1]["Content-Encoding"] == "gzip", path
        assert small[1]["Vary"] == "Accept-Encoding"
        assert gzip.decompress(small[2]) == plain[2]
        assert len(small[2]) < 0.5 * len(plain[2]), path
    parquet = ask(f"{front}/exports/parquet/losses.parquet", Accept_Encoding="gzip")[1]
    assert parquet["Content-Encoding"] is None


def test_a_file_is_fetched_once_and_given_in_parts(front, exported):
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    paths = {file["path"]: file["sha256"] for file in manifest["files"]}
    for path in ("parquet/readings.parquet", "wartally.xlsx", "csv/reports.csv"):
        address = f"{front}/exports/{path}"
        part = ask(address, Range="bytes=100-199")
        whole = ask(address)
        assert (part[0], whole[0]) == (206, 200), path
        assert part[1]["Content-Range"] == f"bytes 100-199/{len(whole[2])}"
        assert part[2] == whole[2][100:200]
        assert hashlib.sha256(whole[2]).hexdigest() == paths[path]
        assert (part[1]["X-Cache-Status"], whole[1]["X-Cache-Status"]) == ("MISS", "HIT")


def test_errors_and_inspections_are_never_kept(front):
    for path, status in (
        ("/nothing", 404),
        ("/tally?category=nope", 400),
        ("/wartally.json?sql=SELECT+x", 400),
    ):
        for _ in range(2):
            said, headers, _ = ask(front + path)
            assert (said, headers["X-Cache-Status"]) == (status, "MISS"), path
            assert headers["Cache-Control"] == "no-store"
    for _ in range(2):
        said, headers, body = ask(f"{front}/-/health")
        assert (said, headers["X-Cache-Status"], json.loads(body)["ok"]) == (200, "MISS", True)


def test_links_are_right_behind_another_proxy_that_speaks_tls(front):
    told = {"Host": "tally.example.org", "X_Forwarded_Proto": "https"}
    for path in ("/", "/uk", f"/tally?{WEEK}", "/sitemap.xml", "/dataset.jsonld"):
        page = ask(front + path, **told)[2].decode()
        assert "https://tally.example.org/" in page, path
        assert "http://tally.example.org" not in page, path
        assert front not in page, path
    assert "tally.example.org" not in ask(f"{front}/sitemap.xml")[2].decode()


def test_an_error_that_calls_itself_lasting_is_not_kept_and_a_page_outlives_its_site():
    with running() as other, proxy(other.address.removeprefix("http://")) as (address, _):
        kept: dict[str, Any] = {"Cache-Control": "public, max-age=1000", "Content_Type": "text/html"}
        for status in (404, 500, 503):
            other.answer("/wrong", partial(send, code=status, content=b"no", **kept))
            for _ in range(2):
                assert ask(f"{address}/wrong")[0] == status
        assert other.asked.count("/wrong") == 6
        other.serve("/page", b"yes", Cache_Control="public, max-age=1")
        assert ask(f"{address}/page")[2] == b"yes"
        other.answer("/page", lambda handler: send(handler, 500, b"no"))
        time.sleep(2.1)
        seen = [ask(f"{address}/page") for _ in range(3)]
        assert {(status, body) for status, _, body in seen} == {(200, b"yes")}
        assert {headers["X-Cache-Status"] for _, headers, _ in seen} <= {"STALE", "UPDATING"}
        _until(lambda: other.asked.count("/page") > 1, "the page was not asked for anew")


def test_a_second_site_takes_over_when_the_first_is_gone():
    with running() as second:
        second.serve("/page", b"second", Cache_Control="no-store")
        with running() as first:
            first.serve("/page", b"first", Cache_Control="no-store")
            here, there = (f"{site.address.removeprefix('http://')}" for site in (first, second))
            with proxy(here, f"{there} backup") as (address, _):
                assert {ask(f"{address}/page")[2] for _ in range(5)} == {b"first"}
                first.serve("/page", b"closing", Cache_Control="no-store", Connection="close")
                assert ask(f"{address}/page")[2] == b"closing"
        with proxy(here, f"{there} backup") as (address, _):
            assert [ask(f"{address}/page")[::2] for _ in range(5)] == [(200, b"second")] * 5


def test_who_asks_too_much_is_asked_to_wait(site):
    with proxy(f"127.0.0.1:{site}", patient=False) as (address, _):
        sql = f"{address}/wartally.json?sql=SELECT+1+AS+n&_shape=array"
        said = [ask(f"{sql}&n={n}")[0] for n in range(40)]
        assert set(said) == {200, 429}
        assert said[:10] == [200] * 10, "a few queries at once are welcome"
        assert ask(f"{address}/-/health")[0] == 200, "pages are not refused for it"
        status, _, _ = ask(f"{address}/{'x' * 20_000}")
        assert status == 414


def test_the_log_has_no_address_and_no_query(site):
    with proxy(f"127.0.0.1:{site}") as (address, place):
        ask(f"{address}/tally?{WEEK}")
        ask(f"{address}/wartally.json?sql=SELECT+7777")
        log = place / "access.log"
        _until(lambda: len(log.read_text(encoding="utf-8").splitlines()) == 2, "two requests, two lines")
        lines = log.read_text(encoding="utf-8").splitlines()
        for line, path in zip(lines, ("/tally", "/wartally.json"), strict=True):
            assert re.fullmatch(rf"\S+ 200 MISS [\d.]+ \d+ GET {re.escape(path)}", line), line
        assert (place / "error.log").read_text(encoding="utf-8") == ""
