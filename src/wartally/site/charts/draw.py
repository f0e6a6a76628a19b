"""Drawing a declared chart as SVG or PNG, with vl-convert: no browser, no network."""

from __future__ import annotations

import json
from typing import Any

from wartally.site.charts.drawing import Drawing, Variant
from wartally.site.charts.style import format_locale, styled, time_locale

__all__ = ["declaration", "png", "svg"]

_VEGA_LITE = "6.4"


def declaration(drawing: Drawing, variant: Variant) -> str:
    """The Vega-Lite declaration as JSON text."""
    return json.dumps(styled(drawing, variant), ensure_ascii=False, separators=(",", ":"))


def svg(drawing: Drawing, variant: Variant) -> str:
    """The chart as SVG, without script, style or anything loaded; its title and alternative inside."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(declaration(drawing, variant), **_words(variant)))


def png(drawing: Drawing, variant: Variant, scale: float = 2.0) -> bytes:
    """The chart as PNG, `scale` pixels for each of the SVG's."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(declaration(drawing, variant), scale=scale, **_words(variant)))


def _words(variant: Variant) -> dict[str, Any]:
    return {
        "vl_version": _VEGA_LITE,
        "format_locale": format_locale(variant.lang),
        "time_format_locale": time_locale(variant.lang),
        "allowed_base_urls": [],
    }
