"""Daily reports of losses as text: `parse` reads one, `render` writes one."""

from wartally.report.model import Figure, Line, ParsedReport, Wording
from wartally.report.parse import parse
from wartally.report.render import Language, render

__all__ = ["Figure", "Language", "Line", "ParsedReport", "Wording", "parse", "render"]
