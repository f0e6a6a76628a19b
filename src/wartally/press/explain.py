"""The sentence that tells a reader what became of a statement, in English and Ukrainian."""

from __future__ import annotations

from datetime import date
from typing import Any

from wartally.press.leads import Lead
from wartally.press.model import Claim, FigureVerdict
from wartally.press.phrases import called, day_text, hedged, number_text, subject, window_text
from wartally.press.totals import Totals
from wartally.press.windows import Computed
from wartally.press.wording import Wording

__all__ = ["CAUSES", "REASONS", "explain"]

# What accounts for a difference: a sentence's end in English and Ukrainian. {said} is the stated figure with
# its hedge, {value} what the finding gives, {when} a window of reports, {day} a day.
CAUSES: dict[str, tuple[str, str]] = {
    "printed_increase": (
        "the report prints an increase of {value}, although its running total rose by another number",
        "саме такий приріст указано у зведенні, хоча його підсумок зріс на інше число",
    ),
    "event_date": (
        "right if the day of the losses is meant, which the report of the next morning tells ({when})",
        "правильно, якщо йдеться про день самих втрат, про який ідеться у зведенні наступного ранку ({when})",
    ),
    "calendar_reports": (
        "right if the reports dated within the period are added up ({when})",
        "правильно, якщо додати показники зведень, датованих цим періодом ({when})",
    ),
    "first_reports": (
        "{value} on {day} is the largest since the reports print daily increases ({since}); "
        "earlier totals are round and grew in jumps",
        "{value} ({day}) – найбільше відтоді, як зведення вказують добовий приріст ({since}); "
        "раніші підсумки округлені й зростали стрибками",
    ),
    "rounded": ("the figure is rounded without saying so", "число округлено без застереження"),
    "far_below": (
        "true to the letter, but far from the figure",
        "формально правильно, але далеко від показника ряду",
    ),
    "already_above": (
        "the total had reached that in the report of {day}",
        "цього рівня підсумок сягнув у зведенні від {day}",
    ),
    "undetermined": (
        "transcriptions of the report of {day} disagree, and it cannot be told which is right",
        "записи зведення від {day} розходяться, і визначити правильне значення неможливо",
    ),
    "no_report": (
        "the series has no figure for this category on {day}",
        "у ряді немає показника цієї категорії на {day}",
    ),
    "not_yet": (
        "the total reached that only in the report of {day}",
        "цього рівня підсумок сягнув лише у зведенні від {day}",
    ),
    "never_reached": ("the total has not reached that", "такого рівня підсумок не сягав"),
    "other_transcription": (
        "it follows from a figure in the transcription {transcription} that the package does not follow",
        "так виходить за записом {transcription}, показник якого тут не прийнято",
    ),
    "stale": (
        "that is the figure of the report of {day}, an earlier one",
        "це показник давнішого зведення, від {day}",
    ),
    "later_report": (
        "that is the figure of the report of {day}, a later one",
        "це показник пізнішого зведення, від {day}",
    ),
    "off_by_one": (
        "with the window a day off, the {when} give {value}",
        "якщо зсунути період на день, виходить {value} ({when})",
    ),
    "other_window": (
        "another window would give it, the {when}",
        "таке число дав би інший період ({when})",
    ),
    "exchanged_digits": ("two digits are exchanged", "переставлено дві цифри"),
    "wrong_digit": ("one digit is wrong", "одна цифра хибна"),
    "extra_digit": ("there is a digit too many", "одна цифра зайва"),
    "missing_digit": ("a digit is missing", "однієї цифри бракує"),
    "digits_lost": (
        "the number is cut at its thousands separator",
        "число розірвано на розділювачі тисяч",
    ),
    "other_category": (
        "that is the figure of another category, {category}",
        "це показник іншої категорії, «{category}»",
    ),
    "categories_added": (
        "that is two categories together, {one} and {two}",
        "це дві категорії разом, «{one}» і «{two}»",
    ),
    "day_for_period": (
        "that is the figure of one day, in the report of {day}",
        "це показник однієї доби, зведення від {day}",
    ),
    "period_for_day": (
        "that is the figure of a whole period, the {when}",
        "це показник цілого періоду ({when})",
    ),
    "period_for_total": (
        "that is the figure of one period alone, the {when}",
        "це показник лише одного періоду ({when})",
    ),
    "total_for_period": (
        "that is the running total on {day}",
        "це підсумок від початку вторгнення станом на {day}",
    ),
    "loose_hedge": (
        "{percent} % apart, more than the hedge allows",
        "відмінність {percent} % більша, ніж дозволяє застереження",
    ),
    "wrong_side": (
        "the figure lies on the other side of that number, {percent} % away",
        "показник по інший бік цього числа, відмінність {percent} %",
    ),
    "cut_off": (
        "the decimals are cut off instead of rounded",
        "дробову частину відкинуто, а не округлено",
    ),
    "not_largest": (
        "that is the figure of the report of {day}, but that of {top_day} is larger, {top}",
        "це показник зведення від {day}, але у зведенні від {top_day} він більший: {top}",
    ),
    "unexplained": (
        "no other window, category or slip accounts for it",
        "ні інший період, ні категорія, ні описка цього не пояснюють",
    ),
}

# What is to be said of a statement's word, {word}.
REASONS: dict[str, tuple[str, str]] = {
    "killed": (
        "{word} says too much, because the series counts killed and wounded together",
        "слово {word} перебільшує, бо ряд охоплює загиблих і поранених разом",
    ),
    "wounded": (
        "{word} is not supported, because the series counts killed and wounded together",
        "для слова {word} немає підстав, бо ряд охоплює загиблих і поранених разом",
    ),
    "captured_or_missing": (
        "{word} is not supported, because the series counts killed and wounded, nobody else",
        "для слів {word} немає підстав, бо ряд охоплює лише загиблих і поранених",
    ),
    "liquidated": (
        "{word} is a word of the reports themselves, for killed and wounded together",
        "{word} – слово самих зведень, яке охоплює загиблих і поранених разом",
    ),
    "prisoners": (
        "{word} is not supported, because this category counts prisoners",
        "для слова {word} немає підстав, бо ця категорія охоплює військовополонених",
    ),
    "claimed_not_confirmed": (
        "{word} is not supported, because the figures are claimed, not confirmed",
        "для слова {word} немає підстав, бо показники заявлено, а не підтверджено",
    ),
    "total_for_a_day": (
        "{word} is not supported, because the figure is one day's",
        "для слова {word} немає підстав, бо це показник однієї доби",
    ),
    "one_fate": (
        "{word} is not supported, because the series does not tell destroyed, damaged and captured apart",
        "для слова {word} немає підстав, бо ряд не розрізняє знищеного, пошкодженого й захопленого",
    ),
    "unknown": (
        "{word} is not a word this check knows, so a reader has to judge it",
        "слова {word} перевірка не знає, тож оцінити його має читач",
    ),
}  # fmt: skip


def explain(
    claim: Claim,
    computed: Computed,
    verdict: FigureVerdict,
    lead: Lead | None,
    wording: Wording,
    totals: Totals,
    lang: str,
) -> str:
    """One sentence: what the series gives, what the statement says, and what accounts for a difference."""
    parts = [_found(claim, computed, totals, lang) + _verdict(claim, verdict, lang)]
    if lead is not None:
        parts[-1] += f": {_cause(lead, claim, totals, lang)}"
    if wording.reason:
        template = REASONS[wording.reason][lang != "en"]
        parts.append(template.format(word=called(claim.wording.strip(), lang)))
    return "; ".join(parts) + "."


def _found(claim: Claim, computed: Computed, totals: Totals, lang: str) -> str:
    about = subject(claim, totals.name(claim.category_id, lang), lang)
    if computed.value is None or computed.missing:
        return about + (": no figure" if lang == "en" else ": показника немає")
    found = f"{about}: {number_text(computed.value, lang)}"
    if claim.statistic == "record_max_daily" and computed.day is not None:
        found += f" ({day_text(computed.day, lang)})"
    return found


def _verdict(claim: Claim, verdict: FigureVerdict, lang: str) -> str:
    stated = hedged(claim, lang)
    if claim.statistic == "date_crossed_threshold":
        day = day_text(claim.period_end, lang)
        if verdict == "matches":
            return f", the first to reach {stated}" if lang == "en" else f", уперше не менше ніж {stated}"
        said = f"; the statement says {stated} was reached on {day}"
        return said if lang == "en" else f"; за твердженням, {stated} досягнуто {day}"
    if verdict != "matches":
        return f"; the statement says {stated}" if lang == "en" else f"; у твердженні {stated}"
    if claim.qualifier == "exact":
        return ", as stated" if lang == "en" else ", як і в твердженні"
    return f", which is {called(stated, lang)}" if lang == "en" else f", тобто {called(stated, lang)}"


def _cause(lead: Lead, claim: Claim, totals: Totals, lang: str) -> str:
    facts: dict[str, Any] = dict(lead.facts)
    text = {"value": number_text(lead.value, lang), "said": hedged(claim, lang)}
    if "start" in facts and "end" in facts:
        text["when"] = window_text(facts["start"], facts["end"], lang)
    elif "day" in facts:
        text["when"] = window_text(facts["day"], facts["day"], lang)
    for name, fact in facts.items():
        if isinstance(fact, date):
            text[name] = day_text(fact, lang)
    if "category" in facts:
        text["category"] = _mid_sentence(totals.name(facts["category"], lang))
    if "categories" in facts:
        one, two = (_mid_sentence(totals.name(c, lang)) for c in facts["categories"])
        text |= {"one": one, "two": two}
    if "percent" in facts:
        text["percent"] = number_text(facts["percent"], lang)
    if "top" in facts:
        text["top"] = number_text(facts["top"], lang)
    text["transcription"] = str(facts.get("transcription", ""))
    return CAUSES[lead.cause][lang != "en"].format(**text)


def _mid_sentence(name: str) -> str:
    return name[0].lower() + name[1:]
