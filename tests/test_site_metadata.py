"""The metadata, words and charts of the site: pure compilation, nothing is served."""

import re
import string
from pathlib import Path

import pytest

from wartally.package import read_yaml
from wartally.schema import table_schema
from wartally.site import present
from wartally.site.faces import Shape
from wartally.site.files import FOLDER, labels, queries, words
from wartally.site.metadata import compile_metadata
from wartally.site.words import LANGUAGES, plural
from wartally.sqlite.build import View
from wartally.validation.rules import parse_rule

HEADER = {
    "name": "wartally", "title": "T <b>", "description": "D & d", "description@uk": "О", "version": "1.2.3",
    "licenses": [{"name": "CC-BY-4.0", "title": "Attribution", "path": "https://example.org/by"}],
}  # fmt: skip
TABLE = {
    "name": "counts", "title": "Counts", "title@uk": "Лічба", "description": "What is <counted>.",
    "description@uk": "Що рахують.", "section": "claimed", "primaryKey": ["day"],
    "site": {"label": "day", "facets": ["side"], "sort_desc": "day"},
    "fields": [
        {"name": "day", "type": "date", "title": "Day", "title@uk": "День", "description": "When.",
         "description@uk": "Коли."},
        {"name": "n", "type": "integer", "title": "Number", "title@uk": "Число", "description": "How many.",
         "description@uk": "Скільки.", "unit": "persons"},
        {"name": "side", "title": "Side", "title@uk": "Сторона", "description": "Whose.",
         "description@uk": "Чия.",
         "categories": [{"value": "RU", "label": "Russia", "label@uk": "Росія"}]},
    ],
}  # fmt: skip
RULE = """-- id: none_missing
-- severity: error
-- tables: counts
-- column: n
-- title: A number is missing
-- title@uk: Бракує числа
-- description: Every day has a number.
-- description@uk: Кожен день має число.
SELECT day, CAST(n AS VARCHAR) AS value, 'none' AS message FROM counts WHERE n IS NULL AND day < :today
"""
VIEW = """-- title: By side
-- title@uk: За сторонами
-- description: Sums.
-- description@uk: Суми.
SELECT side, SUM(n) AS n, MIN(day) AS oddity FROM counts GROUP BY side
"""


@pytest.fixture
def compiled():
    shape = Shape(
        tables={"counts": ["day", "n", "side"], "package_info": ["key"], "counts_fts": ["x"]},
        views={"by_side": ["side", "n", "oddity"]},
        categories={},
    )
    schemas = {"counts": table_schema(TABLE)}
    rules = [parse_rule(RULE, "none_missing.sql")]
    return compile_metadata(
        schemas,
        rules,
        [View("by_side", VIEW)],
        HEADER,
        queries=queries().values(),
        labels=labels(),
        shape=shape,
    )


def test_a_table_says_what_it_and_its_columns_are(compiled):
    table = compiled["databases"]["wartally"]["tables"]["counts"]
    assert table["title"] == "Counts"
    assert table["title_uk"] == "Лічба"
    assert table["description_html"] == "<p>What is &lt;counted&gt;.</p>"
    assert table["description_html_uk"] == "<p>Що рахують.</p>"
    assert table["columns"]["n"] == "Number. How many. Unit: persons."
    assert table["columns"]["side"] == "Side. Whose. Codes: RU (Russia)."
    assert table["columns_uk"]["side"] == "Сторона. Чия. Коди: RU (Росія)."
    assert table["column_units"] == {"n": "persons"}
    assert "units" not in table
    assert (table["facets"], table["sort_desc"], table["label_column"]) == (["side"], "day", "day")
    assert (table["license"], table["license_url"]) == ("Attribution", "https://example.org/by")
    assert table["source_url"] == "/wartally/sources"


def test_a_view_borrows_the_words_of_the_tables_it_reads(compiled):
    view = compiled["databases"]["wartally"]["tables"]["by_side"]
    assert view["title"] == "By side"
    assert view["columns"]["side"] == "Side. Whose. Codes: RU (Russia)."
    assert view["columns_uk"]["side"] == "Сторона. Чия. Коди: RU (Росія)."
    assert view["columns"]["oddity"] == "Oddity."
    assert view["facets"] == []


def test_what_is_no_table_of_the_package_is_hidden(compiled):
    tables = compiled["databases"]["wartally"]["tables"]
    assert tables["package_info"] == tables["counts_fts"] == {"hidden": True}


def test_a_rule_is_a_query_and_a_query_without_its_tables_is_left_out(compiled):
    canned = compiled["databases"]["wartally"]["queries"]
    assert set(canned) == {"rule_none_missing"}
    assert canned["rule_none_missing"]["title"] == "Rule: A number is missing"
    assert "DATE('now')" in canned["rule_none_missing"]["sql"].replace("date(", "DATE(")


def test_every_query_says_what_it_is_in_both_languages():
    found = queries()
    assert {"tally", "week_in_review", "record_days"} <= set(found)
    for query in found.values():
        assert {"title", "title@uk", "description", "description@uk", "params", "example"} <= set(
            query.labels
        ), query.name


def phrases():
    files = sorted(FOLDER.glob("phrases/*.yaml"))
    assert len(files) >= 6
    return {key: phrase for file in files for key, phrase in read_yaml(file).items()}


def _fields(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_every_phrase_is_there_in_both_languages_with_the_same_places_and_plural_forms():
    catalogue = phrases()
    assert len(catalogue) > 100
    for key, phrase in catalogue.items():
        assert set(phrase) == set(LANGUAGES), key
        if isinstance(phrase["en"], dict):
            assert set(phrase["en"]) == {"one", "other"}, key
            assert set(phrase["uk"]) == {"one", "few", "many"}, key
            assert all("{n}" in form for forms in phrase.values() for form in forms.values()), key
        else:
            assert _fields(phrase["en"]) == _fields(phrase["uk"]), key


def test_every_label_is_there_in_both_languages():
    said = labels()
    assert len(said["columns"]) > 30
    assert all(set(column) == {"en", "uk"} for column in said["columns"].values())
    for view in said["views"].values():
        assert set(view) == {"title", "title@uk", "description", "description@uk"}


def test_every_phrase_is_used():
    text = "".join(
        f.read_text(encoding="utf-8") for f in (*FOLDER.rglob("*.py"), *FOLDER.glob("templates/*.html"))
    )
    made = (
        "caveat_",
        "category_unit_",
        "compare_claimed_",
        "compare_confirmed_",
        "compare_own_",
        "compare_short_",
        "dashboard_kind_",
        "error_",
        "problem_",
        "chart_",
        "preset_",
        "form_",
        "section_",
        "nav_",
        "mark_",
        "format_",
        "op_",
        "unit_",
        "type_",
        "compare_claimed_",
        "compare_confirmed_",
        "compare_own_",
        "compare_short_",
        "compare_listed_",
        "size_",
    )
    unused = [key for key in phrases() if f"'{key}'" not in text and f'"{key}"' not in text]
    assert [key for key in unused if not key.startswith(made)] == []


@pytest.mark.parametrize(
    ("n", "form"),
    [(1, "one"), (2, "few"), (4, "few"), (5, "many"), (11, "many"), (12, "many"), (14, "many"), (21, "one"),
     (22, "few"), (100, "many"), (101, "one"), (111, "many"), (0, "many")],
)  # fmt: skip
def test_ukrainian_plurals(n, form):
    assert plural(n, "uk") == form


def test_numbers_and_dates_take_the_language_s_form():
    en, uk = words()["en"], words()["uk"]
    assert (en.number(4560), uk.number(4560)) == ("4,560", "4\u00a0560")
    assert (en.number(-5), en.number(710, signed=True), en.number(0, signed=True)) == ("\u22125", "+710", "0")
    assert en.number(None) == "\u2013"
    assert en.day("2022-11-11") == "11\u00a0November\u00a02022"
    assert uk.day("2022-11-11") == "11\u00a0листопада\u00a02022\u00a0року"
    assert en.span("2022-11-05", "2022-11-11").replace("\u2060", "") == "5\u201311\u00a0November\u00a02022"
    assert (
        uk.span("2022-10-30", "2022-11-11") == "30\u00a0жовтня \u2013 11\u00a0листопада\u00a02022\u00a0року"
    )
    assert uk.weekday("2022-11-11") == "п'ятниця"
    assert str(uk("reports", n=22)) == "22 зведення"
    assert str(uk("reports", n=25)) == "25 зведень"


def test_what_is_put_into_a_phrase_is_escaped():
    assert "<script>" not in words()["en"]("problem_no_series", series="<script>")


def test_margin_letters_go_on_after_z():
    assert [present.letter(n) for n in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]


def test_nothing_of_the_site_is_loaded_from_elsewhere():
    files = [*FOLDER.glob("templates/*.html"), *FOLDER.glob("static/*")]
    assert len(files) > 10
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        scripts = re.findall(r"<script[^>]*>", text)
        own = [s for s in scripts if re.search(r""" src="\{\{ urls\.path\(['"]/static/""", s)]
        assert scripts == own, file
        assert text.count("<script") == text.count("></script>"), file
        assert "style=" not in text, file
        assert "@import" not in text, file
