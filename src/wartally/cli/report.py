"""report check and report add: a report's text becomes readings, checked before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wartally.cli.common import DAY, as_json, package_of, print_json, today
from wartally.errors import BadArgument

if TYPE_CHECKING:
    from wartally.entry import Added, Considered
    from wartally.package import Package
    from wartally.report.proposal import Entry, Proposal
    from wartally.report.remark import Remark

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MARKS = {"error": "ERROR", "warning": "look"}


def _source(command: _Command) -> _Command:
    """The argument and options that say which text is meant, and when."""
    clock = click.option(
        "--today", "clock", type=DAY, help="Judge dates as on this day; default: the current day, UTC."
    )
    url = click.option("--url", metavar="ADDRESS", help="The report's page on the ministry's site.")
    day = click.option("--date", "day", type=DAY, help="The report's date, before the one in the text.")
    return click.argument("place", metavar="FILE|-|URL")(day(url(clock(command))))


@click.group()
def report() -> None:
    """Today's report: its text becomes readings, checked against yesterday's."""


@report.command()
@_source
@as_json
@click.pass_context
def check(
    context: click.Context,
    place: str,
    day: datetime | None,
    url: str | None,
    clock: datetime | None,
    as_json: bool,
) -> None:
    """Show what the report's text in FILE proposes, and every finding; write nothing.

    Exit status 1 if there is a finding of severity error.
    """
    considered = _considered(package_of(context), place, day, url, clock)
    proposal = considered.proposal
    if as_json:
        print_json(proposal.as_json())
    else:
        click.echo("\n".join(proposal_text(proposal)))
    context.exit(1 if proposal.errors else 0)


@report.command()
@_source
@click.option("--yes", is_flag=True, help="Ask nothing; warnings are passed over, silence is not.")
@click.option("--silent", "silent", multiple=True, metavar="CATEGORY",
              help="With --yes: the report really says nothing about it. May be repeated.")  # fmt: skip
@click.option("--accept-corrections", "reason", default="", metavar="REASON",
              help="The report itself prints these figures; record what is left as corrections.")  # fmt: skip
@click.option("--build", is_flag=True, help="Build the database too, so that the site is up to date.")
@as_json
@click.pass_context
def add(
    context: click.Context,
    place: str,
    day: datetime | None,
    url: str | None,
    clock: datetime | None,
    yes: bool,
    silent: tuple[str, ...],
    reason: str,
    build: bool,
    as_json: bool,
) -> None:
    """Show what the report's text in FILE proposes, ask, and add it; twice is once.

    Nothing is written if there is a finding of severity error, or if the package would not be valid.
    """
    from wartally import entry

    if as_json and not yes:
        raise BadArgument("--json asks nothing, so it needs --yes")
    package = package_of(context)
    now = clock.date() if clock else today()
    considered = _considered(package, place, day, url, clock)
    if not as_json:
        click.echo("\n".join(proposal_text(considered.proposal)))
    reason = _checked_reason(reason) or ("" if yes else _ask_for_a_reason(considered.proposal))
    refusal = _refusal(considered.proposal, reason, silent if yes else None)
    if not refusal and considered.proposal.state != "present" and not yes and not _ask(considered.proposal):
        refusal = "not added"
    database = package.root / "build" / "wartally.db"
    done = entry.Added(())
    if not refusal:
        done = entry.add(package, considered, now, reason, database if build else None)
    built = build and not refusal and not done.errors
    if built and not done.written:
        built = entry.refresh_database(package, database, now)
    _tell(considered.proposal, done, refusal, str(database) if built else "", as_json)
    context.exit(1 if refusal or done.errors else 0)


def _considered(
    package: Package, place: str, day: datetime | None, url: str | None, clock: datetime | None
) -> Considered:
    from wartally import entry

    text = entry.read_text(place, sys.stdin.buffer)
    now = clock.date() if clock else today()
    return entry.consider(package, text, now, day.date() if day else None, url)


def _refusal(proposal: Proposal, reason: str, silent: Sequence[str] | None) -> str:
    """Why the proposal cannot be added as it is, if so; `silent` is None where a person is asked."""
    if proposal.state == "present":
        return ""
    left = [finding for finding in proposal.errors if not (reason and finding in proposal.correctable)]
    if left:
        return f"not added: {_count(len(left), 'finding')} of severity error"
    unnamed = [] if silent is None else [name for name in proposal.silent if name not in silent]
    if unnamed:
        options = " ".join(f"--silent {name}" for name in unnamed)
        return (
            f"not added: the text gives no total of {', '.join(unnamed)}; if the report has none: {options}"
        )
    return ""


def _checked_reason(reason: str) -> str:
    if reason and len(reason.strip()) < 10:
        raise BadArgument(
            "--accept-corrections needs a sentence that says what is known (10 letters or more)"
        )
    return reason.strip()


def _ask_for_a_reason(proposal: Proposal) -> str:
    """What a person knows about figures that only a correction explains; empty to stop."""
    if proposal.state == "present" or not proposal.errors or proposal.errors != proposal.correctable:
        return ""
    click.echo()
    click.echo("The figures do not add up. Look at the report again: does it print them so?")
    said = click.prompt(
        "If so, say what is known, to record corrections; else press Enter", default="", show_default=False
    )
    return _checked_reason(str(said))


def _ask(proposal: Proposal) -> bool:
    """One key press: y to add, anything else not to."""
    if proposal.silent:
        click.echo(f"Not in the report, so not_reported: {', '.join(proposal.silent)}.")
    click.echo(f"Add the report of {proposal.report_date}? [y/n] ", nl=False)
    try:
        key = click.getchar()
    except OSError as error:
        raise BadArgument("there is no terminal to ask at; --yes adds without asking") from error
    click.echo(key if key.isprintable() else "")
    return key.lower() in ("y", "т", "д")


def _tell(proposal: Proposal, done: Added, refusal: str, database: str, as_json: bool) -> None:
    """Say how it ended."""
    if as_json:
        ending = {"added": bool(done.written), "written": list(done.written), "refusal": refusal or None}
        errors = [finding.as_json() for finding in done.errors]
        print_json({**proposal.as_json(), **ending, "database": database or None, "invalid": errors})
        return
    click.echo("\n".join(_ending(proposal, done, refusal, database)))


def _ending(proposal: Proposal, done: Added, refusal: str, database: str) -> Iterator[str]:
    if refusal:
        yield refusal
    elif done.errors:
        yield "not added, because the package would not be valid:"
        for finding in done.errors:
            yield f"  {finding.file}:{finding.line} {finding.column} {finding.rule}: {finding.message}"
    elif not done.written:
        yield f"nothing to do: the report of {proposal.report_date} is there, with these very figures"
    else:
        yield f"added: {', '.join(done.written)}"
    if database:
        yield f"built: {database}"


def proposal_text(proposal: Proposal) -> Iterator[str]:
    """A proposal as lines for a terminal: each figure beside yesterday's, then the findings."""
    marked: dict[str, list[str]] = {}
    for finding in proposal.findings:
        marked.setdefault(finding.category_id, []).append(finding.severity)
    beside = f", beside that of {proposal.previous_date}" if proposal.previous_date else ""
    yield f"{proposal.series_id}: report of {proposal.report_date or 'an unknown day'}{beside}"
    if proposal.entries:
        yield f"  {'':20} {'yesterday':>12} {'printed':>9} {'total':>12}"
    for entry in proposal.entries:
        yield _row(entry, marked.get(entry.category_id, []))
    if proposal.directions:
        places = (f"{d.spelling} ({d.place_id or 'unknown'})" for d in proposal.directions)
        yield f"  directions of greatest losses: {', '.join(places)}"
    for finding in proposal.findings:
        yield from _finding(finding)


def _row(entry: Entry, severities: Sequence[str]) -> str:
    printed = "" if entry.printed_increase is None else f"{entry.printed_increase:+,}"
    cells = f"{_number(entry.previous):>12} {printed:>9} {_number(entry.cumulative):>12}"
    mark = next((_MARKS[s] for s in ("error", "warning") if s in severities), "")
    if not mark:
        mark = "adds up" if entry.residual == 0 else "no increase to check by"
    return f"  {entry.category_id:20} {cells}  {mark}"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _finding(finding: Remark) -> Iterator[str]:
    where = f"line {finding.line}, " if finding.line else ""
    yield f"{finding.severity}: {where}{finding.rule}: {finding.message}"
    if finding.hint:
        yield f"  {finding.hint}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


COMMANDS = (report,)
