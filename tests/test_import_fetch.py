"""`wartally import` from an address: everything that can go wrong on the way, and feeds of several files."""

import gzip

import pytest

from tests import web
from tests.feeds import FILE, content, dump, pair_of, records_of, run_import
from wartally import fetching
from wartally.errors import BadArgument, SourceError
from wartally.importers import petroivaniuk
from wartally.importers.fetch import Limits, addresses


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with web.running() as running:
        yield running


@pytest.fixture
def records(folder):
    return records_of(folder)


def bad_answers(site, records):
    """Each way in which an answer can be bad: its address, and what is said of it."""
    good, path = dump(records), f"/{FILE}"
    headers = {"Content_Length": "", "Connection": "close"}
    yield site.status(path, 404), "the server answers 404 Not Found"
    yield site.status(path, 500), "the server answers 500 Internal Server Error"
    yield site.status(path, 204), "the server answers 204 No Content, not 200"
    yield site.status(path, 599), "the server answers 599"
    yield site.never(path), "no answer within 2 seconds"
    yield site.cut_short(path, good[:500], len(good)), f"breaks off after 500 of {len(good)} bytes"
    yield site.serve(path, good[:500], **headers), "it ends in mid-line"
    yield site.serve(path, b"<!DOCTYPE html><html>"), "is a web page, not the JSON file"
    yield site.serve(path, b"\xef\xbb\xbf\n <?xml version='1.0'?>"), "is a web page, not the JSON file"
    yield site.serve(path, b""), "the answer is empty"
    yield site.serve(path, b"date,tanks\n2022-11-11,1\n"), "is not a JSON file; it begins with 'date,tanks"
    yield (
        site.serve(path, good.decode().replace("2022", "років").encode("cp1251")),
        "is not UTF-8 text (line 1",
    )
    yield site.serve(path, good.decode().encode("utf-16")), "is not UTF-8 text"
    yield site.serve(path, gzip.compress(good)[:300], Content_Encoding="gzip"), "the packed answer breaks off"
    yield site.serve(path, good, Content_Encoding="gzip"), "says it is packed with gzip, but is not"
    yield site.serve(path, good, Content_Encoding="br"), "is packed as br"
    yield site.serve(path, dump({"message": "moved"})), "is not a list of records"
    yield site.serve(path, b"[]"), "holds nothing for us"
    yield site.serve(path, dump([{"date": "14.11.2022", "sourceUri": ""}])), "not a date written YYYY-MM-DD"
    yield site.redirect(path, path), "its redirects go in a circle"
    yield site.redirect(path, "file:///etc/hostname"), "which is not a web address"
    yield site.redirect(path, ""), "the server answers 302 Found"


def test_every_bad_answer_is_told_in_a_sentence_and_nothing_is_written(folder, records, site, capsys):
    before = content(folder)
    told = []
    for address, message in bad_answers(site, records):
        assert run_import(folder, "lod_db", address, "--timeout", "2") == 2, message
        error = capsys.readouterr().err
        assert message in error
        assert address in error
        assert error.startswith("wartally: ")
        assert error.count("\n") == 1
        told.append(error)
    assert content(folder) == before
    assert len(told) == 22


def test_redirects_are_followed_so_far_and_no_further(folder, records, site, capsys):
    target = site.serve("/new.json", dump(records))
    assert run_import(folder, "lod_db", site.redirect("/old", target, 301)) == 0
    for step in range(6):
        site.redirect(f"/step{step}", f"/step{step + 1}", 307)
    site.serve("/step6", dump(records))
    assert run_import(folder, "lod_db", f"{site.address}/step1") == 0
    capsys.readouterr()
    assert run_import(folder, "lod_db", f"{site.address}/step0") == 2
    assert "leads on more than 5 times" in capsys.readouterr().err


def test_a_redirect_never_leaves_protection():
    class Answer:
        headers = {"Location": "http://example.org/data.json"}  # noqa: RUF012 - stands in for an error of urllib's

    with pytest.raises(SourceError, match="not protected"):
        fetching._next_address(["https://example.org/data.json"], Answer(), Limits())  # type: ignore[arg-type]


def test_a_packed_answer_is_unpacked_and_chunks_are_joined(folder, records, site):
    packed = site.serve("/packed.json", gzip.compress(dump(records)), Content_Encoding="gzip")
    assert run_import(folder, "lod_db", packed) == 0

    def chunked(handler):
        handler.protocol_version = "HTTP/1.1"
        web.send(handler, 200, b"", Content_Length="", Transfer_Encoding="chunked", Connection="close")
        for part in (dump(records)[:100], dump(records)[100:], b""):
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    assert run_import(folder, "lod_db", site.answer("/chunked.json", chunked)) == 0


def test_chunks_that_break_off_are_told(site, records):
    def cut(handler):
        handler.protocol_version = "HTTP/1.1"
        web.send(handler, 200, b"", Content_Length="", Transfer_Encoding="chunked", Connection="close")
        handler.wfile.write(b"ff\r\n[]")

    with pytest.raises(SourceError, match="breaks off"):
        fetching.fetch(site.answer("/cut.json", cut))


def test_an_answer_that_is_too_large_or_too_slow_is_not_waited_for(site):
    large = site.serve("/large", b"x" * 2000)
    with pytest.raises(SourceError, match="is larger than 1,000 bytes"):
        fetching.fetch(large, Limits(size_bytes=1000))
    unannounced = site.serve("/long", b"x" * 2000, Content_Length="", Connection="close")
    with pytest.raises(SourceError, match="is larger than 1,000 bytes"):
        fetching.fetch(unannounced, Limits(size_bytes=1000))
    bomb = site.serve("/bomb", gzip.compress(b"0" * 10**6), Content_Encoding="gzip")
    with pytest.raises(SourceError, match="unpacks to more than 100,000 bytes"):
        fetching.fetch(bomb, Limits(size_bytes=100_000))
    with pytest.raises(SourceError, match=r"was not there after 0\.2 seconds"):
        fetching.fetch(site.drip("/slow", 0.02), Limits(total_seconds=0.2))


def test_nobody_there_and_addresses_that_are_none(folder, site, capsys):
    closed = site.address
    for address, message in (
        (f"{closed}:1/x.json", "cannot be reached"),
        ("ftp://example.org/x.json", "only addresses that begin with http"),
        ("http://exa mple.org/x.json", "cannot be reached"),
        ("no/such/folder", "there is no such file or folder"),
    ):
        assert run_import(folder, "lod_db", address) == 2
        assert message in capsys.readouterr().err


# --- feeds of several files -------------------------------------------------------------------------------


@pytest.fixture
def pair(folder):
    return pair_of(folder)


def test_a_feed_of_two_files_is_fetched_from_its_folder_or_from_either_file(folder, pair, site):
    for name, text in pair.items():
        site.serve(f"/data/{name}", text)
    for place in ("/data", "/data/", *(f"/data/{name}" for name in pair)):
        site.asked.clear()
        assert run_import(folder, "petroivaniuk", site.address + place) == 0
        assert sorted(site.asked) == sorted(f"/data/{name}" for name in pair)


def test_a_feed_of_two_files_is_read_from_the_path_of_either(folder, pair, tmp_path):
    place = tmp_path / "feed"
    place.mkdir()
    for name, text in pair.items():
        (place / name).write_bytes(text)
    for path in (place, *(place / name for name in pair)):
        assert run_import(folder, "petroivaniuk", path) == 0


def test_one_bad_file_of_two_stops_the_import(folder, pair, site, capsys):
    before = content(folder)
    site.serve(f"/data/{petroivaniuk.PERSONNEL_FILE}", pair[petroivaniuk.PERSONNEL_FILE])
    assert run_import(folder, "petroivaniuk", f"{site.address}/data") == 2
    assert f"/data/{petroivaniuk.EQUIPMENT_FILE}: the server answers 404" in capsys.readouterr().err
    site.serve(f"/data/{petroivaniuk.EQUIPMENT_FILE}", b'[{"day": 1}]')
    assert run_import(folder, "petroivaniuk", f"{site.address}/data") == 2
    assert "the field 'date' is missing" in capsys.readouterr().err
    assert content(folder) == before


def test_an_error_in_a_fetched_file_names_its_address(folder, pair, site, capsys):
    site.serve(f"/data/{petroivaniuk.PERSONNEL_FILE}", b"[1, 2]")
    site.serve(f"/data/{petroivaniuk.EQUIPMENT_FILE}", pair[petroivaniuk.EQUIPMENT_FILE])
    assert run_import(folder, "petroivaniuk", f"{site.address}/data/") == 2
    error = capsys.readouterr().err
    assert f"{site.address}/data/{petroivaniuk.PERSONNEL_FILE}: is not a list of records" in error


def test_a_file_that_a_feed_does_not_read_is_not_fetched(folder, site, capsys):
    assert run_import(folder, "petroivaniuk", f"{site.address}/data/other.json") == 2
    assert (
        "this feed reads russia_losses_personnel.json and russia_losses_equipment.json"
        in capsys.readouterr().err
    )
    assert site.asked == []


def test_addresses_of_files():
    two = ("a.csv", "b.csv")
    assert addresses(two, "https://h/d") == {"a.csv": "https://h/d/a.csv", "b.csv": "https://h/d/b.csv"}
    assert addresses(two, "https://h") == {"a.csv": "https://h/a.csv", "b.csv": "https://h/b.csv"}
    assert addresses(("a.csv",), "https://h/d/") == {"a.csv": "https://h/d/a.csv"}
    assert addresses(("a.csv",), "https://h/export?x=1") == {"a.csv": "https://h/export?x=1"}
    with pytest.raises(BadArgument, match=r"reads a\.csv and b\.csv"):
        addresses(two, "https://h/d/c.csv")
