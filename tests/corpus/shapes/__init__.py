"""Packages in the shape of those that are published, each valid and broken."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.shapes import observed, registers, statistics
from tests.corpus.shapes.shape import Edit, Shape

__all__ = ["SHAPES", "Edit", "Shape"]

SHAPES: tuple[Callable[[], Shape], ...] = (
    statistics.country_codes,
    statistics.regional_statistics,
    statistics.wide_series,
    statistics.observations_long,
    statistics.budget,
    statistics.humanitarian,
    registers.company_register,
    registers.labour_survey,
    registers.household_survey,
    registers.permits,
    registers.gazetteer,
    observed.timetable,
    observed.occurrences,
    observed.sensors,
    observed.camera_traps,
)
