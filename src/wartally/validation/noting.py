"""What a schema says and nobody reads, such as a property one letter off a known one, as warnings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wartally.schema import TableSchema
from wartally.validation.findings import WARNING, Finding

__all__ = ["NOTED", "note_findings"]

# The rule under which such a finding is told.
NOTED = "schema_property"


def note_findings(schemas: Mapping[str, TableSchema]) -> Iterator[Finding]:
    """A warning for each note of each schema, about the table as a whole."""
    for name, schema in schemas.items():
        for note in schema.notes:
            yield Finding(name, rule=NOTED, message=note, severity=WARNING)
