"""What the pages of versions tell: the releases, what each changed, and how often each table."""

from __future__ import annotations

from wartally.site.facts.common import Ask, Row
from wartally.versions.recipe import version_key

__all__ = ["changed", "counted", "releases"]

_RELEASES = "SELECT version, released_on, summary, summary_uk FROM releases"
_COUNTED = """
SELECT version, "table", op, COUNT(*) AS changes FROM changes WHERE :version = '' OR version = :version
GROUP BY version, "table", op ORDER BY version, "table", op
"""
_CHANGED = """
SELECT "table", "key", op, "column", value_before, value_after FROM changes WHERE version = :version
ORDER BY "table", "key", op, "column" LIMIT :most
"""


async def releases(ask: Ask) -> list[Row]:
    """The releases, the latest first: by the parts of their numbers, so 0.10.0 comes before 0.9.0."""
    return sorted(await ask(_RELEASES), key=lambda row: version_key(str(row["version"])), reverse=True)


async def counted(ask: Ask, version: str = "") -> list[Row]:
    """How many changes each release made, by table and operation; of one `version` if it is named."""
    return await ask(_COUNTED, version=version)


async def changed(ask: Ask, version: str, most: int) -> list[Row]:
    """The first `most` changes of a version, by table and key."""
    return await ask(_CHANGED, version=version, most=most)
