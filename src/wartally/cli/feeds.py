"""import: refresh one upstream feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from wartally import store
from wartally.cli.common import DAY, as_json, package_of, print_json, today
from wartally.importers import FEEDS
from wartally.importers.fetch import LIMITS
from wartally.importers.merge import Change

if TYPE_CHECKING:
    from wartally.importers.questions import Question
    from wartally.importers.refresh import Refresh
    from wartally.validation.findings import Finding

_SHOWN = 20


@click.command(name="import")
@click.argument("feed", type=click.Choice(list(FEEDS)))
@click.argument("place", metavar="PATH_OR_URL")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--adjudicate", is_flag=True, help="Write what the rule decides of the open disputes, too.")
@click.option("--timeout", default=LIMITS.silence_seconds, show_default=True, type=click.FloatRange(min=0.01),
              help="Seconds to wait for an answer, or for more of it.")  # fmt: skip
@click.option(
    "--today", "clock", type=DAY, help="Date what is recorded as on this day; default: the current, UTC."
)
@as_json
@click.pass_context
def import_feed(
    context: click.Context,
    feed: str,
    place: str,
    dry_run: bool,
    adjudicate: bool,
    timeout: float,
    clock: datetime | None,
    as_json: bool,
) -> None:
    """Refresh FEED from its folder, file or address; list what is new, changed, conflicting or disputed."""
    from wartally.importers.refresh import refresh

    package = package_of(context, writing=not dry_run)
    day = clock.date() if clock else today()
    limits = replace(LIMITS, silence_seconds=timeout)
    found = refresh(package, feed, place, day, adjudicate, limits)
    written = []
    if found.writes and not dry_run:
        written = [outcome.file for outcome in store.save(package, found.tables) if outcome.changed]
    if as_json:
        print_json({**found.as_json(), "written": written})
    else:
        click.echo("\n".join(import_text(found, written, dry_run)))
    context.exit(0 if found.settled else 1)


def import_text(found: Refresh, written: Sequence[str], dry_run: bool) -> Iterator[str]:
    """What an import did, or would do, as lines for a terminal."""
    plan = found.plan
    yield (
        f"{plan.feed}: {sum(plan.new.values())} new, {len(plan.altered)} changed, {len(plan.gone)} gone, "
        f"{len(plan.conflicting)} conflicting, {len(plan.unmapped)} unmapped, {len(found.open)} in dispute"
    )
    yield from (f"  new      {table}: {count} rows" for table, count in sorted(plan.new.items()))
    yield from _changes("changed", plan.altered)
    yield from _changes("gone", plan.gone)
    yield from _changes("conflict", plan.conflicting)
    yield from (f"  unmapped {what}" for what in plan.unmapped)
    yield from (f"  ignored  {count} x {what}" for what, count in sorted(plan.ignored.items()))
    yield from (
        f"  missing  {table}: {count} rows that stand here; they are kept"
        for table, count in plan.missing.items()
    )
    for question in found.questions:
        yield from _question_lines(question, found.adjudicated)
    for row in found.reconsider:
        then, now = _values(row.decided_on), _values(row.now)
        yield f"  decided  {row.report_date} {row.category_id}: was on {then}, the readings are now {now}"
    yield from (f"  finding  {_finding(f)}" for f in found.findings[:_SHOWN])
    if len(found.findings) > _SHOWN:
        yield f"  finding  and {len(found.findings) - _SHOWN} more; --json lists all"
    yield _end(found, written, dry_run)


def _changes(name: str, changes: Sequence[Change]) -> Iterator[str]:
    for c in changes[:_SHOWN]:
        yield f"  {name:8} {c.table} {', '.join(c.key)}: {c.column} {c.before or '-'} -> {c.after or '-'}"
    if len(changes) > _SHOWN:
        yield f"  {name:8} and {len(changes) - _SHOWN} more; --json lists all"


def _question_lines(question: Question, adjudicated: bool) -> Iterator[str]:
    dispute, proposal = question.dispute, question.proposal
    _, day, category = dispute.cell
    said = ", ".join(f"{who} {figure}" for who, figure in sorted(dispute.said.items()))
    around = [
        f"{n.cumulative} on {n.day}"
        for n in (dispute.before, dispute.after)
        if n and n.cumulative is not None
    ]
    yield f"  dispute  {day} {category}: {said}"
    if proposal is None:
        yield f"           the rule does not decide; the reports around it: {', '.join(around) or 'none'}"
    else:
        how = "taken" if adjudicated else "proposed, --adjudicate takes it"
        yield f"           {proposal['cumulative']} ({how}): {proposal['evidence']}"


def _values(figures: Sequence[int]) -> str:
    return " and ".join(str(n) for n in figures) or "none"


def _finding(finding: Finding) -> str:
    where = ", ".join(value for _, value in finding.key) or f"line {finding.line}"
    return f"{finding.table} {where}, {finding.column or finding.rule}: {finding.message}"


def _end(found: Refresh, written: Sequence[str], dry_run: bool) -> str:
    if found.refused:
        return f"nothing written: {len(found.refused)} of these values the tables do not allow"
    if dry_run and found.tables:
        return "nothing written: a dry run"
    return f"written: {', '.join(written)}" if written else "nothing to write"


COMMANDS = (import_feed,)
