"""The database's own pages: in both languages, with names and labels, nothing cut without saying so."""

import csv
import io
import json
import re
from html import unescape

import pytest

from tests.site_server import links
from wartally.site.answers import CUT, MOST_ROWS
from wartally.site.cells import cell
from wartally.site.faces import ColumnFace, common_face, target_of
from wartally.site.files import words

ROW = "general_staff_ua,2022-11-11,tanks"


def heads(page):
    return [unescape(re.sub(r"<[^>]+>", " ", th)) for th in re.findall(r"<th scope=\"col\".*?</th>", page)]


# ---- in Ukrainian


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "Таблиці"),
        ("/losses", "Заявлені втрати"),
        ("/losses_weekly", "Заявлені втрати за тижнями"),
        (f"/losses/{ROW}", "Заявлені втрати: Генштаб ЗСУ про російські втрати, 2022-11-11, танки"),
        ("/week_in_review?until=2022-11-11", "Огляд тижня"),
        ("/rule_double_entry", "Правило:"),
        ("?sql=select+1", "Власний запит"),
    ],
)
def test_a_page_of_the_database_has_a_ukrainian_twin(full_site, path, said):
    page = full_site.get(f"/uk/wartally{path}")
    assert page.status_code == 200
    assert '<html lang="uk">' in page.text
    assert said in unescape(page.text)
    inside = {link for link in links(page.text) if link.startswith("/wartally") and ".db" not in link}
    assert inside == {f"/wartally{path}"}, "every link stays in the language, but for the switch"
    assert f'href="/uk/wartally{path}"'.replace("&", "&amp;") in full_site.get(f"/wartally{path}").text


def test_columns_are_called_by_their_titles_in_the_language(full_site):
    ukrainian, english = (heads(full_site.get(f"{start}/wartally/losses").text) for start in ("/uk", ""))
    assert len(ukrainian) == len(english) == 11
    assert [head.split()[-1] for head in ukrainian[1:]] == [head.split()[-1] for head in english[1:]]
    assert any("Наростаючим підсумком" in head for head in ukrainian)
    assert any("Running total" in head for head in english)


def test_identifiers_are_shown_by_name_and_codes_by_label_in_the_language(full_site):
    page = full_site.get("/uk/wartally/losses?category_id=tanks&report_date=2023-05-28").text
    assert '<a href="/uk/wartally/categories/tanks">танки</a> <em>tanks</em>' in page
    assert '<a href="/uk/wartally/series/general_staff_ua">' in page
    assert "Підсумок змінено <em>source_correction</em>" in page
    english = full_site.get("/wartally/losses?category_id=tanks&report_date=2023-05-28").text
    assert "<em>tanks</em>" in english
    assert "Corrected total <em>source_correction</em>" in english


def test_names_of_the_language_are_in_json_that_asks_for_labels(full_site):
    address = "/wartally/losses.json?category_id=tanks&_labels=on&_shape=array&_size=1"
    assert full_site.get(address).json()[0]["category_id"] == {"value": "tanks", "label": "Tanks"}
    assert full_site.get(f"/uk{address}").json()[0]["category_id"]["label"] == "танки"


def test_filters_and_order_are_told_in_words(full_site):
    page = unescape(full_site.get("/uk/wartally/losses?category_id=tanks&cumulative__gt=5000").text)
    assert "Категорія = танки; Наростаючим підсумком &gt; 5000" in page.replace(">", "&gt;")
    assert "упорядковано за: Дата зведення, за спаданням" in page
    assert 'aria-sort="descending"' in page


def test_a_facet_that_tells_nothing_apart_is_not_shown(full_site):
    narrowed = full_site.get("/wartally/losses?report_date=2022-11-11&category_id=tanks").text
    shown = re.findall(r'<h2 id="facet-\d+">(.*?) <small>', narrowed)
    assert shown == ["Category"], "one value each, but for the one that was chosen"
    assert len(re.findall(r'<h2 id="facet-', full_site.get("/wartally/losses").text)) == 3


def test_every_table_and_view_says_how_it_is_sorted(full_site):
    tables = full_site.get("/-/metadata.json").json()["databases"]["wartally"]["tables"]
    queries = full_site.get("/-/metadata.json").json()["databases"]["wartally"]["queries"]
    shown = [name for name, about in tables.items() if not about.get("hidden") and name not in queries]
    assert len(shown) > 30
    for name in shown:
        page = full_site.get(f"/wartally/{name}?_size=1").text
        assert "sorted by" in page, name


def test_every_column_of_the_database_has_its_own_title_in_both_languages(full_site):
    faces = full_site.datasette.wartally.faces
    assert len(faces) > 30
    same = [
        f"{face.name}.{column.name}"
        for face in faces.values()
        for column in face.columns.values()
        if column.title["en"] == column.title["uk"]
    ]
    assert same == [], "name these in src/wartally/site/labels.yaml, under titles"


# ---- the files of a table


def test_a_table_is_handed_out_whole_in_every_format(full_site):
    page = full_site.get("/wartally/losses").text
    found = {link for link in links(page) if link.startswith("/exports/")}
    assert {link.split("?")[0].rsplit(".")[-1] for link in found} >= {"csv", "parquet", "jsonl"}
    assert "_stream" not in page, "a filtered table is streamed, the whole one is a file"
    for link in found:
        answer = full_site.get(link)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    filtered = full_site.get("/wartally/losses?category_id=tanks").text
    stream = next(link for link in links(filtered) if "_stream=on" in link)
    rows = list(csv.DictReader(io.StringIO(full_site.get(stream).text)))
    count = full_site.get("/wartally/losses.json?category_id=tanks").json()["filtered_table_rows_count"]
    assert len(rows) == count > 1600


# ---- nothing is cut silently

ALL_READINGS = "sql=select+series_id,+report_date+from+readings"


def test_the_csv_of_a_query_has_all_rows(full_site):
    total = full_site.rows("/wartally.json?sql=select+count(*)+as+n+from+readings")[0]["n"]
    text = full_site.get(f"/wartally.csv?{ALL_READINGS}").text
    assert len(text.splitlines()) - 1 == total > 60_000


def test_json_that_is_cut_says_so_in_a_header_too(full_site):
    answer = full_site.get(f"/wartally.json?{ALL_READINGS}&_shape=array")
    assert len(answer.json()) == 5000
    assert "only the first 5000 rows" in answer.headers[CUT]
    whole = full_site.get("/wartally.json?sql=select+1&_shape=array")
    assert CUT not in whole.headers


def test_a_csv_that_would_be_too_long_is_refused_with_a_reason(full_site):
    series = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n+where+i<400000)+select+i+from+n"
    answer = full_site.get(f"/wartally.csv?sql={series}")
    assert answer.status_code == 400
    assert f"{MOST_ROWS:,}" in unescape(answer.text)


@pytest.mark.parametrize(
    "sql",
    [
        "select+count(*)+from+readings+a,readings+b,readings+c",
        "select+nothing",
        "delete+from+losses",
        "select+zeroblob(500000000)",
        "select+:day+where",
    ],
)
@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_a_query_that_cannot_be_run_is_a_plain_400(full_site, sql, ending, capfd):
    answer = full_site.get(f"/wartally{ending}?sql={sql}")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert capfd.readouterr().err == ""


def test_the_csv_of_a_canned_query_is_what_its_json_says(full_site):
    address = "category=personnel&since=2022-11-04&until=2022-11-11"
    rows = list(csv.DictReader(io.StringIO(full_site.get(f"/wartally/tally.csv?{address}").text)))
    document = full_site.rows(f"/wartally/tally.json?{address}")
    assert [row["value"] for row in rows] == [str(document[0]["value"])] == ["4560"]
    assert json.loads(rows[0]["sources"]) == json.loads(document[0]["sources"])


def test_a_canned_query_without_its_parameters_is_answered_as_its_page_is(full_site):
    assert full_site.get("/wartally/tally.csv").status_code == 200
    assert full_site.get("/wartally.csv").status_code == 404


# ---- pure parts


def test_a_column_names_a_row_of_another_table_also_through_a_key_of_several_columns(real_package):
    schemas = real_package.schemas
    assert target_of("category_id", "losses", schemas) == "categories"
    assert target_of("series_id", "losses", schemas) == "series"
    assert target_of("parent_id", "categories", schemas) == "categories"
    assert target_of("report_date", "losses", schemas) == ""
    assert target_of("cumulative", "losses", schemas) == ""


def test_a_column_of_a_query_is_what_all_tables_agree_on(full_site):
    site = full_site.datasette.wartally
    assert site.column("category_id").target == "categories"
    assert site.column("kind").codes == {}, "several tables mean different things by it"
    assert common_face("no_such_thing", [], {}).title == {"en": "No such thing", "uk": "No such thing"}


@pytest.mark.parametrize(
    ("face", "value", "english", "ukrainian"),
    [
        (ColumnFace("n", {}, {}, kind="integer"), 79400, "79,400", "79\u00a0400"),
        (ColumnFace("geonames_id", {}, {}, kind="integer"), 713174, "713174", "713174"),
        (ColumnFace("ratio", {}, {}, kind="number"), 1.25, "1.25", "1,25"),
        (ColumnFace("latitude", {}, {}, unit="degrees", kind="number"), 48.5, "48.5", "48.5"),
        (ColumnFace("approximate", {}, {}, kind="boolean"), 1, "yes", "так"),
        (ColumnFace("text", {}, {}), "<b>", "&lt;b&gt;", "&lt;b&gt;"),
        (ColumnFace("text", {}, {}), None, "", ""),
    ],
)
def test_a_value_is_written_in_the_language_s_form(face, value, english, ukrainian):
    assert str(cell(words()["en"], face, value)) == english
    assert str(cell(words()["uk"], face, value)) == ukrainian
