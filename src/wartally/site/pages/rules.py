"""The page of rules: what all data must pass, each with its query and a link that runs it live."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from wartally.site.metadata import DATABASE
from wartally.site.pages.choosing import Filter, Option, chosen, counted
from wartally.site.pages.page import Asked, Page, Refused, Told
from wartally.validation.findings import ERROR, WARNING

__all__ = ["PAGE"]


async def _found(asked: Asked, rule: Any) -> int | None:
    """How many rows break a rule: none of an error, or there would be no database; of a warning, as counted.

    None where the database lacks a table that the rule reads, so that it cannot be run here.
    """
    query = await asked.datasette.get_canned_query(DATABASE, f"rule_{rule.id}", None)
    if query is None:
        return None
    if rule.severity == ERROR:
        return 0
    counted_rows = await asked.ask(f"SELECT COUNT(*) AS n FROM ({query['sql'].rstrip().rstrip(';')})")
    return int(counted_rows[0]["n"])


def _marked(text: str) -> Markup:
    """A text with names in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


async def _tell(asked: Asked) -> Told:
    t, uk, titles = asked.t, asked.lang == "uk", asked.site.table_titles(asked.lang)
    rules = [
        {
            "rule_id": rule.id,
            "severity": rule.severity,
            "title": rule.title_uk if uk else rule.title,
            "description": rule.description_uk if uk else rule.description,
            "tables": list(rule.tables),
            "column": rule.column,
            "rows_found": await _found(asked, rule),
            "sql": rule.sql.strip(),
        }
        for rule in asked.site.rules
    ]
    filters = [
        Filter(
            "severity",
            str(t("rules_severity")),
            [
                Option(ERROR, str(t("rules_error")), sum(r["severity"] == ERROR for r in rules)),
                Option(WARNING, str(t("rules_warning")), sum(r["severity"] == WARNING for r in rules)),
            ],
            lambda row: [row["severity"]],
        ),
        Filter(
            "table",
            str(t("rules_table")),
            counted(rules, lambda row: row["tables"], lambda name: titles.get(name, name)),
            lambda row: row["tables"],
        ),
    ]
    context: dict[str, Any] = {"total": len(rules), "titles": titles}
    try:
        choice, kept = chosen(asked, filters, rules)
    except Refused as refused:
        raise Refused(refused.status, refused.message, {**context, **refused.context}) from refused
    rows = [{**row, "tables": " ".join(row["tables"])} for row in kept]
    shown = [{**rule, "description_html": _marked(rule["description"])} for rule in kept]
    return Told({**context, **choice, "rules": shown}, {"rules": kept}, rows)


async def _examples(_: Asked) -> Sequence[str]:
    return ["/rules", "/rules?severity=warning"]


PAGE = Page("rules", "/rules", "rules.html", _tell, _examples, ("severity", "table"))
