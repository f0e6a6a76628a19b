"""The database in a reader's language: titles of its pages, meanings of its columns, values as shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from datasette.utils import tilde_encode
from markupsafe import Markup

from wartally.export.model import ExportedFile
from wartally.site import cells
from wartally.site.address import read
from wartally.site.faces import ColumnFace
from wartally.site.metadata import DATABASE, marked
from wartally.site.state import Site
from wartally.site.words import Words

__all__ = ["Dictionary", "size_of"]

Entry = Mapping[str, Any]
# Tables whose rows have a page of ours, and its address.
_OWN = {
    "actors": "/actors/{actor_id}",
    "categories": "/categories/{category_id}",
    "events": "/events/{event_id}",
    "press_claims": "/press/{claim_id}",
    "press_checks": "/press/{claim_id}",
    "reports": "/days/{report_date}?series={series_id}",
    "sources": "/sources/{source_id}",
}


def size_of(t: Words, n: int) -> str:
    """A number of bytes in words of a language."""
    for power, unit in ((2, "mb"), (1, "kb")):
        if n >= 1000**power:
            written = f"{n / 1000**power:.1f}"
            return str(t(f"size_{unit}", size=written.replace(".", ",") if t.lang == "uk" else written))
    return str(t("size_bytes", n=n))


class Dictionary:
    """What the templates of the database ask, in the language of one request."""

    def __init__(self, datasette: Any, site: Site, t: Words) -> None:
        self._datasette = datasette
        self._site = site
        self._t = t

    def title(self, entry: Entry | None, name: str) -> str:
        """The title that metadata gives a table, view, query or database; `name` if it gives none."""
        said = entry or {}
        return str((self._t.lang == "uk" and said.get("title_uk")) or said.get("title") or name)

    def text(self, entry: Entry | None) -> Markup:
        """What metadata says of a table, view, query or database, as HTML."""
        said = entry or {}
        html = (self._t.lang == "uk" and said.get("description_html_uk")) or said.get("description_html")
        return Markup(html or marked(said.get("description", "")))

    def column(self, name: str, table: str = "") -> ColumnFace:
        """The face of a column of a table or view, or of a query's result."""
        return self._site.column(name, table)

    def columns(self, table: str) -> Sequence[ColumnFace]:
        """The columns of a table or view in order; none of those that the package does not describe."""
        face = self._site.faces.get(table)
        return list(face.columns.values()) if face else []

    def heading(self, name: str, table: str = "") -> str:
        """What a column is called."""
        return self.column(name, table).title[self._t.lang]

    def meaning(self, face: ColumnFace) -> Markup:
        """What a column means, as HTML."""
        return Markup(marked(face.meaning[self._t.lang]).removeprefix("<p>").removesuffix("</p>"))

    def unit(self, face: ColumnFace) -> str:
        """The unit of a column in words; empty if it has none."""
        key = f"unit_{face.unit}"
        return str(self._t(key)) if face.unit and self._t.has(key) else face.unit

    def cell(self, name: str, value: Any, table: str = "") -> Markup:
        """A value of a column, as HTML."""
        face = self.column(name, table)
        if not face.target or value in (None, ""):
            return cells.cell(self._t, face, value)
        known = str(value) in self._site.names.get(face.target, {})
        key = self._site.package.schemas[face.target].primary_key if known else ()
        if len(key) != 1 or (face.target == table and key == (name,)):
            return cells.cell(self._t, face, value)
        address = self._datasette.urls.table(DATABASE, face.target) + "/" + tilde_encode(str(value))
        return cells.cell(self._t, face, value, self.name(face.target, value), address)

    def name(self, table: str, value: Any) -> str:
        """The name of a row."""
        return self._site.name(table, value, self._t.lang)

    def value(self, name: str, value: Any, table: str) -> str:
        """A value in words: the name of the row it points to, the label of a code, or itself."""
        face = self.column(name, table)
        if face.kind == "boolean" and str(value) in ("0", "1"):
            return str(self._t("yes" if str(value) == "1" else "no"))
        if face.target and str(value) in self._site.names.get(face.target, {}):
            return self.name(face.target, value)
        return face.label(value, self._t.lang) or str(value)

    def row_name(self, table: str, keys: Sequence[str]) -> str:
        """What a row is called: by its name, else by its key."""
        if len(keys) == 1 and keys[0] in self._site.names.get(table, {}):
            return self.name(table, keys[0])
        primary = self._site.package.schemas[table].primary_key if table in self._site.faces else ()
        if len(primary) != len(keys):
            return ", ".join(keys)
        return ", ".join(self.value(name, key, table) for name, key in zip(primary, keys, strict=True))

    def is_number(self, name: str, table: str = "", kind: str = "") -> bool:
        """True if a column's values are numbers."""
        return cells.is_number(self.column(name, table), kind)

    def is_long(self, value: Any) -> bool:
        """True of a text that wants room."""
        return cells.is_long(value)

    def comparison(self, key: str) -> str:
        """What a comparison of Datasette's filters is called."""
        found = f"op_{key}"
        return str(self._t(found)) if self._t.has(found) else key

    def filtered(self, selections: Iterable[tuple[str, str, str]], table: str) -> list[str]:
        """The filters that are on, in words."""
        return [
            " ".join(
                filter(
                    None,
                    (self.heading(column, table), self.comparison(key), self.value(column, value, table)),
                )
            )
            for column, key, value in selections
        ]

    def facet(self, found: Mapping[str, Any]) -> bool:
        """True if a facet tells values apart, or one of it is chosen."""
        return len(found["results"]) > 1 or any(value["selected"] for value in found["results"])

    def sections(self, rows: Iterable[Sequence[Any]]) -> dict[str, list[Sequence[Any]]]:
        """The rows of a query by the section that their first column names, in its order."""
        found: dict[str, list[Sequence[Any]]] = {}
        for row in rows:
            found.setdefault(str(row[0]), []).append(row)
        return found

    def filled(self, rows: Sequence[Sequence[Any]]) -> list[int]:
        """The places of the columns after the first that have a value in any of the rows."""
        return [i for i in range(1, len(rows[0])) if any(row[i] not in (None, "") for row in rows)]

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What metadata says of the tables and views, by name."""
        found: Mapping[str, Entry] = self._datasette.metadata("tables", database=DATABASE) or {}
        return found

    def own_page(self, table: str, keys: Sequence[str]) -> str:
        """The path of our own page about a row; empty if it has none."""
        pattern = _OWN.get(table)
        if pattern is None or not self._site.tells_tallies:
            return ""
        key = dict(zip(self._site.package.schemas[table].primary_key, keys, strict=True))
        start = "/uk" if self._t.lang == "uk" else ""
        return str(self._datasette.urls.path(start + pattern.format(**key)))

    def lasting(self, path: str) -> str:
        """A path of the database under the address that stands for this state of it for ever."""
        bare, mark, query = path.removeprefix(self._site.prefix).partition("?")
        asked = read(bare)
        return self._site.prefix + replace(asked, mark=self._site.mark).placed(asked.path) + mark + query

    def download(self, file: ExportedFile) -> str:
        """The path of an exported file, with its hash, so that it may be kept for ever."""
        return str(self._datasette.urls.path(f"/exports/{file.path}")) + f"?v={file.sha256[:12]}"

    def size(self, n: int) -> str:
        """A number of bytes in words."""
        return size_of(self._t, n)

    def files(self, table: str) -> list[ExportedFile]:
        """The exported files that hold a table as a whole."""
        return [file for file in self._site.exports.files if file.table == table]
