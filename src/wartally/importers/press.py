"""Statements of the press about the claimed figures, each with its window, value and hedge.

Reads ``press_claims.csv`` into `press_claims`, and the articles and outlets it names into
`sources` and `actors`. Who a publisher is, and what a reader must know of single statements, is
data: ``press.yaml``. The statement is written anew from its parts; the collection's own
judgement of it is not read, because ours is derived (`press_checks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from wartally.errors import SourceError
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records
from wartally.press.model import QUALIFIERS, STATISTICS, Claim
from wartally.press.phrases import day_text, statement

__all__ = ["read"]

FEED = "press"
FILE = "press_claims.csv"
FILES = (FILE,)
NEEDS = "category_names"
FILES = (FILE,)
INFERRED = "[date_inferred]"
LICENCE = "proprietary; cited for a fact"
# Columns of the collection that judge or retell a statement; ours are derived and written anew.
UNREAD = ("claim_text", "computed_from_data", "matches")
SHORT = {
    "cumulative_on": "total",
    "daily_on": "day",
    "sum_over_period": "period",
    "period_mean": "mean",
    "month_total": "month",
    "year_total": "year",
    "record_max_daily": "record",
    "date_crossed_threshold": "passed",
}
# The collection's words for a loss, and how we write them; those of persons say nothing about equipment.
WORDS = {
    word: word
    for word in (
        "lost", "losing", "losses", "total losses", "destroyed", "eliminated", "liquidated", "hit",
        "taken out of action",
    )
}  # fmt: skip
WORDS_OF_PERSONS = {
    word: word
    for word in (
        "killed", "died", "dying", "dead", "deaths", "death toll", "fatalities", "casualties",
        "killed and wounded", "killed or wounded", "killed or injured", "dead or injured",
        "irrecoverable and sanitary losses",
    )
} | {"lost (dead, wounded or captured)": "dead, wounded or captured"}  # fmt: skip


def read(path: Path, names: Mapping[str, str] | None = None) -> Feed:
    """The statements, articles and outlets in `path` (the file or its folder); raises SourceError.

    `names` are the English and Ukrainian names of categories, keyed "category_id/en" and
    "category_id/uk"; without it those of the package at hand are used.
    """
    known = _own_names() if names is None else names
    reader = _Reader(FeedBuilder(FEED), known)
    for record in csv_records(path / FILE if path.is_dir() else path):
        reader.record(record)
    return reader.feed.done()


def _own_names() -> dict[str, str]:
    from wartally.package import open_package

    rows = open_package().rows("categories")
    return {f"{r['category_id']}/{lang}": r[f"name_{lang}"] for r in rows for lang in ("en", "uk")}


@cache
def _declared() -> dict[str, Any]:
    text = (resources.files(__package__) / "press.yaml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    return declared


class _Reader:
    """Reads one record after another; remembers which articles and outlets it has proposed."""

    def __init__(self, feed: FeedBuilder, names: Mapping[str, str]) -> None:
        self.feed = feed
        self.names = names
        self.sources: dict[str, str] = dict(_declared()["known_sources"])
        self.actors: set[str] = set(_declared()["known_actors"])
        self.used: Counter[str] = Counter()

    def record(self, record: Record) -> None:
        """Propose the statement of one record, and its article and outlet if they are new."""
        label, number = record.take_text("publisher") or "", record.take_text("claim_id") or ""
        published, inferred = (
            record.take_date("published_date"),
            INFERRED in (record.take_text("remark") or ""),
        )
        url = record.take_text("url") or ""
        claim = _claim(record)
        for name in UNREAD:
            record.take(name)
        for name in record.leftovers():
            self.feed.unmapped(f"field {name!r}")
        if label not in _declared()["publishers"]:
            self.feed.unmapped(f"publisher {label!r}")
        elif f"{claim.category_id}/en" not in self.names:
            self.feed.unmapped(f"category {claim.category_id!r}")
        elif claim.wording not in WORDS and claim.wording not in WORDS_OF_PERSONS:
            self.feed.unmapped(f"wording {claim.wording!r}")
        else:
            source = self._source(label, url, published, inferred)
            self._add(claim, number, source, published, inferred)

    def _add(self, claim: Claim, number: str, source: str, published: date, inferred: bool) -> None:
        claim = replace(claim, wording=_wording(claim))
        self.feed.add(
            "press_claims",
            claim_id=self._unique(f"{source}_{claim.category_id}_{SHORT[claim.statistic]}"),
            source_id=source,
            published_on=published,
            date_inferred=inferred,
            statement=statement(claim, self.names[f"{claim.category_id}/en"], "en"),
            statement_uk=statement(claim, self.names[f"{claim.category_id}/uk"], "uk"),
            category_id=claim.category_id,
            statistic=claim.statistic,
            period_start=claim.period_start,
            period_end=claim.period_end,
            claimed_value=claim.claimed_value,
            qualifier=claim.qualifier,
            wording=claim.wording or None,
            note=_declared()["notes"].get(number),
        )

    def _source(self, label: str, url: str, published: date, inferred: bool) -> str:
        """The identifier of the article at `url`; a new article is proposed as a source."""
        if url in self.sources:
            return self.sources[url]
        publisher = _declared()["publishers"][label]
        actor = publisher["actor"]
        name = self._actor(actor)
        self.sources[url] = source = self._unique(f"{actor}_{published.isoformat().replace('-', '_')}")
        self.feed.add(
            "sources",
            source_id=source,
            actor_id=actor,
            title=_title(publisher, published),
            url=url,
            published_on=None if inferred else published,
            accessed_on=None,
            language=_declared()["languages"].get(url, publisher.get("language", "en")),
            kind="news",
            licence=LICENCE,
            redistributable=True,
            attribution=f"{name}, {url}",
        )
        return source

    def _actor(self, actor: str) -> str:
        """The English name of an outlet, proposed when it is met first."""
        declared = _declared()
        if actor in declared["known_actors"]:
            return str(declared["known_actors"][actor])
        outlet = declared["actors"][actor]
        if actor not in self.actors:
            self.actors.add(actor)
            self.feed.add(
                "actors",
                actor_id=actor,
                name_en=outlet["name"],
                name_uk=outlet.get("uk", outlet["name"]),
                kind=outlet.get("kind", "media"),
                side=outlet.get("side"),
                url=outlet["url"],
            )
        return str(outlet["name"])

    def _unique(self, slug: str) -> str:
        self.used[slug] += 1
        return slug if self.used[slug] == 1 else f"{slug}_{self.used[slug]}"


def _claim(record: Record) -> Claim:
    statistic, qualifier = record.take_text("statistic"), record.take_text("qualifier")
    if statistic not in STATISTICS or qualifier not in QUALIFIERS:
        raise SourceError(f"{record.place}: {statistic!r}, {qualifier!r} is not a code this importer knows")
    value = record.take_integer("claimed_value")
    if value is None:
        raise SourceError(f"{record.place}: claimed_value is empty")
    return Claim(
        claim_id="",
        category_id=record.take_text("category") or "",
        statistic=statistic,
        period_start=record.take_date("period_start"),
        period_end=record.take_date("period_end"),
        claimed_value=value,
        qualifier=qualifier,
        wording=record.take_text("wording") or "",
    )


def _wording(claim: Claim) -> str:
    """The statement's word for the loss; empty for a word of persons in a row on equipment."""
    if claim.wording in WORDS:
        return WORDS[claim.wording]
    return WORDS_OF_PERSONS[claim.wording] if claim.category_id == "personnel" else ""


def _title(publisher: Mapping[str, str], published: date) -> str:
    what = "Report on Russian losses"
    if "copy_of" in publisher:
        what = f"Copy of a report by {publisher['copy_of']} on Russian losses"
    if "on" in publisher:
        what += f" as told by {publisher['on']}"
    return f"{what}, {day_text(published, 'en')}"
