"""Tables with a row of HXL hashtags under their header, as humanitarian data exchanges read them. Pure."""

from __future__ import annotations

from wartally.schema import TableSchema

__all__ = ["hxlated", "is_tagged"]


def is_tagged(schema: TableSchema) -> bool:
    """True if the schema declares a hashtag for some column."""
    return any(field.hxl for field in schema.fields)


def hxlated(schema: TableSchema, content: bytes) -> bytes:
    """The CSV `content` of a table with its hashtags as second row, empty where a column has none."""
    header, _, rows = content.partition(b"\n")
    tags = ",".join(field.hxl for field in schema.fields)
    return b"\n".join([header, tags.encode("utf-8"), rows])
