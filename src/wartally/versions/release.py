"""Making a release: what must hold, what is written, and how it is told."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wartally import store
from wartally.atomic import write_set
from wartally.csvform import canonical
from wartally.errors import BadArgument, BuildFailed, WartallyError
from wartally.package import Package
from wartally.validation.engines import validate
from wartally.versions.compare import Difference, compare
from wartally.versions.history import recorded
from wartally.versions.past import RECORDS
from wartally.versions.read import code_columns, column_types, read_version, schemas_of
from wartally.versions.recipe import Reason, check_version, reasons, version_key
from wartally.versions.tell import SHOWN, summary_line

__all__ = ["CHANGELOG", "Plan", "as_document", "carry_out", "plan_release"]

CHANGELOG = "CHANGELOG.md"
PARTS = ("datapackage.json", "schemas", "data", "validators")
_ENTRY = re.compile(r"^## \[", re.MULTILINE)


@dataclass(frozen=True)
class Plan:
    """A release that may be made: its version, what it follows, why it has this number, what is written."""

    version: str
    latest: str | None
    difference: Difference | None
    reasons: tuple[Reason, ...]
    release: Mapping[str, Any]
    changes: tuple[Mapping[str, Any], ...]
    entry: str


def plan_release(
    package: Package,
    version: str,
    today: date,
    since: str | None = None,
    summary: tuple[str, str] | None = None,
) -> Plan:
    """The release of a package as `version`; nothing is written.

    `since` is where the release before lies: a folder, zip or revision, by default the tag of the
    latest version in `releases`. `summary` says in English and Ukrainian what it brings. Raises
    BuildFailed if the package has errors, WartallyError if it is not in its committed, canonical and
    derived form, BadArgument if the version breaks the recipe.
    """
    version_key(version)
    _check_tables(package)
    _check_clean(package)
    _check_valid(package, today)
    before = sorted((str(row["version"]) for row in package.rows("releases")), key=version_key)
    latest = before[-1] if before else None
    if latest is None:
        return _first(version, today, summary)
    if version in before:
        raise BadArgument(f"{version} has been released already")
    return _next(package, version, today, latest, since or f"v{latest}", summary)


def _first(version: str, today: date, summary: tuple[str, str] | None) -> Plan:
    said = summary or ("The first release.", "Перший випуск.")
    entry = _entry(version, today, said[0], [])
    return Plan(version, None, None, (), _release(version, today, said), (), entry)


def _next(
    package: Package, version: str, today: date, latest: str, since: str, summary: tuple[str, str] | None
) -> Plan:
    old, new = (read_version(place, package.root) for place in (since, str(package.root)))
    if str(old.properties.get("version")) != latest:
        found = old.properties.get("version")
        raise BadArgument(f"{since} is version {found}, not {latest}, which is the latest in `releases`")
    difference = _without_records(compare(old, new, code_columns(new)))
    why = reasons(difference, schemas_of(old), schemas_of(new), RECORDS)
    check_version(version, latest, why)
    changes = recorded(difference, version, column_types(old), column_types(new))
    said = summary or _summary(difference)
    entry, release = _entry(version, today, said[0], why), _release(version, today, said)
    return Plan(version, latest, difference, tuple(why), release, tuple(changes), entry)


def _without_records(found: Difference) -> Difference:
    """A difference without the tables in which releases keep their own record."""
    tables = tuple(t for t in found.tables if t.name not in RECORDS)
    return Difference(found.old, found.new, found.properties, found.resources, found.files, tables)


def _release(version: str, today: date, said: tuple[str, str]) -> dict[str, Any]:
    return {"version": version, "released_on": today, "summary": said[0], "summary_uk": said[1]}


def _summary(difference: Difference) -> tuple[str, str]:
    tables = difference.tables
    added = sum(len(t.added) for t in tables)
    changed = sum(t.changed_rows for t in tables)
    removed = sum(len(t.removed) for t in tables)
    ukrainian = f"Рядків додано: {added}, змінено: {changed}, вилучено: {removed}."
    return f"{summary_line(difference).capitalize()}.", ukrainian


def _entry(version: str, today: date, said: str, why: list[Reason]) -> str:
    """The changelog's section of a release: what it brings, then table by table."""
    lines = [f"## [{version}] - {today.isoformat()}", "", "### Data", "", f"- {said}"]
    lines += [f"- {reason.said}" for reason in why[:SHOWN]]
    if len(why) > SHOWN:
        lines.append(f"- and {len(why) - SHOWN} more; the table `changes` has every cell")
    return "\n".join(lines) + "\n"


# ---- what must hold


def _check_tables(package: Package) -> None:
    missing = [name for name in RECORDS if name not in package.tables]
    if missing:
        named = " and ".join(missing)
        raise WartallyError(f"{package.root}: has no table {named}, where releases are recorded")


def _check_clean(package: Package) -> None:
    """Raises WartallyError if the package is in a git repository and differs from what is committed."""
    done = _git(package.root, "status", "--porcelain", "--", *PARTS)
    if done is None:
        return
    if done.strip():
        first = done.splitlines()[0].strip()
        raise WartallyError(f"the package has changes that are not committed ({first}); commit them first")


def _check_valid(package: Package, today: date) -> None:
    outcomes = [*store.format_tables(package, True), *store.derive(package, True), store.sync(package, True)]
    stale = [outcome.file for outcome in outcomes if outcome.changed]
    if stale:
        named, commands = ", ".join(stale), "`wartally fmt`, `derive` and `sync`"
        raise WartallyError(f"{named}: not in canonical or derived form; run {commands}")
    report = validate(package, today=today)
    if not report.valid:
        errors = sum(finding.severity == "error" for finding in report.findings)
        raise BuildFailed(f"{errors} errors in the data: nothing is released; `wartally validate` lists them")


# ---- writing


def carry_out(package: Package, plan: Plan, tag: bool = True) -> list[str]:
    """Write a planned release, all files or none; the paths written. In a git repository, commit and tag it.

    Raises WartallyError if a file cannot be written or git refuses.
    """
    tables = {
        "releases": [*package.rows("releases"), plan.release],
        "changes": [*package.rows("changes"), *plan.changes],
    }
    content = {name: canonical(package.table(name).schema, rows) for name, rows in tables.items()}
    files = {package.table(name).file: made for name, made in content.items()}
    files |= store.described(package, content, {"version": plan.version, "created": _moment(plan)})
    files[CHANGELOG] = _changelog(package.root, plan).encode("utf-8")
    written = write_set(package.root, files)
    store.forget(package)
    if tag and _git(package.root, "rev-parse", "--git-dir") is not None:
        _commit(package.root, plan.version, [*files])
    return written


def _moment(plan: Plan) -> str:
    return f"{plan.release['released_on'].isoformat()}T00:00:00Z"


def _changelog(root: Path, plan: Plan) -> str:
    """The changelog with the release on top; a section kept for it by hand gets what the data brought."""
    file = root / CHANGELOG
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if f"## [{plan.version}]" in text:
        return text
    first = _ENTRY.search(text)
    place = first.start() if first else len(text)
    return f"{text[:place]}{plan.entry}\n{text[place:]}".rstrip() + "\n"


def _commit(root: Path, version: str, files: list[str]) -> None:
    for arguments in (
        ("add", "--", *files),
        ("commit", "--quiet", "-m", f"Release {version}", "--", *files),
        ("tag", "--annotate", f"v{version}", "-m", f"Version {version}"),
    ):
        if _git(root, *arguments) is None:
            said = f"git {arguments[0]} failed after the files of {version} were written; commit and tag them"
            raise WartallyError(said)


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints; None if it refuses or is not there."""
    try:
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def as_document(plan: Plan) -> dict[str, Any]:
    """A plan as plain values for JSON."""
    release = {**plan.release, "released_on": plan.release["released_on"].isoformat()}
    return {
        "version": plan.version,
        "follows": plan.latest,
        "release": release,
        "reasons": [reason.said for reason in plan.reasons],
        "changes": json.loads(json.dumps(plan.changes, default=str)),
        "changelog": plan.entry,
    }
