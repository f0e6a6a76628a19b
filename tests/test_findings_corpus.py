"""Findings about packages of every shape: told in full, with suggestions that would pass."""

from __future__ import annotations

import json

from tests.corpus import cases
from tests.workbench import TODAY
from wartally.package import open_package
from wartally.validation.engines import validate
from wartally.validation.render import HELPS, RENDERINGS, render
from wartally.validation.suggesting import Meaning

BROKEN = [case for case in cases() if case.expected() and case.refused is None]
SOME = BROKEN[::7]


def test_every_rule_of_the_corpus_is_explained():
    rules = {found.rule for case in BROKEN for found in case.expected()}
    assert len(rules) >= 20
    # Packages in the corpus have rules of their own, which explain themselves.
    own = {rule for case in BROKEN for rule in case.raw.get("files", {}) if "validators/" in rule}
    assert rules - set(HELPS) <= {name.removeprefix("validators/").removesuffix(".sql") for name in own}


def test_every_finding_says_what_was_expected_and_every_suggestion_would_pass(tmp_path):
    told = suggested = 0
    for number, case in enumerate(SOME):
        package = open_package(case.write(tmp_path / str(number)))
        report = validate(package, today=TODAY)
        for found in report.findings:
            told += bool(found.expected)
            if (
                found.suggestion
                and found.rule != "foreignKeys"
                and found.column in package.schemas[found.table].field_names
            ):
                meaning = Meaning(package.schemas[found.table].field_of(found.column))
                assert meaning.fits(found.suggestion), (case.name, found)
                assert found.suggestion != found.value
                suggested += 1
            if found.rule in HELPS and found.severity == "error":
                assert found.expected or found.rule in ("bytes", "rows"), (case.name, found)
        for form in RENDERINGS:
            text = render(report, form)
            assert text
            if form in ("json", "sarif"):
                json.loads(text)
    assert len(SOME) >= 25
    assert told >= len(SOME) - 5
    assert suggested >= 3
