"""Refreshing one feed: fetch, read, set beside the package, validate what would come of it.

Nothing is written here: `Refresh.tables` is what `store.save` is to be given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from wartally import store
from wartally.derive.losses import INPUTS
from wartally.errors import BadArgument, SourceError
from wartally.importers import Importer, importer_of
from wartally.importers.feed import Feed
from wartally.importers.fetch import LIMITS, Limits, fetch_feed, is_address
from wartally.importers.merge import Plan, plan_import
from wartally.importers.questions import Question, Reconsider, adjudications_to_reconsider, questions
from wartally.package import Package
from wartally.scratch import scratch
from wartally.validation.findings import ERROR, Finding

__all__ = ["Refresh", "refresh"]

Row = dict[str, Any]
# Rules whose findings are listed as questions, with more about them.
_TOLD = frozenset({"open_dispute", "adjudication_applies"})


@dataclass(frozen=True)
class Refresh:
    """What refreshing a feed would do, and what it leaves for a person.

    `findings` are the errors that it would bring into the package, open disputes aside; `refused`
    are those of them that keep it from being written: values that a table does not allow.
    """

    plan: Plan
    tables: dict[str, list[Row]] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    adjudicated: bool = False
    reconsider: Sequence[Reconsider] = ()
    findings: Sequence[Finding] = ()
    refused: Sequence[Finding] = ()

    @property
    def writes(self) -> bool:
        """True if there is something to write and nothing that keeps it from being written."""
        return bool(self.tables) and not self.refused

    @property
    def open(self) -> list[Question]:
        """The disputes that stay open."""
        return [q for q in self.questions if not (self.adjudicated and q.proposal)]

    @property
    def settled(self) -> bool:
        """True if nothing is left for a person to look at."""
        left = (self.plan.conflicting, self.plan.unmapped, self.open, self.reconsider, self.findings)
        return not any(left)

    def as_json(self) -> dict[str, Any]:
        """All of it but the tables, for machines."""
        return {
            **self.plan.as_json(),
            "disputes": [q.as_json() for q in self.questions],
            "adjudicated": sum(q.proposal is not None for q in self.questions) if self.adjudicated else 0,
            "reconsider": [vars(r) for r in self.reconsider],
            "findings": [f.as_json() for f in self.findings],
            "refused": [f.as_json() for f in self.refused],
        }


def refresh(
    package: Package, feed: str, place: str, today: date, adjudicate: bool = False, limits: Limits = LIMITS
) -> Refresh:
    """What refreshing `feed` from `place`, a path or an address, would do; nothing is written.

    With `adjudicate` the rule's decisions are among the tables. Raises SourceError if the feed
    cannot be had or read, BadArgument if the place is none.
    """
    importer = importer_of(feed)
    read, revision = _obtain(importer, package, place, limits)
    current = {name: package.rows(name) for name in {*read.rows, "rewrites"}}
    plan = plan_import(read, current, package.schemas, today, revision)
    tables = dict(plan.tables) if plan.writes else {}
    if "readings" not in read.rows:
        return _checked(package, Refresh(plan, tables), today)
    after = {name: tables[name] if name in tables else package.rows(name) for name in INPUTS}
    found = questions(after, today)
    proposals = [q.proposal for q in found if q.proposal]
    if adjudicate and proposals:
        tables["adjudications"] = [*after["adjudications"], *proposals]
    reconsider = adjudications_to_reconsider(after)
    return _checked(package, Refresh(plan, tables, found, adjudicate, reconsider), today)


def _obtain(importer: Importer, package: Package, place: str, limits: Limits) -> tuple[Feed, str]:
    """The feed as read and ten digits that identify its content; an address is fetched whole first."""
    if not is_address(place):
        path = importer.place(Path(place))
        if not path.exists():
            raise BadArgument(f"{place}: there is no such file or folder")
        return _read(importer, package, path, place)
    with scratch() as folder:
        path = fetch_feed(importer.files, place, folder, limits)
        try:
            return _read(importer, package, path, place)
        except SourceError as error:
            said = str(error).replace(str(folder), place.rstrip("/"))
            raise SourceError(said if said.startswith(place) else f"{place}: {said}") from error


def _read(importer: Importer, package: Package, path: Path, place: str) -> tuple[Feed, str]:
    read = importer.read(path, package)
    if not any(read.rows.values()) and not read.unmapped:
        raise SourceError(f"{place}: holds nothing for us; the feed is empty or has changed its shape")
    return read, _revision(importer.contents(path))


def _revision(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def _checked(package: Package, found: Refresh, today: date) -> Refresh:
    """The same with the errors that it would bring into the package, as validation finds them."""
    if not found.tables:
        return found
    from wartally.validation import engines

    before = {_said(f) for f in engines.validate(package, today=today).findings}
    with store.previewed(package, found.tables) as shown:
        after = engines.validate(shown, today=today).findings
    brought = [f for f in after if f.severity == ERROR and _said(f) not in before and not _told(f, found)]
    rules = {rule.id for rule in package.rules}
    refused = [f for f in brought if f.rule not in rules and f.table in found.tables]
    return replace(found, findings=brought, refused=refused)


def _said(finding: Finding) -> tuple[Any, ...]:
    """A finding without the line, which rows before it may move."""
    return (finding.table, finding.key, finding.column, finding.rule, finding.value, finding.message)


def _told(finding: Finding, found: Refresh) -> bool:
    """True if a finding only repeats an open dispute or a decision to be looked at again."""
    key = dict(finding.key)
    cell = tuple(key.get(name, "") for name in ("series_id", "report_date", "category_id"))
    disputed = {(q.dispute.cell[0], str(q.dispute.cell[1]), q.dispute.cell[2]) for q in found.open}
    return finding.rule in _TOLD or (finding.table == "losses" and cell in disputed)
