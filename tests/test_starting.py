"""`wartally init`: a new package works at once, and goes on working when a person adds records by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.workbench import places
from wartally.cli import run
from wartally.errors import BadArgument
from wartally.package import open_package
from wartally.starting.create import start_package
from wartally.starting.neutral import Subject
from wartally.validation.engines import validate

TODAY = date(2026, 12, 1)
SUBJECT = Subject.of("A,B", date(2001, 1, 1), TODAY)
# Names of this war, its institutions and its upstream collections; languages and GeoNames may be named.
OURS = re.compile(
    r"Ukrain|Russia|Oryx|Mediazona|Meduza|General Staff|general_staff|Petro|lod[-_]db|Kyiv|Kherson|Bakhmut|"
    r"Donetsk|202[2-6]|\b(?:RU|UA)\b|росій|Росі|Україн|українськ(?!ою)|Генштаб|Генеральн"
)
PAGES = (
    "tally", "days", "days/2001-01-05", "compare", "categories", "disputes", "corrections", "events", "press",
    "sources", "rules", "dashboards", "changes", "codebook", "data", "about",
)  # fmt: skip
LANGUAGE = re.compile(r"\(Ukrainian\)|in Ukrainian|English and Ukrainian")


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    root = tmp_path_factory.mktemp("started") / "new package"
    start_package(root, SUBJECT)
    return root


def wartally(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, in the folder `root`."""
    return subprocess.run(
        [sys.executable, "-m", "wartally", *arguments], cwd=root, capture_output=True, text=True, timeout=120
    )


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address of the site of the package in `root`, on a port that the system chose."""
    command = [sys.executable, "-m", "wartally", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+/", said)
            assert found, said
            yield found[0]
        finally:
            process.terminate()


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as response:
        assert response.status == 200
        return str(response.read().decode("utf-8"))


@pytest.mark.parametrize("engine", ["duckdb", "pandera", "frictionless"])
def test_a_new_package_is_valid_in_every_engine(started, engine):
    package = open_package(started)
    report = validate(package, engine, today=TODAY)
    assert list(places(report.findings)) == []
    assert len(report.tables) == len(package.schemas) >= 25
    assert len(package.rules) > 40
    assert sum(rows for _, rows in report.tables) > 50


def test_every_table_and_rule_is_taken_over_but_those_about_this_war_by_name(started, real_package):
    new = open_package(started)
    assert list(new.schemas) == list(real_package.schemas)
    for name, schema in new.schemas.items():
        ours = real_package.schemas[name]
        assert schema.field_names == ours.field_names
        assert (schema.primary_key, schema.foreign_keys) == (ours.primary_key, ours.foreign_keys)
    left_out = {r.id for r in real_package.rules} - {r.id for r in new.rules}
    assert left_out == {"coordinates_outside_oblast", "sighting_batch_flag"}


def test_nothing_in_it_is_about_this_war(started):
    files = [p for p in started.rglob("*") if p.is_file()]
    assert len(files) > 90
    lines = [
        f"{p.relative_to(started)}:{n}: {line}"
        for p in files
        for n, line in enumerate(p.read_text(encoding="utf-8").splitlines(), start=1)
        if OURS.search(LANGUAGE.sub("", line))
    ]
    assert lines == []


def test_every_code_list_of_sides_has_the_new_sides(tmp_path):
    start_package(tmp_path / "p", Subject.of("NORTH,SOUTH", date(1999, 5, 1), TODAY))
    seen = 0
    for schema in open_package(tmp_path / "p").schemas.values():
        for field in schema.fields:
            if "NORTH" in field.enum:
                seen += 1
                assert field.enum == ("NORTH", "SOUTH")
                assert [c.value for c in field.categories] == ["NORTH", "SOUTH"]
    assert seen >= 7
    assert validate(open_package(tmp_path / "p"), today=TODAY).valid


def test_it_is_in_canonical_form_and_conforms_to_the_profile(started):
    for command in (
        ["fmt", "--check"],
        ["sync", "--check"],
        ["derive", "--check"],
        ["profile", "--check", "."],
    ):
        done = wartally(started, *command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)


def test_the_tally_in_its_readme_is_the_one_the_command_gives(started):
    readme = (started / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^wartally (tally .*)$", readme, re.MULTILINE)
    assert found
    told = re.search(r"The tally above is (\d+)", readme)
    assert told
    done = wartally(started, *found[1].split(), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["value"] == int(told[1]) == 27


def test_three_records_added_by_hand_then_validate_build_and_serve(tmp_path):
    root = tmp_path / "harbour"
    assert wartally(tmp_path, "init", "harbour", "--title", "A made-up harbour").returncode == 0
    added = {
        "reports": "example_series,2001-01-09,https://example.org/reports/8,personnel,true,",
        "readings": "example_series,2001-01-09,personnel,example_text,41,4",
    }
    for table, line in added.items():
        with (root / "data" / f"{table}.csv").open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
    with (root / "data" / "readings.csv").open("a", encoding="utf-8") as stream:
        stream.write("example_series,2001-01-09,vehicles,example_text,9,1\n")
    stale = wartally(root, "validate")
    assert stale.returncode == 1
    assert "wartally sync" in stale.stdout
    for command in ("fmt", "derive", "sync"):
        assert wartally(root, command).returncode == 0
    valid = wartally(root, "validate")
    assert (valid.returncode, "nothing wrong" in valid.stdout) == (0, True), valid.stdout
    built = wartally(root, "build")
    assert built.returncode == 0, built.stderr
    assert (root / "build" / "wartally.db").stat().st_size > 100_000
    with served(root) as address:
        rows = json.loads(fetched(f"{address}wartally/losses.json?_shape=array&report_date=2001-01-09"))
        assert {row["category_id"]: (row["cumulative"], row["change"]) for row in rows} == {
            "personnel": (41, 4),
            "vehicles": (9, 1),
        }
        asked = "series=example_series&category=personnel&since=2001-01-02&until=2001-01-09"
        assert json.loads(fetched(f"{address}wartally/tally.json?{asked}&_shape=array"))[0]["value"] == 31
        assert "A made-up harbour" in fetched(f"{address}wartally")


def test_the_pages_of_a_new_package_answer(started):  # every link of them: test_site_elsewhere.py
    with served(started) as address:
        for page in ("", *PAGES):
            assert "<h1" in fetched(address + page), page
            assert "<h1" in fetched(f"{address}uk/{page}"), page


def test_a_wrong_record_added_by_hand_is_found(tmp_path):
    root = tmp_path / "p"
    start_package(root, SUBJECT)
    file = root / "data" / "readings.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert len(rows) == 28
    text = file.read_text(encoding="utf-8").replace("example_text,37,5", "example_text,73,5")
    file.write_text(text, encoding="utf-8")
    assert wartally(root, "sync").returncode == 0
    found = json.loads(wartally(root, "validate", "--json").stdout)["findings"]
    assert "open_dispute" in {finding["rule"] for finding in found}


def test_a_press_statement_is_judged_by_the_packages_own_series(started):
    (check,) = open_package(started).rows("press_checks")
    assert (check["computed_value"], check["figure_verdict"], check["wording_verdict"]) == (
        21,
        "matches",
        "faithful",
    )


def test_starting_twice_changes_nothing(started):
    before = {p: p.read_bytes() for p in started.rglob("*") if p.is_file()}
    assert start_package(started, SUBJECT).written == ()
    assert {p: p.read_bytes() for p in started.rglob("*") if p.is_file()} == before


def test_a_folder_with_other_things_in_it_is_joined_but_nothing_is_overwritten(tmp_path):
    (tmp_path / "LICENSE").write_text("mine\n", encoding="utf-8")
    start_package(tmp_path, SUBJECT)
    assert (tmp_path / "LICENSE").read_text(encoding="utf-8") == "mine\n"
    assert validate(open_package(tmp_path), today=TODAY).valid


@pytest.mark.parametrize("file", ["README.md", "data/mine.csv", "schemas/mine.yaml", "datapackage.json"])
def test_a_folder_with_something_in_the_way_is_refused_and_left_alone(tmp_path, file):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("mine\n", encoding="utf-8")
    with pytest.raises(BadArgument, match=re.escape(str(tmp_path / file))):
        start_package(tmp_path, SUBJECT)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / file]


@pytest.mark.parametrize(
    "arguments",
    [
        ["init"],
        ["init", "x", "--sides", "A"],
        ["init", "x", "--sides", "A,A"],
        ["init", "x", "--sides", "a,b"],
        ["init", "x", "--start", "yesterday"],
        ["init", "x", "--start", "9999-12-31"],
        ["init", "x", "--name", "My Package"],
        ["init", "taken"],
        ["init", "taken/under"],
    ],
)
def test_bad_arguments_are_told_in_one_line_with_status_2(tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    Path("taken").write_text("a file", encoding="utf-8")
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said
    assert "fault in wartally" not in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["taken"]


def test_what_is_declared_neutral_is_there_to_be_made_neutral(real_package):
    declared = yaml.safe_load(
        (Path(__file__).parents[1] / "src/wartally/starting/subject.yaml").read_text(encoding="utf-8")
    )
    known = {f"rule {rule.id}" for rule in real_package.rules}
    for name, schema in real_package.schemas.items():
        known.add(name)
        for field in schema.fields:
            known |= {f"{name}.{field.name}", *(f"{name}.{field.name}={c.value}" for c in field.categories)}
    assert len(declared["texts"]) > 20
    assert set(declared["texts"]) - known == set()
    assert set(declared["open_lists"]) <= known
    assert set(declared["rules_left_out"]) <= {rule.id for rule in real_package.rules}
