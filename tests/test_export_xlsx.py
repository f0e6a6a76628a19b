"""The workbook: every value of the full package as openpyxl and LibreOffice read it, and odd cells."""

import csv
import json
import math
import subprocess
import zipfile
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from tests.exports import rows_of, schema_of
from tests.tools import need
from tests.workbench import TODAY, repository
from wartally.export import export
from wartally.export.sheets import MOST_ROWS, parts_of, sheet_name
from wartally.export.xlsx import MOST_LINKS
from wartally.package import open_package
from wartally.schema import table_schema

# Every sheet into a file of its own: comma, quotes, UTF-8, cells as they are shown.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
LONG = "довгий " * 6000


@pytest.fixture(scope="module")
def sheets(exported):
    """Every sheet's rows by its name, as openpyxl reads them; a cell is its value."""
    book = openpyxl.load_workbook(exported / "wartally.xlsx", read_only=True, data_only=False)
    yield {page.title: list(page.iter_rows(values_only=True)) for page in book}
    book.close()


def of_table(sheets, name):
    """The sheets of one table: its name, or that and a part."""
    return [rows for title, rows in sheets.items() if title == name or title.startswith(f"{name} ")]


def by_year(name):
    """The rows in the order of the sheets: by the year of the date in the key."""
    dates = [key for key in schema_of(name).primary_key if schema_of(name).field_of(key).type == "date"]
    at = schema_of(name).field_names.index(dates[0])
    return sorted(rows_of(name), key=lambda row: row[at].year)


def plain(value):
    return value.date() if isinstance(value, datetime) else value


def test_every_table_has_the_same_values(sheets):
    compared = 0
    for name in repository().tables:
        pages = of_table(sheets, name)
        assert {page[0] for page in pages} == {schema_of(name).field_names}, name
        found = [tuple(plain(value) for value in row) for page in pages for row in page[1:]]
        wanted = rows_of(name) if len(pages) == 1 else by_year(name)
        assert found == wanted, name
        compared += len(found)
    assert compared > 130_000


def test_large_tables_stand_on_a_sheet_per_year(sheets):
    years = sorted({row[1].year for row in rows_of("readings")})
    assert len(rows_of("readings")) > MOST_ROWS
    assert [title for title in sheets if title.startswith("readings")] == [f"readings {y}" for y in years]
    for year in years:
        assert {row[1].year for row in sheets[f"readings {year}"][1:]} == {year}


def test_the_first_sheets_explain_the_rest_in_both_languages(sheets):
    assert list(sheets)[:3] == ["README", "Columns", "Codes"]
    said = "\n".join(str(cell) for row in sheets["README"] for cell in row if cell)
    package = repository().descriptor
    for text in (
        package["title"],
        package["title@uk"],
        package["description@uk"],
        "CC-BY-4.0",
        "Як посилатися",
    ):
        assert text.replace("CC-BY-4.0", "creativecommons.org/licenses/by/4.0") in said
    for title in sheets:
        assert title == "README" or title in said
    columns = {(row[0], row[1]): row for row in sheets["Columns"][1:]}
    codes = {row[:3] for row in sheets["Codes"][1:]}
    described = 0
    for name, schema in repository().schemas.items():
        for field in schema.fields:
            assert columns[name, field.name][-4:] == (
                field.title, field.title_uk, field.description, field.description_uk,
            )  # fmt: skip
            assert {(name, field.name, code.value) for code in field.categories} <= codes
            described += 1
    assert described == len(columns) > 200


def test_the_sheets_are_easy_to_work_with(small_package, tmp_path):
    export(small_package, "xlsx", tmp_path / "out", today=TODAY)
    book = openpyxl.load_workbook(tmp_path / "out" / "wartally.xlsx")
    page = book["losses"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == f"A1:J{len(small_package.rows('losses')) + 1}"
    assert page["B2"].is_date
    assert page["B2"].number_format == "yyyy-mm-dd"
    assert [page.column_dimensions[c].width > 7 for c in "ABCDEFGHIJ"] == [True] * 10
    assert book["actors"]["F2"].hyperlink.target == small_package.rows("actors")[0]["url"]


def test_nothing_is_a_formula_and_many_addresses_are_text(exported):
    with zipfile.ZipFile(exported / "wartally.xlsx") as archive:
        pages = {n: archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")}
    assert len(pages) > 30
    assert [name for name, page in pages.items() if b"<f>" in page or b"<f " in page] == []
    links = [page.count(b"<hyperlink ") for page in pages.values()]
    assert 0 < max(links) <= MOST_LINKS < len(rows_of("sightings"))


def test_libreoffice_reads_the_same_values(exported, tmp_path):
    need("soffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(exported / "wartally.xlsx")], check=True, capture_output=True, timeout=300)
    files = {file.stem.removeprefix("wartally-"): file for file in tmp_path.glob("wartally-*.csv")}
    compared = 0
    for name in repository().tables:
        found = []
        parts = [n for n in files if n == name or n.removeprefix(name).strip().isdigit()]
        for sheet in sorted(parts):
            with files[sheet].open(encoding="utf-8", newline="") as stream:
                header, *rows = csv.reader(stream)
            assert tuple(header) == schema_of(name).field_names
            found += [tuple(row) for row in rows]
        wanted = rows_of(name) if len(parts) == 1 else by_year(name)
        assert len(found) == len(wanted), name
        assert [row for row in zip(found, wanted, strict=True) if not shown_alike(*row)] == [], name
        compared += len(found)
    assert compared > 130_000


def shown_alike(cells, row):
    """True if LibreOffice shows a row's values: all of them, and fifteen digits of a fraction."""
    return len(cells) == len(row) and all(
        math.isclose(float(cell), value, rel_tol=1e-14)
        if isinstance(value, float)
        else cell == ("" if value is None else str(value).upper() if isinstance(value, bool) else str(value))
        for cell, value in zip(cells, row, strict=True)
    )


# Odd cells and odd tables


def odd_package(folder, rows):
    """A package with one table of odd cells, and an empty one."""
    fields = [
        ("id", "integer"),
        ("text", "string"),
        ("day", "date"),
        ("number", "number"),
        ("yes", "boolean"),
    ]
    kinds = [{"name": name, "type": kind} for name, kind in fields]
    odd = {"name": "odd", "path": "odd.csv", "schema": {"fields": kinds, "primaryKey": ["id"]}}
    empty = {
        "name": "a/very: long [name] of a table, really",
        "path": "empty.csv",
        "schema": {"fields": kinds},
    }
    folder.mkdir()
    with (folder / "odd.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([name for name, _ in fields])
        writer.writerows(rows)
    (folder / "empty.csv").write_text("id,text,day,number,yes\n", encoding="utf-8")
    document = {"name": "odd", "resources": [odd, empty]}
    (folder / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
    return open_package(folder)


ODD = [
    (1, "=1+1", "1900-02-28", "0.1", "true"),
    (2, '=HYPERLINK("http://example.org";"x")', "1900-03-01", "0.30000000000000004", "false"),
    (3, "+380", "9999-12-31", "1e300", ""),
    (4, "-5", "", "-INF", "True"),
    (5, "@SUM(A1)", "2022-02-24", "NaN", "0"),
    (6, "{=1}", "", "", ""),
    (9007199254740993, LONG, "", "", ""),
    (999999999999999, "  пробіли, «лапки» і\nновий рядок\tй _x0041_ ", "", "", ""),
]


def test_odd_cells_stay_what_they_are(tmp_path):
    package = odd_package(tmp_path / "package", ODD)
    export(package, "xlsx", tmp_path / "out", today=TODAY)
    book = openpyxl.load_workbook(tmp_path / "out" / "odd.xlsx")
    page = book["odd"]
    rows = list(page.iter_rows(min_row=2))
    assert [row[1].data_type for row in rows] == ["s"] * len(ODD)
    assert [row[1].value for row in rows[:6]] == [text for _, text, *_ in ODD[:6]]
    assert [row[1].quotePrefix for row in rows[:6]] == [True] * 5 + [False]
    assert all(row[1].hyperlink is None for row in rows)
    assert rows[7][1].value == LONG[: 32_767 - 4] + " […]"
    assert rows[6][1].value == ODD[7][1]
    assert [plain(row[2].value) for row in rows[:5]] == [
        "1900-02-28", date(1900, 3, 1), date(9999, 12, 31), None, date(2022, 2, 24),
    ]  # fmt: skip
    assert [row[3].value for row in rows[:5]] == [0.1, 0.1 + 0.2, 1e300, "-INF", "NaN"]
    assert [row[4].value for row in rows[:5]] == [True, False, None, True, False]
    assert [row[0].value for row in rows[-2:]] == [999_999_999_999_999, "9007199254740993"]
    said = [cell for row in book["README"].iter_rows(values_only=True) for cell in row if cell]
    assert any("odd!B9" in str(cell) for cell in said)
    assert len(book.sheetnames) == 5


def test_an_empty_table_is_a_sheet_with_its_header_in_every_format(tmp_path):
    package = odd_package(tmp_path / "package", [])
    manifest = export(package, "all", tmp_path / "out", today=TODAY)
    book = openpyxl.load_workbook(tmp_path / "out" / "odd.xlsx")
    name = book.sheetnames[4]
    assert name == "a-very- long -name- of a table,"
    assert [[cell.value for cell in row] for row in book[name].iter_rows()] == [
        ["id", "text", "day", "number", "yes"]
    ]
    frame = pl.read_parquet(tmp_path / "out" / "parquet" / "a-very-long-name-of-a-table-really.parquet")
    assert frame.schema == {
        "id": pl.Int32, "text": pl.String, "day": pl.Date, "number": pl.Float64, "yes": pl.Boolean,
    }  # fmt: skip
    assert {file.format for file in manifest.files} == {
        "parquet",
        "csv",
        "jsonl",
        "xlsx",
        "duckdb",
        "sqlite",
        "zip",
    }
    assert {file.rows for file in manifest.files if file.table} == {0}
    assert not any("losses_wide" in file.path for file in manifest.files)


def test_a_year_too_long_for_a_sheet_is_numbered_and_no_row_is_lost(monkeypatch):
    monkeypatch.setattr("wartally.export.sheets.MOST_ROWS", 3)
    days = [date(2022, 1, 1 + n) for n in range(7)] + [date(2023, 1, 1)]
    schema = table_schema({"fields": [{"name": "day", "type": "date"}], "primaryKey": ["day"]}, "t")
    frame = pl.DataFrame({"day": days})
    parts = list(parts_of(schema, frame))
    assert [label for label, _ in parts] == ["2022 1", "2022 2", "2022 3", "2023"]
    assert [day for _, rows in parts for day in rows["day"]] == days
    keyless = table_schema({"fields": [{"name": "day", "type": "date"}]}, "t")
    assert [label for label, _ in parts_of(keyless, frame)] == ["1", "2", "3"]
    ages = pl.DataFrame({"day": [date(1900 + n, 1, 1) for n in range(40)]})
    assert len(list(parts_of(schema, ages))) == 14


@pytest.mark.parametrize(
    ("table", "part", "used", "name"),
    [
        ("losses", "", set(), "losses"),
        ("Losses", "", {"losses"}, "Losses (2)"),
        ("history", "", {"history"}, "history (2)"),
        ("'quoted'", "", set(), "quoted"),
        ("x" * 40, "2022", set(), "x" * 26 + " 2022"),
        ("[]", "", set(), "--"),
        ("' '", "", set(), "table"),
    ],
)
def test_a_sheet_has_a_name_that_it_can_have(table, part, used, name):
    assert sheet_name(table, part, used) == name
    assert len(name) <= 31
