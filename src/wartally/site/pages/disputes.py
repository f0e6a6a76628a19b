"""The pages of disputes between transcriptions and of corrections: what was decided or explained, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from wartally.site import present
from wartally.site.facts import common
from wartally.site.facts import disputes as facts
from wartally.site.facts.common import Row
from wartally.site.pages.choosing import Filter, chosen, counted, offered
from wartally.site.pages.page import Asked, Page, Refused, Told
from wartally.site.pages.tally import choices_of
from wartally.site.spells import spells

__all__ = ["CORRECTIONS", "DISPUTES"]


def _one(column: str, row: Row) -> list[str]:
    return [row[column]]


def _year(row: Row) -> list[str]:
    return [row["report_date"][:4]]


def _coded(asked: Asked, table: str, column: str, name: str, rows: Sequence[Row]) -> Filter:
    """A filter by a coded column, its options labelled as the schema does."""
    of: Callable[[Row], list[str]] = partial(_one, column)
    label = partial(_label, asked, table, column)
    return Filter(column, name, counted(rows, of, label, most_first=True), of)


def _label(asked: Asked, table: str, column: str, value: str) -> str:
    return asked.site.code(table, column, value, asked.lang)


async def _by_category(asked: Asked, rows: Sequence[Row]) -> Filter:
    categories = (await choices_of(asked))["categories"]
    of = partial(_one, "category_id")
    options = counted(rows, of, lambda c: present.named(categories.get(c), asked.lang) or c)
    options.sort(key=lambda o: common.placed(o.value))
    return Filter("category", str(asked.t("choose_category")), options, of)


def _by_year(asked: Asked, rows: Sequence[Row]) -> Filter:
    return Filter("year", str(asked.t("choose_year")), counted(rows, _year, str), _year)


async def _disputes(asked: Asked) -> Told:
    t, choices = asked.t, await choices_of(asked)
    cells = await facts.disputes(asked.ask)
    judged = await facts.judged(asked.ask, cells)
    titles = {
        row["transcription_id"]: str(row["title_uk" if asked.lang == "uk" else "title"]) for row in judged
    }

    def erred(row: Row) -> list[str]:
        return list(row["differing"])

    filters = [
        Filter("who", str(t("disputes_who")), counted(cells, erred, lambda w: titles[w]), erred),
        await _by_category(asked, cells),
        _coded(asked, "adjudications", "reason", str(t("disputes_why")), cells),
        _coded(asked, "adjudications", "decided_by", str(t("disputes_decided_by")), cells),
        _by_year(asked, cells),
    ]
    context = {
        "choices": choices,
        "judged": judged,
        "titles": titles,
        "reasons": list(dict.fromkeys(reason for row in judged for reason in row["not_taken"])),
        "all": len(cells),
        "undetermined": sum(cell["taken"] is None for cell in cells),
    }
    try:
        choice, kept = chosen(asked, filters, cells)
    except Refused as refused:
        raise Refused(refused.status, refused.message, {**context, **refused.context}) from refused
    context |= {**choice, "spells": spells(kept), "kept": len(kept)}
    rows = [
        {
            **{key: value for key, value in cell.items() if key not in ("read", "differing")},
            **{f"read_{writer}": value for writer, value in cell["read"].items()},
            "differing": " ".join(cell["differing"]),
        }
        for cell in kept
    ]
    document = {"transcriptions": judged, "disputes": kept}
    return Told(context, document, rows)


async def _corrections(asked: Asked) -> Told:
    found = await facts.corrections(asked.ask)
    filters = [
        _coded(asked, "corrections", "kind", str(asked.t("corrections_kind")), found),
        await _by_category(asked, found),
        _by_year(asked, found),
    ]
    context = {"choices": await choices_of(asked), "kinds": filters[0].options, "all": len(found)}
    try:
        choice, kept = chosen(asked, filters, found)
    except Refused as refused:
        raise Refused(refused.status, refused.message, {**context, **refused.context}) from refused
    return Told({**context, **choice, "rows": kept}, {"corrections": kept}, kept)


async def _disputes_examples(asked: Asked) -> Sequence[str]:
    choices: dict[str, Callable[[Row], bool]] = {
        "reason=stale_figure": lambda row: row["reason"] == "stale_figure",
        "who=lod_db&year=2025": lambda row: "lod_db" in row["differing"] and _year(row) == ["2025"],
    }
    return offered("/disputes", await facts.disputes(asked.ask), choices)


async def _corrections_examples(asked: Asked) -> Sequence[str]:
    rows = await facts.corrections(asked.ask)
    return offered("/corrections", rows, {"kind=unlogged": lambda row: row["kind"] == "unlogged"})


DISPUTES = Page(
    "disputes",
    "/disputes",
    "disputes.html",
    _disputes,
    _disputes_examples,
    ("who", "category", "reason", "decided_by", "year"),
    frozenset({"adjudications", "readings", "transcriptions"}),
)
CORRECTIONS = Page(
    "corrections",
    "/corrections",
    "corrections.html",
    _corrections,
    _corrections_examples,
    ("kind", "category", "year"),
    frozenset({"corrections", "losses"}),
)
