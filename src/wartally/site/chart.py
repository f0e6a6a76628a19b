"""A bar chart as plain numbers, for a template to draw as SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Bar", "Chart", "Step", "bars"]

WIDTH, HEIGHT = 600.0, 220.0
_TOP, _BOTTOM = 26.0, 28.0
NAMED_UP_TO = 8


@dataclass(frozen=True)
class Step:
    """One bar to be: its short name, its value (None: there is none), and whether a caveat touches it."""

    name: str
    value: int | None
    flagged: bool = False


@dataclass(frozen=True)
class Bar:
    """One drawn bar, in the chart's units, with the label it carries if there is room for one."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label_y: float
    value: int | None
    name: str
    flagged: bool
    labelled: bool


@dataclass(frozen=True)
class Chart:
    """A chart: its bars, the height of zero, and which bar is the highest."""

    bars: tuple[Bar, ...]
    zero: float
    most: int | None
    named: bool
    width: float = WIDTH
    height: float = HEIGHT


def bars(steps: Sequence[Step]) -> Chart:
    """The chart of `steps` in order, from zero; every bar has a name and a value up to NAMED_UP_TO bars."""
    values = [s.value for s in steps if s.value is not None]
    high, low = max([0, *values]), min([0, *values])
    room = HEIGHT - _TOP - _BOTTOM
    scale = room / (high - low) if high > low else 0.0
    zero = _TOP + high * scale
    named = len(steps) <= NAMED_UP_TO
    most = max(range(len(steps)), key=lambda i: _or_least(steps[i].value), default=None) if values else None
    slot = WIDTH / max(len(steps), 1)
    drawn = []
    for i, step in enumerate(steps):
        value = step.value or 0
        height = abs(value) * scale
        top = zero - height if value >= 0 else zero
        label_y = top - 6 if value >= 0 else top + height + 14
        drawn.append(
            Bar(
                x=round(i * slot + slot * 0.12, 2), y=round(top, 2), width=round(slot * 0.76, 2),
                height=round(height, 2), middle=round((i + 0.5) * slot, 2), label_y=round(label_y, 2),
                value=step.value, name=step.name, flagged=step.flagged, labelled=named or i == most,
            )
        )  # fmt: skip
    return Chart(tuple(drawn), round(zero, 2), most, named)


def _or_least(value: int | None) -> float:
    return float("-inf") if value is None else value
