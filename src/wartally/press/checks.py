"""`press_checks` from `press_claims` and the series. Pure: rows in, rows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from wartally.errors import DataError
from wartally.press.judge import judge
from wartally.press.model import QUALIFIERS, STATISTICS, Claim
from wartally.press.totals import INPUTS as TOTALS_INPUTS
from wartally.press.totals import Totals

__all__ = ["INPUTS", "claim_of", "derive_checks"]

Row = Mapping[str, Any]
# The tables that checks are derived from; `losses` is derived itself.
INPUTS = ("press_claims", *TOTALS_INPUTS)
NEEDED = ("category_id", "statistic", "period_start", "period_end", "claimed_value", "qualifier")


def derive_checks(tables: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    """The rows of `press_checks`, one for each statement, from the rows of the tables named in `INPUTS`."""
    totals = Totals(tables)
    checks = [asdict(judge(claim_of(row), totals)) for row in tables["press_claims"]]
    return [check | {"cause": check["cause"] or None} for check in checks]


def claim_of(row: Row) -> Claim:
    """The statement in a row of `press_claims`; raises DataError if a cell it needs is empty or unknown."""
    for column in NEEDED:
        if row[column] is None:
            raise DataError(f"press_claims, {row['claim_id']}: {column} is empty; every statement needs one")
    for column, known in (("statistic", STATISTICS), ("qualifier", QUALIFIERS)):
        if row[column] not in known:
            raise DataError(
                f"press_claims, {row['claim_id']}: {column} is {row[column]!r}, not {', '.join(known)}"
            )
    return Claim(
        claim_id=row["claim_id"],
        category_id=row["category_id"],
        statistic=row["statistic"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        claimed_value=row["claimed_value"],
        qualifier=row["qualifier"],
        wording=row["wording"] or "",
    )
