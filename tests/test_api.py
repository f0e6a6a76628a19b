"""`import wartally` as a stranger uses it: lazily, in any order, as often as wanted."""

import doctest
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, assert_type

import pandas as pd
import polars as pl
import pytest

import wartally
from wartally import api
from wartally.citing import STYLES, needs_credit
from wartally.errors import BadArgument, DataError
from wartally.frames import code_list
from wartally.sqlite.build import fill
from wartally.starting.create import start_package
from wartally.starting.neutral import Subject
from wartally.suggest import nearest

ROOT = Path(__file__).parents[1]
WEEK = "'2022-11-04', '2022-11-11'"
# For asking what the types do not allow.
anything: Any = wartally
REMARKS = ["corrections", "breaks", "without_figure"]


def python(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def test_a_tally_can_be_asked_for_again_and_after_anything_else():
    code = (
        f"import wartally; print(wartally.tally('personnel', {WEEK}).value); "
        f"print(wartally.tally('tanks', {WEEK}).value); wartally.load('losses'); import wartally.tallying; "
        f"print(wartally.tally('artillery', {WEEK}).value)"
    )
    assert python(code) == ["4560", "64", "45"]


def test_importing_loads_nothing_heavy():
    heavy = ("polars", "duckdb", "yaml", "sqlglot", "click", "sqlite3", "csv", "json")
    code = f"import sys, wartally; print([m for m in {heavy} if m in sys.modules])"
    assert python(code) == ["[]"]


def test_the_public_names_are_these():
    assert wartally.__all__ == ["__version__", "cite", "codebook", "load", "open_package", "tally"]
    assert dir(wartally) == sorted(wartally.__all__)
    with pytest.raises(AttributeError, match="no attribute 'tallly'"):
        wartally.tallly  # noqa: B018


def test_no_public_name_is_hidden_by_a_module_of_the_same_name():
    modules = {path.stem for path in (ROOT / "src" / "wartally").iterdir()}
    assert len(modules) > 15
    assert modules.isdisjoint(set(wartally.__all__) - {"__version__"})


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "src" / "wartally" / "py.typed").is_file()


def test_what_comes_back_is_known_to_a_type_checker() -> None:
    """Checked by mypy; run only to see that the calls exist."""
    assert_type(wartally.load("series"), pl.DataFrame)
    assert_type(wartally.load("losses", wide=True, unit="month", value="cumulative"), pl.DataFrame)
    assert_type(wartally.codebook("series"), pl.DataFrame)
    assert_type(wartally.codebook("series", "uk", form="text"), str)
    assert_type(wartally.cite("bibtex"), str)
    assert_type(wartally.tally("tanks", "2022-11-04", date(2022, 11, 11)).value, int | None)


def test_a_table_is_a_typed_frame():
    frame = wartally.load("losses")
    assert frame.height > 22_000
    assert dict(frame.schema) == {
        "series_id": pl.Enum(["general_staff_ua", "mod_ru"]),
        "report_date": pl.Date,
        "category_id": wartally.load("categories").schema["category_id"],
        "cumulative": pl.Int64,
        "printed_increase": pl.Int64,
        "change": pl.Int64,
        "obs_status": pl.Enum(["normal", "source_correction", "series_break", "not_reported", "disputed"]),
        "basis": pl.Enum(["unanimous", "single", "adjudicated"]),
        "readings": pl.Int64,
        "agreeing": pl.Int64,
    }
    assert frame["printed_increase"].null_count() > 0
    assert frame.to_pandas().shape == frame.shape


def test_every_table_has_the_rows_of_its_file_whatever_the_types(real_package):
    assert len(real_package.tables) >= 25
    coded = 0
    for name in real_package.tables:
        frame = wartally.load(name, real_package)
        coded += sum(isinstance(kind, pl.Enum) for kind in frame.schema.values())
        assert frame.to_dicts() == real_package.rows(name), name
    assert coded >= 60


def test_codes_are_followed_to_the_reference_table_they_come_from(real_package):
    schemas = real_package.schemas
    assert code_list(schemas, "losses", "series_id") == "series"
    assert code_list(schemas, "event_losses", "category_id") == "categories"
    assert code_list(schemas, "categories", "parent_id") == "categories"
    assert code_list(schemas, "places", "place_id") == "places"
    assert code_list(schemas, "events", "event_id") is None
    assert code_list(schemas, "losses", "report_date") is None


def test_frames_join_on_their_codes():
    items = wartally.load("sightings").join(wartally.load("categories"), on="category_id", how="left")
    assert items["name_en"].null_count() == items["category_id"].null_count()
    assert items.height == wartally.load("sightings").height


def test_a_code_that_no_table_has_is_an_error_in_the_data(small_package):
    table = small_package.table("losses").path
    table.write_text(table.read_text().replace(",tanks,", ",tonks,", 1))
    with pytest.raises(DataError, match=r"data/losses.csv: .*wartally validate"):
        wartally.load("losses", small_package)


@pytest.fixture(scope="module")
def database(tmp_path_factory, real_package):
    file = tmp_path_factory.mktemp("views") / "wartally.db"
    fill(real_package, file, "for the tests")
    with closing(sqlite3.connect(file)) as found:
        found.row_factory = sqlite3.Row
        yield found


def test_wide_days_are_the_view_of_days(database):
    seen = 0
    for series in ("general_staff_ua", "mod_ru"):
        frame = wartally.load("losses", wide=True, series=series, value="cumulative").drop(REMARKS)
        found = database.execute(
            "SELECT * FROM losses_daily_wide WHERE series_id = ? ORDER BY report_date", (series,)
        ).fetchall()
        assert frame.height == len(found)
        for row, theirs in zip(frame.iter_rows(named=True), found, strict=True):
            ours = {name: value for name, value in row.items() if name != "report_date"}
            assert row["report_date"].isoformat() == theirs["report_date"]
            assert ours == {name: theirs[name] for name in ours}
            assert {v for k, v in dict(theirs).items() if k not in {*ours, "series_id", "report_date"}} == {
                None
            }
            seen += len(ours)
    assert seen > 30_000


@pytest.mark.parametrize(("unit", "view", "period"), [
    ("week", "losses_weekly", "week_start"), ("month", "losses_monthly", "month"),
])  # fmt: skip
@pytest.mark.parametrize("value", ["change", "cumulative"])
def test_wide_weeks_and_months_are_those_of_the_views(database, unit, view, period, value):
    seen = 0
    for series in ("general_staff_ua", "mod_ru"):
        frame = wartally.load("losses", wide=True, unit=unit, series=series, value=value)
        found = database.execute(f"SELECT * FROM {view} WHERE series_id = ?", (series,)).fetchall()
        rows = {row[f"{unit}_start"].isoformat()[: len(found[0][period])]: row for row in frame.to_dicts()}
        assert rows.keys() == {theirs[period] for theirs in found}
        for theirs in found:
            row = rows[theirs[period]]
            assert row[theirs["category_id"]] == theirs[value]
            assert theirs["since"] is None or theirs["since"] >= row["since"].isoformat()
            assert theirs["until"] <= row["until"].isoformat()
            assert theirs["reports"] <= row["reports"]
            seen += 1
        whole = frame.drop(f"{unit}_start", "since", "until", "reports", *REMARKS)
        filled = sum(len(whole) - whole[name].null_count() for name in whole.columns)
        assert filled == sum(theirs[value] is not None for theirs in found)
        for remark in REMARKS:
            assert frame[remark].sum() == sum(theirs[remark] for theirs in found)
    assert seen > 700


def test_a_week_of_changes_is_the_tally_of_its_reports():
    weeks = wartally.load("losses", wide=True, unit="week").filter(pl.col("week_start") == date(2022, 11, 7))
    week = weeks.row(0, named=True)
    assert week["reports"] == 7
    for category in ("personnel", "tanks", "uav"):
        assert week[category] == wartally.tally(category, week["since"], week["until"]).value


def test_days_of_changes_add_up_to_the_week_of_the_article():
    days = wartally.load("losses", wide=True)
    week = days.filter(
        (pl.col("report_date") > date(2022, 11, 4)) & (pl.col("report_date") <= date(2022, 11, 11))
    )
    assert week["personnel"].sum() == 4560
    assert week["report_date"].is_sorted()
    assert set(days.schema.dtypes()) == {pl.Date, pl.Int64}


def test_days_of_note_are_counted():
    days = {row["report_date"]: row for row in wartally.load("losses", wide=True).to_dicts()}
    assert days[date(2023, 5, 28)]["corrections"] >= 1
    assert days[date(2022, 5, 1)]["breaks"] >= 1
    assert [days[date(2022, 11, 11)][name] for name in REMARKS] == [0, 0, 0]


@pytest.mark.parametrize(("asked", "said"), [
    (lambda: anything.load("loses"), r"no table 'loses' \(did you mean 'losses'\?\); the tables are actors,"),
    (lambda: anything.load("zzz"), "no table 'zzz'; the tables are actors,"),
    (lambda: anything.load("losses", unit="week"), "^unit can be asked for with wide=True only$"),
    (lambda: anything.load("events", wide=True), "only the table losses has a wide form, events has none"),
    (lambda: anything.load("evens", wide=True), "did you mean 'events'"),
    (lambda: anything.load("losses", wide=True, unit="year"), "unit is 'year', not one of day, week, month"),
    (lambda: anything.load("losses", wide=True, value="total"), "value is 'total', not one of change, cumul"),
    (lambda: anything.load("losses", wide=True, series="genstaff"), "did you mean 'general_staff_ua'"),
    (lambda: anything.tally("tank", "2022-11-04", "2022-11-11"), r"'tank' \(did you mean 'tanks'\?\); "),
    (lambda: anything.tally("танки", "2022-11-04", "2022-11-11"), "did you mean 'tanks'"),
    (lambda: anything.tally("personnel", "2022-11-04", "2022-11-11", "mod"), "did you mean 'mod_ru'"),
    (lambda: anything.tally("personnel", "04.11.2022", "2022-11-11"), "since is '04.11.2022', not a date"),
    (lambda: anything.codebook("losess"), "did you mean 'losses'"),
    (lambda: anything.codebook(lang="de"), "lang is 'de', not one of en, uk"),
    (lambda: anything.codebook(form="html"), "form is 'html', not one of frame, text"),
    (lambda: anything.cite("bibtec"), r"'bibtec' \(did you mean 'bibtex'\?\); the styles are text, apa, "),
    (lambda: anything.cite(lang="de"), "lang is 'de', not one of en, uk"),
])  # fmt: skip
def test_a_name_that_is_not_there_is_told_with_the_one_meant(asked, said):
    with pytest.raises(BadArgument, match=said):
        asked()


def test_the_nearest_name_is_found_by_its_labels_too():
    labels = {"tanks": ("Tanks", "танки"), "mlrs": ("Multiple rocket launchers (MLRS)", "РСЗВ")}
    assert nearest("rocket launchers", ["tanks", "mlrs"], labels) == "mlrs"
    assert nearest("Танк", ["tanks", "mlrs"], labels) == "tanks"
    assert nearest("xyzzy", ["tanks", "mlrs"], labels) is None


def test_the_codebook_has_every_column_of_every_table(real_package):
    for lang in ("en", "uk"):
        book = wartally.codebook(lang=lang)
        wanted = [(s.name, f.name) for s in real_package.schemas.values() for f in s.fields]
        assert book.select("table", "column").rows() == wanted
        assert book.select("title", "description", "example").null_count().row(0) == (0, 0, 0)
        assert len(wanted) > 200
    book = wartally.codebook()
    assert book.filter(pl.col("refers_to") == "categories.category_id").height >= 8


def test_the_codebook_of_a_table_says_what_its_codes_mean():
    rows = {row["column"]: row for row in wartally.codebook("losses", "uk").to_dicts()}
    assert rows["category_id"]["refers_to"] == "categories.category_id"
    assert rows["series_id"]["key"]
    assert rows["series_id"]["required"]
    assert {code["code"]: code["sdmx"] for code in rows["obs_status"]["codes"]}["series_break"] == "B"
    assert rows["obs_status"]["codes"][3]["label"] == "Не повідомлено"


def test_the_codebook_as_text_has_every_table_and_rule(real_package):
    whole = wartally.codebook(form="text")
    assert whole.count("\n### ") == len(real_package.tables) >= 25
    assert [rule.id for rule in real_package.rules if f"`{rule.id}`" not in whole] == []
    one = wartally.codebook("losses", form="text")
    assert one.startswith("### Claimed losses (`losses`)")
    assert one.strip() in whole


def test_a_citation_has_version_date_and_licence(real_package):
    said = wartally.cite()
    created = date.fromisoformat(real_package.descriptor["created"][:10])
    assert f"version {real_package.version}, {created.day} {created:%B} {created.year}" in said
    assert "Creative Commons Attribution 4.0 International" in said
    assert "версія" in wartally.cite(lang="uk")
    assert real_package.descriptor["title@uk"] in wartally.cite(lang="uk")


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize("style", STYLES)
def test_every_style_credits_every_source_that_asks_for_it(real_package, style, lang):
    sources = [row for row in real_package.rows("sources") if needs_credit(row)]
    assert len(sources) >= 11
    assert {row["licence"] for row in sources} == {"MIT", "CC-BY-4.0"}
    said = wartally.cite(style, lang)
    plain = said.replace("\\", "")
    shown = "title" if style == "apa" else "attribution"
    assert [row["source_id"] for row in sources if row[shown] not in plain] == []
    assert str(real_package.descriptor["contributors"][0]["title"]) in plain


def test_no_licence_of_a_source_is_unknown(real_package):
    asking = {"MIT", "CC-BY-4.0"}
    facts = ("; figures only", "; cited for a fact")
    licences = {row["licence"] for row in real_package.rows("sources") if row["redistributable"]}
    assert len(licences) >= 6
    assert {x for x in licences - asking if not x.endswith(facts)} == set()


def test_a_citation_for_programs_can_be_read_by_them(real_package):
    items = json.loads(wartally.cite("csl-json"))
    created = date.fromisoformat(real_package.descriptor["created"][:10])
    assert items[0]["issued"] == {"date-parts": [[created.year, created.month, created.day]]}
    assert len({item["id"] for item in items}) == len(items) >= 12
    bibtex = wartally.cite("bibtex")
    assert bibtex.count("@misc{") == len(items)
    for entry in bibtex.split("\n\n"):
        assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
        assert not re.findall(r"(?<!\\)[&%#_](?=.*\},$)", re.sub(r"(?m)^  url = .*$|^@misc.*$", "", entry))
    records = wartally.cite("ris").split("ER  - ")
    assert len([r for r in records if r.strip()]) == len(items)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .+", line) for r in records for line in r.strip().splitlines())


def test_a_package_that_is_not_ours_can_be_cited_and_loaded(tmp_path):
    descriptor = {
        "name": "apples",
        "resources": [
            {"name": "trees", "path": "trees.csv", "schema": {"fields": [{"name": "tree", "type": "string"}]}}
        ],
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    (tmp_path / "trees.csv").write_text("tree\noak\n")
    assert wartally.load("trees", tmp_path).to_dicts() == [{"tree": "oak"}]
    assert wartally.codebook("trees", package=tmp_path)["column"].to_list() == ["tree"]
    for style in STYLES:
        assert "apples" in wartally.cite(style, package=tmp_path)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ({"contributors": [{"title": "A"}, {"title": "B", "roles": ["creator"]}]}, "B. apples. Data set."),
        ({"contributors": [{"givenName": "A", "familyName": "B"}]}, "A B. apples. Data set."),
        ({"contributors": [{"title": "A", "role": "author"}, "C", {"email": "d"}]}, "A. apples. Data set."),
        ({"contributors": "A", "licenses": ["MIT"], "created": 2020}, "apples. Data set."),
        ({"licenses": [{"path": "https://example.org/l"}]}, "apples. Data set. https://example.org/l."),
        ({"created": "2020-01-02T03:04:05Z", "version": 2}, "apples (version 2, 2 January 2020). Data set."),
    ],
)
def test_a_descriptor_written_by_hand_is_cited_by_what_it_says(header, text, tmp_path):
    resource = {"name": "sources", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "string"}]}}
    descriptor = {"name": "apples", **header, "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    (tmp_path / "t.csv").write_text("a\nb\n")
    assert wartally.cite(package=tmp_path) == text  # and nothing of statements, which it does not have
    for style in STYLES:
        assert "apples" in wartally.cite(style, "uk", package=tmp_path)


def test_a_package_of_another_subject_is_tallied_by_its_own_series(tmp_path):
    start_package(tmp_path, Subject.of("A,B", date(2001, 1, 1), date(2026, 12, 1)))
    assert wartally.tally("personnel", "2001-01-02", "2001-01-08", package=tmp_path).value == 27
    days = wartally.load("losses", tmp_path, wide=True, value="cumulative")
    assert days["personnel"].to_list() == [10, 14, 21, 24, 30, 32, 37]


def test_a_moment_stands_for_its_day():
    since, until = datetime(2022, 11, 4), pd.Timestamp("2022-11-11 08:00")  # noqa: DTZ001 - as pandas has them
    assert wartally.tally("personnel", since, until).value == 4560


def test_the_examples_in_the_docstrings_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(api)
    assert found.attempted >= 10
    assert found.failed == 0


def test_the_examples_of_the_guide_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        example = doctest.DocTestParser().get_doctest(block, names, f"python.md-{number}", None, None)
        runner.run(example, clear_globs=False)
        names = example.globs
    assert runner.summarize(verbose=False) == (0, runner.tries)
    assert runner.tries >= 18
