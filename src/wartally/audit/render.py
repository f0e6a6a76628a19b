"""An audit as Markdown that can be pasted into an issue of the compilation's project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wartally.audit.blame import OURS, THEIRS, UNDETERMINED
from wartally.audit.compare import Audit, Difference
from wartally.audit.patterns import KINDS

__all__ = ["markdown"]

_SHOWN = 200
_HEADINGS = {
    THEIRS: "Likely slips in the file",
    OURS: "Likely slips in the data package",
    UNDETERMINED: "Differences that cannot be decided",
}
_REASONS = {
    "disputed": "the transcriptions of that report disagree and it cannot be told which is right",
    "not_reported": "the report is silent about the category",
    "outside_category_life": "the reports do not have the category on that day",
    "no_report": "there is no report of that day",
}


def markdown(audit: Audit, file: str, version: str) -> str:
    """The audit of `file` against a version of the package, with the evidence for each figure."""
    lines = [*_summary(audit, file, version)]
    for verdict, heading in _HEADINGS.items():
        found = [d for d in audit.differences if d.likely_wrong == verdict]
        if found:
            lines += ["", f"### {heading} ({len(found)})", "", *_table(found)]
    if audit.differences:
        lines += ["", *_METHOD]
    return "\n".join(lines)


_METHOD = (
    "How this was judged: by the increases that a report and the next one print, then by the report's own",
    "text and picture, then by the majority of compilations, then by the course of the totals. Figures are",
    "compared with what the reports say, not with what was in fact lost. Corrections are welcome.",
)


def _summary(audit: Audit, file: str, version: str) -> Iterator[str]:
    differing = len(audit.differences)
    yield f"## `{file}` beside Wartally {version}".rstrip()
    yield ""
    yield (
        f"{audit.compared:,} figures from {audit.first_date} to {audit.last_date} were compared with the "
        "totals of the General Staff's reports in the Wartally data package: "
        f"{audit.agreeing:,} agree, {differing:,} differ."
    )
    if differing:
        kinds = ", ".join(f"{KINDS[kind]} {count}" for kind, count in audit.kinds.items())
        yield f"What the differences look like: {kinds}."
    for reason, count in audit.not_compared.items():
        yield f"Not compared: {count:,} where {_REASONS.get(reason, reason.replace('_', ' '))}."
    if audit.absent:
        yield f"Left blank in the file: {audit.absent:,} figures that the reports have."
    if audit.missing_days:
        yield f"Reports of which the file has no row: {_listed([str(day) for day in audit.missing_days])}."
    if audit.unread:
        yield f"Columns that were not read: {_listed(audit.unread)}."
    yield from (f"{oddity}." for oddity in audit.oddities)


def _listed(names: Sequence[str], most: int = 10) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _table(found: Sequence[Difference]) -> Iterator[str]:
    yield "| report | column | in the file | in the package | evidence |"
    yield "| --- | --- | ---: | ---: | --- |"
    for d in found[:_SHOWN]:
        day = f"[{d.report_date}](<{d.url}>)" if d.url else str(d.report_date)
        why = d.why.replace("|", "\\|")
        yield f"| {day} | `{d.column}` | {d.theirs} | {d.ours} | {why[0].upper()}{why[1:]} |"
    if len(found) > _SHOWN:
        yield ""
        yield f"and {len(found) - _SHOWN:,} more; `--json` lists all."
