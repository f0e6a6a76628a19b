"""A spark line: the course of a figure in the height of a line of text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["HEIGHT", "WIDTH", "Spark", "spark"]

WIDTH, HEIGHT = 120, 24
_EDGE = 2


@dataclass(frozen=True)
class Spark:
    """What is drawn: the path of the line, where zero is, and where the line ends."""

    path: str
    zero: float
    end: tuple[float, float] | None


def spark(values: Sequence[float | None]) -> Spark:
    """The line of values at even distances, from zero or the lowest up; nothing is drawn where one is None.

    Coordinates are those of a picture WIDTH by HEIGHT, y downwards.
    """
    known = [value for value in values if value is not None]
    low, high = min((*known, 0.0)), max((*known, 0.0))
    reach = (high - low) or 1.0
    step = (WIDTH - 2 * _EDGE) / max(1, len(values) - 1)

    def at(i: int, value: float) -> tuple[float, float]:
        x = _EDGE + i * step
        return round(x, 1), round(HEIGHT - _EDGE - (value - low) / reach * (HEIGHT - 2 * _EDGE), 1)

    points = [None if value is None else at(i, value) for i, value in enumerate(values)]
    parts = []
    for i, point in enumerate(points):
        if point is None:
            continue
        joined = i > 0 and points[i - 1] is not None
        parts.append(f"{'L' if joined else 'M'}{point[0]:g} {point[1]:g}")
    end = next((point for point in reversed(points) if point is not None), None)
    return Spark(" ".join(parts), at(0, 0.0)[1], end)
