"""Daily reports of losses as text: `parse` reads one, `render` writes one."""

from wartally.report.model import Figure, Line, ParsedReport, Wording
from wartally.report.parse import parse

__all__ = ["Figure", "Line", "ParsedReport", "Wording", "parse"]
