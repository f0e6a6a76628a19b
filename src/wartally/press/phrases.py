"""How figures, days and windows are written in sentences, in English and Ukrainian."""

from __future__ import annotations

from datetime import date

from wartally.press.model import Claim
from wartally.press.windows import DAY

__all__ = ["called", "day_text", "hedged", "number_text", "statement", "subject", "window_text"]

Number = int | float

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS_UK = (
    "січень", "лютий", "березень", "квітень", "травень", "червень",
    "липень", "серпень", "вересень", "жовтень", "листопад", "грудень",
)  # fmt: skip
_MONTHS_UK_OF = (
    "січня", "лютого", "березня", "квітня", "травня", "червня",
    "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
)  # fmt: skip
_HEDGES = {
    "en": {
        "about": "about ",
        "more_than": "more than ",
        "at_least": "at least ",
        "up_to": "up to ",
        "nearly": "nearly ",
    },
    "uk": {
        "about": "близько ",
        "more_than": "понад ",
        "at_least": "щонайменше ",
        "up_to": "до ",
        "nearly": "майже ",
    },
}
_NO_BREAK = "\u00a0"
# Words for a loss in Ukrainian; statements are kept in English.
_CALLED_UK = {
    "killed": "загиблі",
    "died": "загинули",
    "dying": "гинуть",
    "dead": "загиблі",
    "deaths": "смерті",
    "death toll": "кількість загиблих",
    "fatalities": "загиблі",
    "destroyed": "знищено",
    "eliminated": "ліквідовано",
    "liquidated": "ліквідовано",
    "dead, wounded or captured": "загиблі, поранені чи полонені",
    "casualties": "втрати загиблими й пораненими",
    "killed and wounded": "загиблі та поранені",
    "killed or wounded": "загиблі чи поранені",
    "killed or injured": "загиблі чи поранені",
    "dead or injured": "загиблі чи поранені",
    "taken out of action": "виведено з ладу",
    "irrecoverable and sanitary losses": "безповоротні та санітарні втрати",
    "total losses": "загальні втрати",
    "wounded": "поранені",
    "captured": "полонені",
    "confirmed": "підтверджено",
}
# Words so plain that a statement need not name them.
_PLAIN = frozenset({"", "lost", "losing", "losses", "hit"})


def number_text(value: Number, lang: str) -> str:
    """A figure as each language groups its thousands: 79,400 and 79 400; a mean with one decimal."""
    text = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    if lang == "en":
        return text
    grouped = text.replace(",", _NO_BREAK).replace(".", ",")
    return grouped.replace(_NO_BREAK, "") if abs(value) < 10_000 else grouped


def hedged(claim: Claim, lang: str) -> str:
    """The stated figure with its hedge: "about 36,000", "близько 36 000"."""
    value = claim.claimed_value
    whole = int(value) if float(value).is_integer() else value
    return _HEDGES[lang].get(claim.qualifier, "") + number_text(whole, lang)


def day_text(day: date, lang: str) -> str:
    """A day: "11 November 2022", "11 листопада 2022 року"."""
    if lang == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.day} {_MONTHS_UK_OF[day.month - 1]} {day.year} року"


def window_text(start: date, end: date, lang: str) -> str:
    """The reports after `start` up to `end`: "reports of 5 to 11 November 2022"."""
    first = min(start, date.max - DAY) + DAY
    if first >= end:
        return f"report of {day_text(end, lang)}" if lang == "en" else f"зведення від {day_text(end, lang)}"
    begin = day_text(first, lang)
    if first.year == end.year:
        begin = begin.removesuffix(f" {first.year}").removesuffix(f" {first.year} року")
        if first.month == end.month:
            begin = str(first.day)
    until = day_text(end, lang)
    return f"reports of {begin} to {until}" if lang == "en" else f"зведення від {begin} до {until}"


def called(wording: str, lang: str) -> str:
    """The statement's own word, in the language's quotation marks."""
    return f'"{wording}"' if lang == "en" else f"«{_CALLED_UK.get(wording.casefold(), wording)}»"


def subject(claim: Claim, name: str, lang: str) -> str:
    """What a statement is about, to be followed by a colon and a figure; `name` is the category's."""
    return f"{name[0].upper()}{name[1:]}, {_window(claim, lang)}"


def _window(claim: Claim, lang: str) -> str:
    english = lang == "en"
    reports = window_text(claim.period_start, claim.period_end, lang)
    if claim.statistic in ("cumulative_on", "date_crossed_threshold"):
        end = day_text(claim.period_end, lang)
        return f"total on {end}" if english else f"усього станом на {end}"
    if claim.statistic == "daily_on":
        return f"one day, {reports}" if english else f"за добу, {reports}"
    if claim.statistic == "period_mean":
        return f"daily mean, {reports}" if english else f"у середньому за добу, {reports}"
    if claim.statistic == "record_max_daily":
        return f"largest daily figure, {reports}" if english else f"найбільше за добу, {reports}"
    named = _calendar(claim, lang)
    return f"{named} ({reports})" if named else reports


def _calendar(claim: Claim, lang: str) -> str:
    """The month or year that the window is, empty if it is none."""
    start, end = claim.period_start, claim.period_end
    if start.day != 1 or end.day != 1:
        return ""
    months = (end.year - start.year) * 12 + end.month - start.month
    if claim.statistic == "month_total" and months == 1:
        if lang == "en":
            return f"{_MONTHS_EN[start.month - 1]} {start.year}"
        return f"{_MONTHS_UK[start.month - 1]} {start.year} року"
    if claim.statistic == "year_total" and months == 12 and start.month == 1:
        return str(start.year) if lang == "en" else f"{start.year} рік"
    return ""


def statement(claim: Claim, name: str, lang: str) -> str:
    """A statement in one neutral form: what it is about, the figure, the word; `name` is the category's."""
    stated = hedged(claim, lang)
    if claim.wording not in _PLAIN:
        stated += (
            f", called {called(claim.wording, lang)}"
            if lang == "en"
            else f", формулювання: {called(claim.wording, lang)}"
        )
    if claim.statistic == "date_crossed_threshold":
        end = day_text(claim.period_end, lang)
        reached = f"day the total was reached, {end}" if lang == "en" else f"підсумку досягнуто {end}"
        return f"{name[0].upper()}{name[1:]}, {reached}: {stated}"
    return f"{subject(claim, name, lang)}: {stated}"
