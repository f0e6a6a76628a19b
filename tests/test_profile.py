"""The profile: compiled from the schemas, published in docs/, met by our package, broken in plain words."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from wartally.cli import run
from wartally.package import open_package
from wartally.profile import compile_profile, conformance, core_tables, open_lists, render_profile
from wartally.schema import table_schema
from wartally.starting.create import published_profile

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "profile" / "loss-event-package.json"
# What Data Package 2.0 itself asks of a descriptor, as far as it matters here; its profile is on the web.
DATA_PACKAGE = {
    "type": "object",
    "required": ["resources"],
    "properties": {"resources": {"type": "array", "minItems": 1, "items": {"required": ["name"]}}},
}


@pytest.fixture(scope="module")
def profile():
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validator(profile):
    Draft7Validator.check_schema(profile)
    standard = Resource.from_contents(
        {"$schema": "http://json-schema.org/draft-07/schema#", **DATA_PACKAGE},
    )
    registry = Registry().with_resource("https://datapackage.org/profiles/2.0/datapackage.json", standard)
    return Draft7Validator(profile, registry=registry)


@pytest.fixture
def descriptor(real_package):
    return copy.deepcopy(real_package.descriptor)


def findings(descriptor):
    """What our own check says of a descriptor, as sentences."""
    ours, chosen, _ = published_profile()
    theirs = {r["name"]: table_schema(r["schema"], r["name"]) for r in descriptor["resources"]}
    return [f"{f.table}.{f.column}: {f.message}" for f in conformance(descriptor, theirs, ours, chosen)]


def test_the_published_profile_is_current():
    _, _, document = published_profile()
    assert FILE.read_text(encoding="utf-8") == render_profile(document), "run `make docs`"


def test_core_is_what_a_tally_and_an_event_need(real_package):
    assert core_tables(real_package.schemas) == [
        *(
            "actors",
            "adjudications",
            "categories",
            "corrections",
            "event_sources",
            "events",
            "losses",
            "places",
        ),
        *("readings", "reports", "series", "series_categories", "sources", "transcriptions"),
    ]


def test_our_own_package_and_a_small_one_conform(validator, descriptor, small_package):
    assert list(validator.iter_errors(descriptor)) == []
    assert findings(descriptor) == []
    assert list(validator.iter_errors(small_package.descriptor)) == []


def test_a_package_of_the_core_tables_alone_conforms(validator, descriptor, real_package):
    core = core_tables(real_package.schemas)
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] in core]
    assert len(descriptor["resources"]) == 14
    assert list(validator.iter_errors(descriptor)) == []
    assert findings(descriptor) == []


def resource(descriptor, name):
    return next(r for r in descriptor["resources"] if r["name"] == name)


def column(descriptor, table, name):
    return next(f for f in resource(descriptor, table)["schema"]["fields"] if f["name"] == name)


def without_table(d):
    d["resources"].remove(resource(d, "sources"))


def without_column(d):
    resource(d, "losses")["schema"]["fields"].remove(column(d, "losses", "obs_status"))


def without_optional_tables_column(d):
    resource(d, "estimates")["schema"]["fields"].remove(column(d, "estimates", "wording"))


def other_type(d):
    column(d, "readings", "cumulative")["type"] = "number"


def other_key(d):
    resource(d, "readings")["schema"]["primaryKey"] = ["series_id", "report_date", "category_id"]


def without_reference(d):
    resource(d, "sources")["schema"]["foreignKeys"] = []


def not_required(d):
    del column(d, "sources", "licence")["constraints"]["required"]


def other_code(d):
    field = column(d, "losses", "obs_status")
    field["constraints"]["enum"].append("guessed")
    field.pop("categories", None)


def without_codes(d):
    del column(d, "losses", "obs_status")["constraints"]["enum"]


def without_licence(d):
    del d["licenses"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (without_table, "sources.: the core table 'sources' is missing"),
        (without_column, "losses.obs_status: the column 'obs_status' is missing"),
        (without_optional_tables_column, "estimates.wording: the column 'wording' is missing"),
        (other_type, "readings.cumulative: the type is number, not integer"),
        (
            other_key,
            "readings.: the primary key is (series_id, report_date, category_id), "
            "not (series_id, report_date, category_id, transcription_id)",
        ),
        (without_reference, "sources.: there is no foreign key from (actor_id) to actors (actor_id)"),
        (
            not_required,
            "sources.licence: every row must have a value, but the schema does not say so "
            "(constraint `required`)",
        ),
        (
            other_code,
            "losses.obs_status: the code 'guessed' is not one of "
            "normal, source_correction, series_break, not_reported, disputed",
        ),
        (
            without_codes,
            "losses.obs_status: the codes are not listed; they are among "
            "normal, source_correction, series_break, not_reported, disputed",
        ),
        (without_licence, ".licenses: datapackage.json has no 'licenses', which the profile requires"),
    ],
)
def test_what_is_missing_is_found_by_any_validator_and_said_in_words_by_ours(
    validator, descriptor, broken, said
):
    broken(descriptor)
    assert list(validator.iter_errors(descriptor)) != []
    assert findings(descriptor) == [said]


def test_more_tables_and_columns_and_other_sides_are_allowed(validator, descriptor):
    resource(descriptor, "losses")["schema"]["fields"].append({"name": "region", "type": "string"})
    descriptor["resources"].append(
        {"name": "ours", "path": "data/ours.csv", "schema": {"fields": [{"name": "x"}]}}
    )
    ours, chosen, _ = published_profile()
    assert len(chosen) >= 7
    for place in chosen:
        table, name = place.split(".")
        field = column(descriptor, table, name)
        field["constraints"]["enum"] = ["NORTH", "SOUTH"]
        field.pop("categories", None)
    assert list(validator.iter_errors(descriptor)) == []
    assert findings(descriptor) == []
    assert chosen == open_lists(ours, ["reports.wording"])


def test_every_table_and_column_of_the_schemas_is_in_the_profile(profile, real_package):
    assert set(profile["definitions"]) == set(real_package.schemas)
    seen = 0
    for name, schema in real_package.schemas.items():
        fields = profile["definitions"][name]["properties"]["schema"]["properties"]["fields"]["allOf"]
        assert [f["contains"]["properties"]["name"]["const"] for f in fields] == list(schema.field_names)
        seen += len(fields)
    assert seen > 200


def test_the_profile_changes_with_the_schemas(real_package):
    schemas = dict(real_package.schemas)
    before = compile_profile(schemas)
    del schemas["rewrites"]
    assert "rewrites" in before["definitions"]
    assert "rewrites" not in compile_profile(schemas)["definitions"]


def test_the_command_writes_the_profile_and_checks_a_package(tmp_path, folder, capsys):
    target = tmp_path / "profile.json"
    assert run(["profile", "-o", str(target)]) == 0
    assert target.read_bytes() == FILE.read_bytes()
    assert run(["profile", "--check", str(folder)]) == 0
    assert capsys.readouterr().out.endswith(": conforms\n")
    (folder / "schemas" / "corrections.yaml").unlink()
    assert run(["profile", "--check", str(folder)]) == 1
    assert "corrections: the core table 'corrections' is missing" in capsys.readouterr().out
    assert run(["profile", "--check", str(tmp_path)]) == 2
    assert open_package(folder).tables
