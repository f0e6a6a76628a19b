"""Taking the data away: the data page, whole files, the codebook, versions."""

import hashlib
import json
import re
from datetime import date
from html import unescape

import pytest

from tests.site_server import Browser, links
from wartally.errors import WartallyError
from wartally.export import FORMATS
from wartally.package import open_package
from wartally.site import server
from wartally.site.downloads import part_of
from wartally.site.exports import exports_in

# ---- the data page


def test_every_exported_file_is_on_the_data_page_with_size_and_hash(full_site, exported):
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    page = unescape(full_site.get("/data").text)
    assert len(manifest["files"]) > 80
    assert {file["format"] for file in manifest["files"]} == set(FORMATS)
    for file in manifest["files"]:
        assert file["sha256"] in page, file["path"]
        assert f"{file['bytes']:,}" in page, file["path"]
        assert f"/exports/{file['path']}?v={file['sha256'][:12]}" in page, file["path"]


def test_the_data_page_in_ukrainian_calls_the_files_by_ukrainian_titles(full_site):
    page = full_site.get("/uk/data").text
    assert "Увесь пакет даних" in page
    assert "Візуальні підтвердження" in page
    assert "МБ" in page
    assert " MB" not in page


def test_the_data_page_says_how_to_cite_in_every_style(full_site):
    page = unescape(full_site.get("/data").text)
    for said in ("Data set", "@misc{", "TY  -", '"id"'):
        assert said in page
    document = full_site.get("/data.json").json()
    assert set(document["citation"]) == {"text", "apa", "bibtex", "csl-json", "ris"}
    assert "Oryx" in document["citation"]["text"]
    assert document["licence"]["name"] == "CC-BY-4.0"


def test_every_link_of_the_pages_of_the_data_works(full_site):
    for path in ("/data", "/uk/data", "/codebook", "/uk/codebook", "/changes", "/uk/changes/0.1.0"):
        found = links(full_site.get(path).text)
        assert len(found) > 15, path
        for link in found:
            if not link.startswith("/exports/"):
                assert full_site.get(link).status_code == 200, f"{path}: {link}"


def test_without_exports_the_page_says_so_and_has_the_database_and_csv(real_package, tmp_path):
    bare = Browser(real_package, tmp_path)
    page = bare.get("/data").text
    assert "not built on this site" in page
    assert "/wartally.db" in page
    assert 'href="/data/losses.csv"' in page
    assert "_stream=on" in bare.get("/wartally/losses").text
    assert bare.get("/exports/parquet/losses.parquet").status_code == 404
    bare.close()


# ---- whole files


def test_an_exported_file_is_handed_out_byte_for_byte(full_site, exported):
    files = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))["files"]
    chosen = [file for file in files if file["table"] in ("losses", "events", None)]
    assert len(chosen) > 8
    for file in chosen:
        answer = full_site.get(f"/exports/{file['path']}")
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"], file["path"]
        assert answer.headers["content-type"] == file["media_type"]
        assert answer.headers["content-length"] == str(file["bytes"])
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "public, max-age=300"


def test_the_descriptor_and_the_tables_beside_it_are_a_data_package_by_address(full_site, real_package):
    document = full_site.get("/datapackage.json").json()
    assert len(document["resources"]) == len(real_package.tables)
    for resource in document["resources"]:
        answer = full_site.get(f"/{resource['path']}")
        assert answer.status_code == 200, resource["path"]
        assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == resource["hash"], resource["name"]


def test_the_database_is_the_one_that_is_served(full_site):
    answer = full_site.get("/wartally.db")
    assert hashlib.sha256(answer.content).hexdigest() == full_site.datasette.wartally.digest
    assert full_site.get("/wartally.db", if_none_match=answer.headers["etag"]).status_code == 304


def test_a_part_of_a_file_can_be_had(full_site, exported):
    whole = (exported / "parquet" / "losses.parquet").read_bytes()
    address = "/exports/parquet/losses.parquet"
    first = full_site.get(address, range="bytes=0-3")
    assert (first.status_code, first.content) == (206, b"PAR1")
    assert first.headers["content-range"] == f"bytes 0-3/{len(whole)}"
    last = full_site.get(address, range="bytes=-8")
    assert last.content == whole[-8:]
    assert full_site.get(address, range=f"bytes={len(whole)}-").status_code == 416
    assert full_site.get(address, range="bytes=0-3", if_range='"another"').status_code == 200


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("", (0, 99)), ("bytes=0-9", (0, 9)), ("bytes=90-", (90, 99)), ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)), ("bytes=-500", (0, 99)), ("bytes=-", (0, 99)), ("bytes=-0", None),
        ("bytes=100-", None), ("bytes=9-8", None), ("bytes=0-1,5-6", (0, 99)), ("rows=1-2", (0, 99)),
    ],
)  # fmt: skip
def test_what_part_a_range_asks_for(wanted, part):
    assert part_of(wanted, 100) == part


def test_a_part_of_an_empty_file(full_site):
    empty = [file for file in full_site.datasette.wartally.exports.files if file.bytes == 0]
    for file in empty:
        answer = full_site.get(f"/exports/{file.path}")
        assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/exports/../pyproject.toml", "/exports/..%2f..%2fpyproject.toml", "/exports/%2e%2e/pyproject.toml",
        "/exports//etc/passwd", "/exports/parquet", "/exports/parquet/", "/exports/nothing.csv",
        "/exports/.wartally-export.json", "/static/../server.py", "/static/%2e%2e/server.py",
        "/static/..%2fserver.py", "/static//etc/passwd", "/data/..%2fdatapackage.csv", "/data/nothing.csv",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folders_that_are_served(full_site, path):
    answer = full_site.get(path)
    assert answer.status_code in (302, 403, 404), answer.text[:200]
    assert "root:" not in answer.text
    assert "[project]" not in answer.text


def test_a_manifest_that_lists_what_lies_outside_is_not_followed(tmp_path, exported):
    folder = tmp_path / "exports"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a\n", encoding="utf-8")
    document = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    document["files"] = [{**document["files"][0], "path": "../secret.csv"}]
    (folder / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    assert exports_in(folder).files == ()
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    assert exports_in(folder).manifest is None


# ---- building what is handed out


def test_what_a_site_needs_is_built_once_and_found_again(small_package, tmp_path, capsys):
    from tests.workbench import TODAY

    built = server.prepare(small_package, TODAY)
    assert built.database.is_file()
    assert {file.format for file in built.exports.files} >= {"csv", "parquet", "zip"}
    assert "Exporting" in capsys.readouterr().err
    again = server.prepare(small_package, TODAY, exports=False)
    assert again.exports.by_path == built.exports.by_path
    assert capsys.readouterr().err == ""


def test_exports_of_another_state_of_the_data_are_not_handed_out(small_package, folder):
    from tests.workbench import TODAY

    server.prepare(small_package, TODAY)
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\n", encoding="utf-8")
    changed = server.prepare(open_package(folder), TODAY, exports=False)
    assert changed.exports.files == ()


def test_a_site_that_lacks_a_library_says_so_and_has_no_exports(small_package, monkeypatch, capsys):
    from tests.workbench import TODAY

    def lacking(*_, **__):
        raise WartallyError("the format xlsx needs xlsxwriter")

    monkeypatch.setattr("wartally.export.export", lacking)
    assert server.prepare(small_package, TODAY).exports.files == ()
    assert "The site has no exports: the format xlsx needs xlsxwriter" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org", "https://", "https://a.org/?b=c"])
def test_a_public_address_that_is_none_is_told_in_a_sentence(small_package, url):
    with pytest.raises(WartallyError, match="is not a web address"):
        server.serve(small_package, "127.0.0.1", 0, date(2026, 12, 1), public_url=url)


# ---- codebook and versions


def test_the_codebook_explains_every_column_and_code_in_both_languages(full_site, real_package):
    english, ukrainian = (unescape(full_site.get(f"{start}/codebook").text) for start in ("", "/uk"))
    columns = 0
    for schema in real_package.schemas.values():
        assert f'id="{schema.name}"' in english
        for field in schema.fields:
            columns += 1
            assert f'id="{schema.name}-{field.name}"' in english
            assert field.description in english.replace("&#39;", "'"), field.name
            assert field.description_uk in ukrainian, field.name
            for code in field.categories:
                assert f"<code>{code.value}</code> {code.label}" in english
                assert f"<code>{code.value}</code> {code.label_uk}" in ukrainian
    assert columns > 200
    assert len(full_site.get("/codebook.json").json()["columns"]) == columns
    assert len(full_site.get("/codebook.csv").text.splitlines()) >= columns + 1


def test_the_first_release_has_nothing_before_it(full_site):
    page = full_site.get("/changes").text
    assert '<a href="/changes/0.1.0">0.1.0</a>' in page
    one = full_site.get("/changes/0.1.0").text
    assert "There was nothing before it" in one
    assert "Перший випуск" in full_site.get("/uk/changes/0.1.0").text
    missing = full_site.get("/changes/9.9.9")
    assert missing.status_code == 404
    assert "There is no release 9.9.9" in missing.text
    assert full_site.rows("/wartally/what_changed.json") == []


def _released(folder, version):
    """The small package with a second release that changed a figure and took away a row."""
    (folder / "data" / "releases.csv").write_text(
        "version,released_on,summary,summary_uk\n"
        "0.1.0,2026-11-22,The first release.,Перший випуск.\n"
        f"{version},2026-11-25,A figure corrected.,Показник виправлено.\n",
        encoding="utf-8",
    )
    (folder / "data" / "changes.csv").write_text(
        "version,table,key,op,column,value_before,value_after\n"
        f'{version},losses,"general_staff_ua,2022-11-11,tanks",changed,cumulative,2841,2814\n'
        f'{version},places,nowhere,removed,*,"{{}}",\n',
        encoding="utf-8",
    )
    return open_package(folder)


def test_a_version_is_told_cell_by_cell(folder, tmp_path):
    site = Browser(_released(folder, "0.1.1"), tmp_path)
    index = site.get("/changes").text
    assert index.index("0.1.1") < index.index(">0.1.0<")
    page = unescape(site.get("/changes/0.1.1").text)
    assert "2841" in page
    assert '<a href="/wartally/losses/general_staff_ua,2022-11-11,tanks">' in page
    assert "Running total <code>cumulative</code>" in page
    assert "/wartally/places/nowhere" not in page, "a row that is gone has no page"
    assert "Earlier: 0.1.0" in page
    assert "Наростаючим підсумком" in site.get("/uk/changes/0.1.1").text
    assert [row["value_after"] for row in site.rows("/wartally/what_changed.json?version=0.1.1")] == [
        "2814",
        None,
    ]
    assert len(site.rows("/wartally/what_changed.json")) == 2, "the latest, where none is named"
    assert len(site.get("/changes/0.1.1.json").json()["changes"]) == 2
    site.close()


def test_releases_of_one_day_are_ordered_by_their_numbers(folder, tmp_path):
    numbers = ["0.1.0", "0.9.0", "0.10.0", "0.10.2", "0.10.11"]
    releases = "".join(f"{n},2026-11-25,A.,Б.\n" for n in sorted(numbers))
    (folder / "data" / "releases.csv").write_text(
        f"version,released_on,summary,summary_uk\n{releases}", encoding="utf-8"
    )
    changes = "".join(f"{n},actors,k,added,*,,\n" for n in sorted(numbers))
    (folder / "data" / "changes.csv").write_text(
        f"version,table,key,op,column,value_before,value_after\n{changes}", encoding="utf-8"
    )
    site = Browser(open_package(folder), tmp_path)
    latest_first = numbers[::-1]
    assert [row["version"] for row in site.get("/changes.json").json()["releases"]] == latest_first
    assert re.findall(r">Version (0[.0-9]+[0-9]) of the data<", site.get("/changes.xml").text) == latest_first
    assert [row["version"] for row in site.rows("/wartally/what_changed.json")] == ["0.10.11"]
    page = site.get("/changes/0.10.0").text
    assert "Earlier: 0.9.0" in unescape(page)
    assert "0.10.2" in page
    site.close()


def test_a_version_that_is_not_released_is_called_that(folder, tmp_path):
    descriptor = folder / "datapackage.json"
    document = json.loads(descriptor.read_text(encoding="utf-8"))
    descriptor.write_text(json.dumps(document | {"version": "0.2.0"}), encoding="utf-8")
    site = Browser(open_package(folder), tmp_path)
    assert "shows version 0.2.0, which has not been released yet" in site.get("/changes").text
    assert site.get("/changes.json").json()["released"] is False
    site.close()
