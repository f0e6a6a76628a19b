"""Generated parts of the documentation are current, and every command is named where users look."""

import re
from pathlib import Path

import click
import pytest

from wartally.cli import cli
from wartally.describing import render_codebook
from wartally.package import open_package
from wartally.site.charts import docs

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def package():
    return open_package(ROOT)


@pytest.mark.parametrize(("lang", "file"), [("en", "codebook.md"), ("uk", "codebook.uk.md")])
def test_the_committed_codebook_is_current(package, lang, file):
    text = render_codebook(package.schemas, package.rules, lang)
    assert (ROOT / "docs" / file).read_text(encoding="utf-8") == text, "run `make docs`"
    for name, schema in package.schemas.items():
        assert f"(`{name}`)" in text
        for field in schema.fields:
            assert f"| `{field.name}` |" in text


def test_the_committed_picture_is_current(package):
    drawing = docs.weekly(package)
    assert len(drawing.rows) > 200
    assert sum(row["change"] or 0 for row in drawing.rows) > 1_400_000
    picture = (ROOT / "docs" / "images" / "weekly_personnel.svg").read_text(encoding="utf-8")
    # Fonts differ between machines, so the declaration and the values are compared, not the bytes.
    assert f"declaration sha256 {docs.digest(drawing)}" in picture, "run `make docs`"
    assert picture.startswith("<svg")
    top = max(row["change"] for row in drawing.rows if not row["corrected"])
    drawn = re.findall(r"week: [^;\"]+; change: ([\d,]+)", picture)
    assert [int(value.replace(",", "")) for value in drawn[: len(drawing.rows)]] == [
        row["change"] for row in drawing.rows
    ]
    for text in (drawing.title.split(",", 2)[0], f"{top:,}", "2023", "2026"):
        assert text in picture


def all_commands() -> dict[str, click.Command]:
    """Every command by name."""
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = list(all_commands())
    assert len(commands) >= 9
    assert [c for c in commands if c not in readme] == []


def test_every_command_and_option_says_what_it_does():
    seen = 0
    for name, command in all_commands().items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "help":
                seen += 1
                assert parameter.help or parameter.show_default, f"{name} {parameter.name}"
    assert seen > 10


def test_the_licence_rule_knows_every_table_that_names_a_source(package):
    rule = next(r for r in package.rules if r.id == "not_redistributable")
    naming = {
        name
        for name, schema in package.schemas.items()
        if any(key.resource == "sources" for key in schema.foreign_keys)
    }
    assert len(naming) >= 10
    assert naming == set(rule.tables) - {"sources"}


def test_every_schema_field_is_described_in_both_languages_with_an_example(package):
    assert len(package.schemas) >= 22
    for schema in package.schemas.values():
        texts = [schema.title, schema.title_uk, schema.description, schema.description_uk]
        assert all(texts), schema.name
        for field in schema.fields:
            said = [field.title, field.title_uk, field.description, field.description_uk]
            assert all(said), (schema.name, field.name)
            assert field.example is not None, (schema.name, field.name)
            codes = {c.value for c in field.categories}
            assert codes == {str(v) for v in field.enum}, (schema.name, field.name)
            assert all(c.label and c.label_uk for c in field.categories), (schema.name, field.name)


def test_every_link_to_a_file_leads_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]
    assert len(links) > 10
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []
