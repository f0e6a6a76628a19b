"""Making a release: what must hold, what is written, and how it is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wartally import store
from wartally.csvform import canonical
from wartally.errors import BadArgument, BuildFailed, WartallyError
from wartally.package import Package
from wartally.resting import withheld
from wartally.validation.engines import validate
from wartally.versions import repository
from wartally.versions.compare import Difference, compare
from wartally.versions.history import recorded
from wartally.versions.past import RECORDS
from wartally.versions.read import code_columns, column_types, read_version, schemas_of
from wartally.versions.recipe import Reason, check_version, level_of, reasons, version_key
from wartally.versions.shipping import Shipment, prepare
from wartally.versions.sums import SUMS, sha256_of
from wartally.versions.tell import SHOWN, summary_line

__all__ = ["CHANGELOG", "Plan", "as_document", "plan_release", "told"]

CHANGELOG = "CHANGELOG.md"
# What goes into a release, as git names it, and what of it making a release writes.
PARTS = ("datapackage.json", "schemas", "data", "validators", "LICENSE*", "CITATION.cff", "ATTRIBUTION.md")
_ENTRY = re.compile(r"^## \[", re.MULTILINE)


@dataclass(frozen=True)
class Plan:
    """A release that may be made: its version, what it follows, why it has this number, what is written.

    `resumed` is true of a release whose record is written, but that was not tagged or handed out yet.
    """

    version: str
    latest: str | None
    difference: Difference | None
    reasons: tuple[Reason, ...]
    release: Mapping[str, Any]
    changes: tuple[Mapping[str, Any], ...]
    entry: str
    shipment: Shipment
    resumed: bool = False


def plan_release(
    package: Package,
    version: str,
    today: date,
    since: str | None = None,
    summary: tuple[str, str] | None = None,
) -> Plan:
    """The release of a package as `version`; nothing is written.

    `since` is where the release before lies: a folder, zip or revision, by default the tag of the
    latest version in `releases`. `summary` says in English and Ukrainian what it brings. A version that
    `releases` has, but that was never tagged, is planned as it was written. Raises BuildFailed if the
    package has errors or rows that may not be passed on, WartallyError if it is not in its committed,
    canonical and derived form, BadArgument if the version breaks the recipe.
    """
    version_key(version)
    _check_tables(package)
    known = {str(row["version"]): row for row in package.rows("releases")}
    before = sorted(known, key=version_key)
    resumed = bool(before) and before[-1] == version == package.version and _unfinished(package, version)
    _check_clean(package, _written(package) if resumed else frozenset())
    _check_licences(package)
    _check_valid(package, today)
    if resumed:
        return _again(package, known[version], before[-2] if len(before) > 1 else None, since)
    latest = before[-1] if before else None
    if latest is None:
        return _first(package, version, today, summary)
    if version in before:
        raise BadArgument(f"{version} has been released already")
    return _next(package, version, today, latest, since or f"v{latest}", summary)


def _unfinished(package: Package, version: str) -> bool:
    """True of a version that `releases` names, in a repository that has no tag for it."""
    return repository.is_one(package.root) and not repository.has_tag(package.root, f"v{version}")


def _first(package: Package, version: str, today: date, summary: tuple[str, str] | None) -> Plan:
    said = summary or ("The first release.", "Перший випуск.")
    release = _release(version, today, said)
    entry = _entry(version, today, said[0], [])
    files = _files(package, release, (), entry)
    return Plan(version, None, None, (), release, (), entry, prepare(package, files))


def _next(
    package: Package, version: str, today: date, latest: str, since: str, summary: tuple[str, str] | None
) -> Plan:
    difference, why, changes = _compared(package, version, latest, since)
    check_version(version, latest, why)
    said = summary or _summary(difference)
    release, entry = _release(version, today, said), _entry(version, today, said[0], why)
    files = _files(package, release, changes, entry)
    return Plan(
        version, latest, difference, tuple(why), release, tuple(changes), entry, prepare(package, files)
    )


def _again(package: Package, release: Mapping[str, Any], latest: str | None, since: str | None) -> Plan:
    """The release whose record the package has already; WartallyError if the data are others by now."""
    version = str(release["version"])
    changes = [row for row in package.rows("changes") if row["version"] == version]
    difference, why = None, list[Reason]()
    if latest is not None:
        difference, why, found = _compared(package, version, latest, since or f"v{latest}")
        if Counter(map(_told, found)) != Counter(map(_told, changes)):
            said = f"the data are not what `changes` says that {version} changed since {latest}"
            raise WartallyError(f"{said}: take its rows out of `releases` and `changes`, then release anew")
    entry = _entry(version, release["released_on"], str(release["summary"]), why)
    files = _files(package, release, [], entry)
    made = prepare(package, files)
    return Plan(version, latest, difference, tuple(why), release, tuple(changes), entry, made, True)


def _told(change: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(change[c] for c in ("table", "key", "op", "column", "value_before", "value_after"))


def _compared(
    package: Package, version: str, latest: str, since: str
) -> tuple[Difference, list[Reason], list[dict[str, Any]]]:
    """What changed since the release before, why it raises the version, and the rows of `changes` for it."""
    old, new = (read_version(place, package.root) for place in (since, str(package.root)))
    if str(old.properties.get("version")) != latest:
        found = old.properties.get("version")
        raise BadArgument(f"{since} is version {found}, not {latest}, which is the release before")
    difference = _without_records(compare(old, new, code_columns(new)))
    why = reasons(difference, schemas_of(old), schemas_of(new), RECORDS)
    return difference, why, recorded(difference, version, column_types(old), column_types(new))


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


def _written(package: Package) -> frozenset[str]:
    """What making a release writes in a package."""
    tables = {package.table(name).file for name in RECORDS}
    return frozenset({*tables, "datapackage.json", "CITATION.cff", "ATTRIBUTION.md", SUMS, CHANGELOG})


def _check_clean(package: Package, but: frozenset[str]) -> None:
    """Raises WartallyError if the package is in a git repository and differs from what is committed."""
    changed = [name for name in repository.changed(package.root, PARTS) if name not in but]
    if changed:
        raise WartallyError(
            f"the package has changes that are not committed ({changed[0]}); commit them first"
        )


def _check_licences(package: Package) -> None:
    """Raises BuildFailed, naming the rows, if some rest on a source that may not be redistributed."""
    found = withheld(package.schemas, {name: package.rows(name) for name in package.tables})
    if not found:
        return
    by_table = Counter(row.table for row in found)
    counted = ", ".join(f"{table} {n:,}" for table, n in sorted(by_table.items()))
    firsts = [next(row for row in found if row.table == table) for table in sorted(by_table)]
    named = "; ".join(f"{row.table} {row.key} on {row.source_id}" for row in firsts)
    said = "rest on a source that may not be redistributed, so nothing is released"
    raise BuildFailed(f"{len(found):,} {'row' if len(found) == 1 else 'rows'} {said}: {counted} ({named})")


def _check_valid(package: Package, today: date) -> None:
    outcomes = [*store.format_tables(package, True), *store.derive(package, True), store.sync(package, True)]
    outcomes += [*store.sync_citation(package, True), *store.sync_attribution(package, True)]
    stale = [outcome.file for outcome in outcomes if outcome.changed]
    if stale:
        named, commands = ", ".join(stale), "`wartally fmt`, `derive` and `sync`"
        raise WartallyError(f"{named}: not in canonical or derived form; run {commands}")
    report = validate(package, today=today)
    if not report.valid:
        errors = sum(finding.severity == "error" for finding in report.findings)
        raise BuildFailed(f"{errors} errors in the data: nothing is released; `wartally validate` lists them")


# ---- what is written, and how it is told


def _files(
    package: Package, release: Mapping[str, Any], changes: list[dict[str, Any]] | tuple[()], entry: str
) -> dict[str, bytes]:
    """The files that the release changes, by path: its record, what tells of the package, the changelog."""
    version = str(release["version"])
    known = [row for row in package.rows("releases") if str(row["version"]) != version]
    tables = {"releases": [*known, release], "changes": [*package.rows("changes"), *changes]}
    content = {name: canonical(package.table(name).schema, rows) for name, rows in tables.items()}
    files = {package.table(name).file: made for name, made in content.items()}
    moment = f"{release['released_on'].isoformat()}T00:00:00Z"
    files |= store.described(package, content, {"version": version, "created": moment})
    files[CHANGELOG] = _changelog(package.root, version, entry).encode("utf-8")
    return files


def _changelog(root: Path, version: str, entry: str) -> str:
    """The changelog with the release on top; a section kept for it by hand gets what the data brought."""
    file = root / CHANGELOG
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if f"## [{version}]" in text:
        return text
    first = _ENTRY.search(text)
    place = first.start() if first else len(text)
    return f"{text[:place]}{entry}\n{text[place:]}".rstrip() + "\n"


def told(plan: Plan) -> str:
    """A plan for people: what it follows and why, the changelog, the rows, the files with their sha256."""
    level = level_of(plan.reasons)
    follows = f"follows {plan.latest}" if plan.latest else "is the first release"
    lines = [f"{plan.version} {follows}{f': {level}, because' if level else ''}"]
    lines += [f"  {reason.said}" for reason in plan.reasons]
    if plan.resumed:
        lines.append("Its record is written already; it is finished.")
    lines += ["", plan.entry, f"changes: {len(plan.changes):,} rows"]
    counted = Counter((change["table"], change["op"]) for change in plan.changes)
    lines += [f"  {table}: {n:,} {op}" for (table, op), n in sorted(counted.items())]
    written = plan.shipment.written
    for head, files in (("written in the package:", written), ("handed out:", plan.shipment.handed)):
        lines += ["", head]
        lines += [
            f"  {sha256_of(files[name])}  {name} ({len(files[name]):,} bytes)" for name in sorted(files)
        ]
    rest = [name for name in plan.shipment.sums if name not in written]
    lines += ["", f"and {len(rest)} files of the package as they are"]
    return "\n".join(lines)


def as_document(plan: Plan) -> dict[str, Any]:
    """A plan as plain values for JSON."""
    release = {**plan.release, "released_on": plan.release["released_on"].isoformat()}
    return {
        "version": plan.version,
        "follows": plan.latest,
        "resumed": plan.resumed,
        "level": level_of(plan.reasons),
        "release": release,
        "reasons": [reason.said for reason in plan.reasons],
        "changes": [dict(change) for change in plan.changes],
        "changelog": plan.entry,
        "files": [
            {"path": path, "sha256": digest, "changed": path in plan.shipment.written}
            for path, digest in sorted(plan.shipment.sums.items())
        ],
        "handed_out": [
            {"path": path, "bytes": len(content), "sha256": sha256_of(content)}
            for path, content in sorted(plan.shipment.handed.items())
        ],
    }
