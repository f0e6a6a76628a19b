"""A report told to people and machines: text, JSON, GitHub annotations, a page of HTML, SARIF. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wartally.errors import BadArgument
from wartally.validation.findings import Report
from wartally.validation.render.annotations import github
from wartally.validation.render.document import json
from wartally.validation.render.helps import HELPS, Help, helps_of
from wartally.validation.render.lines import text
from wartally.validation.render.page import html
from wartally.validation.render.sarif import MOST_RESULTS, sarif
from wartally.validation.render.telling import EXAMPLES, Telling
from wartally.validation.render.words import one_line, summary

__all__ = [
    "EXAMPLES",
    "HELPS",
    "MOST_RESULTS",
    "RENDERINGS",
    "Help",
    "Telling",
    "github",
    "helps_of",
    "html",
    "json",
    "one_line",
    "render",
    "sarif",
    "summary",
    "text",
]

RENDERINGS: Mapping[str, Callable[[Report, Telling], str]] = {
    "text": text,
    "json": json,
    "github": github,
    "html": html,
    "sarif": sarif,
}


def render(report: Report, form: str, telling: Telling | None = None) -> str:
    """The report in one of the `RENDERINGS`; raises BadArgument, listing them, if there is no such one."""
    if form not in RENDERINGS:
        raise BadArgument(f"there is no rendering {form!r}; the renderings are {', '.join(RENDERINGS)}")
    return RENDERINGS[form](report, telling or Telling())
