"""A report in the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS). Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from wartally.validation.findings import Finding, Report
from wartally.validation.render.helps import Help
from wartally.validation.render.telling import Telling
from wartally.validation.render.words import counted, printable, suggested, summary

__all__ = ["MOST_RESULTS", "sarif"]

# Services that show SARIF refuse a run with more; what is left out is told.
MOST_RESULTS = 25_000
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# What an address may hold beside letters and digits, and the mark of what is escaped already.
_URI = "%/:?#[]@!$&'()*+,;=~"
_FINGERPRINT = "wartallyFinding/v1"


def sarif(report: Report, telling: Telling) -> str:
    """One run with a result for each finding, errors first, and its rules told in both languages.

    A fingerprint stays the same when rows move: it is made of what is wrong and where it says so, but of
    no line number. Beyond `MOST_RESULTS` a notification says how many findings were left out.
    """
    ordered = sorted(report.findings, key=lambda found: found.severity)
    shown, left = ordered[:MOST_RESULTS], len(ordered) - MOST_RESULTS
    rules = list(dict.fromkeys(found.rule for found in shown))
    run = {
        "tool": {"driver": _driver(rules, shown, telling)},
        "columnKind": "unicodeCodePoints",
        "results": _results(shown, rules, telling),
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": [_note(left)] if left > 0 else []}
        ],
        "properties": {"engine": report.engine, "valid": report.valid, "summary": summary(report)},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _note(left: int) -> dict[str, Any]:
    said = f"{counted(left, 'finding')} left out here; the JSON format has them all"
    return {"level": "warning", "message": {"text": said}}


def _driver(rules: Sequence[str], found: Sequence[Finding], telling: Telling) -> dict[str, Any]:
    levels = {f.rule: f.severity for f in reversed(found)}
    version = {"version": telling.version} if telling.version else {}
    descriptors = [_rule(rule, levels[rule], telling.helps.get(rule)) for rule in rules]
    return {"name": "Wartally", **version, "language": "en", "rules": descriptors}


def _rule(rule: str, level: str, about: Help | None) -> dict[str, Any]:
    told: dict[str, Any] = {"id": rule, "defaultConfiguration": {"level": level}}
    if about is None:
        return told | {"shortDescription": {"text": rule.replace("_", " ")}}
    return told | {
        "name": rule,
        "shortDescription": {"text": about.title},
        "fullDescription": {"text": about.text},
        "help": {
            "text": f"{about.title}. {about.text}\n\n{about.title_uk}. {about.text_uk}",
            "markdown": f"**{about.title}.** {about.text}\n\n**{about.title_uk}.** {about.text_uk}",
        },
    }


def _results(shown: Sequence[Finding], rules: Sequence[str], telling: Telling) -> list[dict[str, Any]]:
    index = {rule: number for number, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = []
    for found in shown:
        mark = _mark(found)
        seen[mark] += 1
        results.append(
            {
                "ruleId": found.rule,
                "ruleIndex": index[found.rule],
                "level": found.severity,
                "message": {"text": _message(found)},
                "locations": [_location(found, telling)],
                "partialFingerprints": {_FINGERPRINT: f"{mark}:{seen[mark]}"},
                "properties": _properties(found),
            }
        )
    return results


def _mark(found: Finding) -> str:
    said = [found.file, found.table, found.column, found.rule, found.value, found.key]
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()[:32]


def _message(found: Finding) -> str:
    column = f"{printable(found.column)}: " if found.column else ""
    value = f" ({printable(found.value)})" if found.value else ""
    return f"{column}{printable(found.message)}{value}{suggested(found)}"


def _location(found: Finding, telling: Telling) -> dict[str, Any]:
    path = telling.path(found)
    artifact: dict[str, Any] = (
        {"uri": quote(path, safe=_URI)} if "://" in path else {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
    )
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if found.line > 0:
        physical["region"] = {"startLine": found.line}
        cell = telling.cell(found)
        if cell:
            # SARIF counts the end as the character behind the last one.
            physical["region"] |= {"startColumn": cell[0], "endColumn": cell[1] + 1}
    place: dict[str, Any] = {"physicalLocation": physical}
    if found.column:
        name = {"name": found.column, "fullyQualifiedName": f"{found.table}.{found.column}", "kind": "member"}
        place["logicalLocations"] = [name]
    return place


def _properties(found: Finding) -> dict[str, Any]:
    told: dict[str, Any] = {"table": found.table, "value": found.value, "expected": found.expected}
    told |= {"suggestion": found.suggestion, "key": dict(found.key)}
    return {name: value for name, value in told.items() if value}
