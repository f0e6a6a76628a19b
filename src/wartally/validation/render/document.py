"""A report as one JSON document: the contract's shape, with every finding whole. Pure."""

from __future__ import annotations

import json as _json

from wartally.validation.findings import Report
from wartally.validation.render.telling import Telling

__all__ = ["json"]


def json(report: Report, telling: Telling) -> str:
    """The report in the contract's JSON shape; nothing is left out or cut."""
    del telling
    return _json.dumps(report.as_json(), ensure_ascii=False, indent=2)
