"""Statements as a CSV file: text in, `Claim` values out. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import cast

from wartally.errors import BadArgument
from wartally.press.model import INVASION, QUALIFIERS, STATISTICS, Claim, Qualifier, Statistic
from wartally.press.windows import DAY

__all__ = ["COLUMNS", "read_claims"]

COLUMNS = (
    "claim_id", "category_id", "statistic", "period_start", "period_end", "claimed_value", "qualifier",
    "wording",
)  # fmt: skip
# Columns that may be missing or empty, and those that have another name too.
OPTIONAL = ("claim_id", "qualifier", "wording")
ALIASES = {"category": "category_id"}
_NUMBER = re.compile(r"\d{1,12}|\d{1,3}(?:[, \u00a0\u202f]\d{3}){1,3}")
_DECIMAL = re.compile(r"\d{1,12}\.\d{1,3}")
_TOTALS = ("cumulative_on", "date_crossed_threshold")


def read_claims(content: bytes, where: str, categories: Collection[str]) -> list[Claim]:
    """The statements in a CSV file with the columns of `COLUMNS`; any others are ignored.

    `category` may stand for `category_id`. An empty hedge is "exact", an empty beginning is
    the day before for a day's figure and the first day of the invasion for a total. `where`
    names the file in messages. Raises BadArgument, with file, line and column, at the first
    cell that cannot be used.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadArgument(f"{where}, line {line}: is not UTF-8 text; save the file as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    claims: list[Claim] = []
    try:
        header = _header(next(reader, []), where)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = _Row(cells, header, f"{where}, line {reader.line_num}", categories)
                claims.append(row.claim(len(claims) + 1))
    except csv.Error as error:
        raise BadArgument(f"{where}, line {reader.line_num}: is not usable CSV ({error})") from error
    _check_identifiers(claims, where)
    return claims


def _header(cells: list[str], where: str) -> dict[str, int]:
    """Where each column of `COLUMNS` stands."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = ALIASES.get(cell.strip(), cell.strip())
        if name in COLUMNS and places.setdefault(name, place) != place:
            raise BadArgument(f"{where}, line 1: there are two columns {name}; keep one")
    missing = [c for c in COLUMNS if c not in places and c not in OPTIONAL]
    if missing:
        needed = ", ".join(COLUMNS)
        raise BadArgument(
            f"{where}, line 1: there is no column {missing[0]}; a file of statements has {needed}"
        )
    return places


def _check_identifiers(claims: list[Claim], where: str) -> None:
    seen: set[str] = set()
    for claim in claims:
        if claim.claim_id in seen:
            raise BadArgument(
                f"{where}: the claim_id {claim.claim_id!r} stands twice; each names one statement"
            )
        seen.add(claim.claim_id)


class _Row:
    """One line of the file; every method reads one column or says what is wrong with it."""

    def __init__(
        self, cells: list[str], header: Mapping[str, int], place: str, categories: Collection[str]
    ) -> None:
        self.cells = cells
        self.header = header
        self.place = place
        self.categories = categories
        if len(cells) <= max(place for name, place in header.items() if name not in OPTIONAL):
            raise BadArgument(f"{place}: the line has only {len(cells)} cells; fill up what is missing")

    def text(self, column: str) -> str:
        place = self.header.get(column, len(self.cells))
        return self.cells[place].strip() if place < len(self.cells) else ""

    def wrong(self, column: str, what: str) -> BadArgument:
        return BadArgument(f"{self.place}, column {column}: {self.text(column)!r} {what}")

    def claim(self, number: int) -> Claim:
        statistic = cast(Statistic, self.one_of("statistic", STATISTICS))
        until = self.date("period_end")
        since = self.since(statistic, until)
        if since >= until:
            raise self.wrong("period_start", f"must be before the period's end, {until}")
        return Claim(
            claim_id=self.text("claim_id") or f"line-{number + 1}",
            category_id=self.one_of("category_id", sorted(self.categories)),
            statistic=statistic,
            period_start=since,
            period_end=until,
            claimed_value=self.number(),
            qualifier=cast(Qualifier, self.one_of("qualifier", QUALIFIERS, "exact")),
            wording=self.text("wording"),
        )

    def since(self, statistic: Statistic, until: date) -> date:
        if self.text("period_start"):
            return self.date("period_start")
        if statistic in _TOTALS:
            return INVASION
        if statistic == "daily_on" and until > date.min:
            return until - DAY
        raise self.wrong(
            "period_start", "is empty; give the last report before the period, written YYYY-MM-DD"
        )

    def one_of(self, column: str, known: Collection[str], default: str = "") -> str:
        text = self.text(column) or default
        if text not in known:
            raise self.wrong(column, f"is not known; use one of {', '.join(known)}")
        return text

    def date(self, column: str) -> date:
        text = self.text(column)
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.wrong(column, "is not a date; write it YYYY-MM-DD")

    def number(self) -> int | float:
        text = self.text("claimed_value")
        if text.isascii() and _DECIMAL.fullmatch(text):
            return float(text)
        if not _NUMBER.fullmatch(text) or not re.sub(r"\D", "", text).isascii():
            raise self.wrong("claimed_value", "is not a number; write it as 4560 or 947.1")
        return int(re.sub(r"\D", "", text))
