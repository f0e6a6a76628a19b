"""The look of every chart: colours by kind of statement, type, and numbers in each language. Pure."""

from __future__ import annotations

from typing import Any

from wartally.site.charts.drawing import Drawing, Spec, Variant

__all__ = ["colours", "format_locale", "styled", "time_locale"]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_LIGHT = {
    "paper": "#FBFAF7", "ink": "#1B1D21", "soft": "#5A5D63", "rule": "#D9D6CE", "edge": "#85827A",
    "claimed": "#0072B2", "confirmed": "#009E73", "estimated": "#C77F00", "disputed": "#B0588A",
}  # fmt: skip
_DARK = {
    "paper": "#14161A", "ink": "#E8E6E1", "soft": "#A9ABB0", "rule": "#34373D", "edge": "#74777E",
    "claimed": "#56B4E9", "confirmed": "#3FC79C", "estimated": "#F0B83F", "disputed": "#DDA0C4",
}  # fmt: skip
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"
_SERIF = "Palatino, 'Palatino Linotype', Georgia, 'Liberation Serif', serif"
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "uk": (
        "січень", "лютий", "березень", "квітень", "травень", "червень", "липень", "серпень", "вересень",
        "жовтень", "листопад", "грудень",
    ),
}  # fmt: skip
_SHORT = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "uk": ("січ", "лют", "бер", "квіт", "трав", "черв", "лип", "серп", "вер", "жовт", "лист", "груд"),
}
_DAYS = {
    "en": ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "uk": ("неділя", "понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота"),
}


def colours(variant: Variant) -> dict[str, str]:
    """The colours of a theme by what they mean: claimed, confirmed, estimated, disputed, ink and so on."""
    return dict(_DARK if variant.dark else _LIGHT)


def format_locale(lang: str) -> dict[str, Any]:
    """Numbers in a language's form, as d3-format takes it."""
    thousands, decimal = ("\u00a0", ",") if lang == "uk" else (",", ".")
    form = {"decimal": decimal, "thousands": thousands, "minus": "\u2212"}
    return {**form, "grouping": [3], "currency": ["", ""]}


def time_locale(lang: str) -> dict[str, Any]:
    """Dates in a language's form, as d3-time-format takes it."""
    days, months = _DAYS[lang], _MONTHS[lang]
    return {
        "dateTime": "%-d %B %Y", "date": "%Y-%m-%d", "time": "%H:%M", "periods": ["", ""],
        "days": list(days), "shortDays": [day[:3] for day in days],
        "months": list(months), "shortMonths": list(_SHORT[lang]),
    }  # fmt: skip


def styled(drawing: Drawing, variant: Variant) -> Spec:
    """The whole Vega-Lite declaration of a drawing: data, marks, size, words and look.

    A bare one leaves title and source to the page around it. Data is inline, so nothing is loaded.
    """
    spec: Spec = {
        "$schema": _SCHEMA,
        "description": drawing.alt,
        "width": variant.width,
        "height": drawing.height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": [dict(row) for row in drawing.rows]},
        **drawing.declare(variant),
        "config": _config(variant),
        "usermeta": _for_browsers(drawing, variant),
    }
    if not variant.bare:
        title, subtitle = _wrapped(drawing.title, variant), _subtitle(drawing, variant)
        spec["title"] = {"text": title, "subtitle": subtitle}
        spec["height"] = drawing.height + 24 + 19 * len(title) + 14 * len(subtitle)
    return spec


def _for_browsers(drawing: Drawing, variant: Variant) -> Spec:
    """What vega-embed reads besides: forms of numbers and dates, and headings for what a pointer shows."""
    locales = {"formatLocale": format_locale(variant.lang), "timeFormatLocale": time_locale(variant.lang)}
    return {"embedOptions": locales, "columns": dict(drawing.columns)}


def _subtitle(drawing: Drawing, variant: Variant) -> list[str]:
    texts = filter(None, (drawing.subtitle, drawing.source))
    return [line for text in texts for line in _wrapped(text, variant, 7)]


def _wrapped(text: str, variant: Variant, letter: float = 9) -> list[str]:
    """A text in lines that fit the width; `letter` is about how wide one is, in pixels."""
    most, lines = int(variant.width / letter), [""]
    for word in text.split(" "):
        line = f"{lines[-1]} {word}".strip()
        if len(line) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = line
    return lines


def _config(variant: Variant) -> dict[str, Any]:
    c = colours(variant)
    axis = {
        "labelColor": c["soft"], "titleColor": c["soft"], "domainColor": c["edge"], "tickColor": c["edge"],
        "gridColor": c["rule"], "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    }  # fmt: skip
    return {
        "background": c["paper"],
        "font": _FONT,
        "view": {"stroke": None},
        "axis": axis,
        "text": {"color": c["ink"], "fontSize": 12},
        "title": {
            "anchor": "start", "color": c["ink"], "font": _SERIF, "fontSize": 17, "fontWeight": 600,
            "offset": 12,
            "subtitleColor": c["soft"], "subtitleFont": _FONT, "subtitleFontSize": 12, "subtitlePadding": 6,
        },
    }  # fmt: skip
