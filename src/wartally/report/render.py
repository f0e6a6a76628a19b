"""A report's records in, its text in the form of the official list out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from wartally.report.dates import FIRST_DAY
from wartally.report.model import Figure, ParsedReport
from wartally.report.vocabulary import wordings

Language = Literal["en", "uk"]


def render(report: ParsedReport, lang: Language = "en") -> str:
    """The text of a report as the official list prints it, in English or Ukrainian.

    It says the report's date, figures, wording, directions and whether the figures are approximate, in such
    words that `parse` gives the same back. For that, a report has at most one figure per category, with at
    least one of its numbers; a wording if and only if it has a personnel figure; and directions whose names
    hold no comma and no "and". A name is put into the sentence as it is given.
    """
    words = wordings()["render"][lang]
    return "\n".join(_lines(report, words)) + "\n"


def _lines(report: ParsedReport, words: dict[str, str]) -> Iterator[str]:
    yield _heading(report, words)
    last = len(report.figures) - 1
    for index, figure in enumerate(report.figures):
        yield _figure(report, figure, words) + ("." if index == last else ",")
    if report.directions:
        yield _directions(report.directions, words)


def _heading(report: ParsedReport, words: dict[str, str]) -> str:
    dated = "heading" if report.report_date else "heading_without_date"
    approximately = words["approximately"] if report.approximate else ""
    day = _short(report.report_date) if report.report_date else ""
    return words[dated].format(start=_short(FIRST_DAY), day=day, approximately=approximately)


def _short(day: date) -> str:
    """The date as the reports print it, `08.09.22`; outside 2000 to 2099 with the whole year."""
    year = f"{day.year % 100:02}" if day.year // 100 == 20 else f"{day.year:04}"
    return f"{day.day:02}.{day.month:02}.{year}"


def _figure(report: ParsedReport, figure: Figure, words: dict[str, str]) -> str:
    """One line of the list, without the mark at its end."""
    parts = [words[figure.category_id], "‒"]
    personnel = figure.category_id == "personnel"
    if personnel and report.approximate:
        parts.append(words["about"])
    if figure.cumulative is not None:
        parts.append(str(figure.cumulative))
    if figure.printed_increase is not None:
        parts.append(f"({figure.printed_increase:+})")
    if personnel:
        parts.append(
            words["liquidated_personnel" if report.wording == "liquidated_personnel" else "personnel_unit"]
        )
    return " ".join(parts)


def _directions(places: tuple[str, ...], words: dict[str, str]) -> str:
    *others, last = places
    named = f"{', '.join(others)} {words['and']} {last}" if others else last
    return words["direction" if not others else "directions"].format(places=named)
