"""A report as one JSON document: the contract's shape, with every finding whole. Pure."""

from __future__ import annotations

import json as _json

from wartally.validation.findings import Report
from wartally.validation.render.telling import Telling

__all__ = ["json"]


def json(report: Report, telling: Telling) -> str:
    """The report in the contract's JSON shape, a finding a line; nothing is left out or cut."""
    del telling
    whole = report.as_json()
    findings = whole.pop("findings")
    head = _json.dumps(whole, ensure_ascii=False, indent=2).removesuffix("\n}")
    encode = _json.JSONEncoder(ensure_ascii=False).encode
    lines = ",\n    ".join(map(encode, findings))
    return f'{head},\n  "findings": [{f"{chr(10)}    {lines}{chr(10)}  " if findings else ""}]\n}}'
