"""What a list page lets its reader choose: filters in the query string, checked here, and pages of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wartally.site.facts.common import Row
from wartally.site.pages.page import Asked, Context, Refused

__all__ = ["Filter", "Option", "chosen", "counted", "offered", "paged"]

_MOST = 100


@dataclass(frozen=True)
class Option:
    """One value of a filter, its label, and how many rows of the whole list have it."""

    value: str
    label: str
    rows: int


@dataclass(frozen=True)
class Filter:
    """A filter: parameter, label and options; what values a row has; the value meant where none is given."""

    name: str
    label: str
    options: Sequence[Option]
    of: Callable[[Row], Iterable[str]]
    default: str = ""


def counted(
    rows: Iterable[Row],
    of: Callable[[Row], Iterable[str]],
    label: Callable[[str], str],
    most_first: bool = False,
) -> list[Option]:
    """The values that rows have as options: by label, or the one most rows have first."""
    found = Counter(value for row in rows for value in of(row) if value)
    options = [Option(value, label(value), n) for value, n in found.items()]
    return sorted(options, key=lambda o: (-o.rows if most_first else 0, o.label))


def chosen(asked: Asked, filters: Sequence[Filter], rows: Sequence[Row]) -> tuple[Context, list[Row]]:
    """The rows that pass all filters as asked, and what a template needs to show the filters.

    Raises Refused, status 400, for a value that is no option.
    """
    given = {f.name: asked.arg(f.name) or f.default for f in filters}
    context: Context = {"filters": filters, "given": given}
    for f in filters:
        if given[f.name] and given[f.name] not in {o.value for o in f.options}:
            given = {**given, f.name: f.default}
            told = asked.t("choose_none_such", value=asked.arg(f.name), name=f.label)
            raise Refused(400, told, {**context, "given": given})
    kept = [row for row in rows if all(not given[f.name] or given[f.name] in f.of(row) for f in filters)]
    return context, kept


def offered(address: str, rows: Sequence[Row], choices: Mapping[str, Callable[[Row], bool]]) -> list[str]:
    """The address of a list, and it with each query string of `choices` that some row answers to."""
    return [address, *(f"{address}?{query}" for query, fits in choices.items() if any(map(fits, rows)))]


def paged(
    asked: Asked, filters: Sequence[Filter], given: Mapping[str, str], rows: Sequence[Row]
) -> dict[str, Any]:
    """The rows of the page that is asked for, how many there are, and the addresses of its neighbours.

    Raises Refused, status 404, for a page that is none.
    """
    pages = max(1, -(-len(rows) // _MOST))
    numbers = {str(number): number for number in range(1, pages + 1)}
    asked_for = asked.arg("page") or "1"
    if asked_for not in numbers:
        raise Refused(
            404, asked.t("choose_no_page", page=asked_for, pages=pages), {"filters": filters, "given": given}
        )
    number = numbers[asked_for]
    keep = {f.name: given[f.name] for f in filters if given[f.name] and given[f.name] != f.default}
    return {
        "rows": rows[(number - 1) * _MOST : number * _MOST],
        "all": len(rows),
        "page": number,
        "pages": pages,
        "earlier": {**keep, "page": number - 1} if number > 1 else None,
        "later": {**keep, "page": number + 1} if number < pages else None,
    }
