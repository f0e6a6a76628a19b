"""What `import wartally` offers: tables as frames, tallies, the codebook, and how to cite."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from wartally.errors import BadArgument
from wartally.package import Package, open_package
from wartally.tallying import INPUTS, Tally, compute, main_series

if TYPE_CHECKING:
    import polars as pl

    from wartally.citing import Lang, Style
    from wartally.wide import Unit, Value

__all__ = ["as_date", "cite", "codebook", "load", "tally"]


@overload
def load(
    table: str, package: Package | str | Path | None = None, *, as_of: str | None = None
) -> pl.DataFrame: ...
@overload
def load(
    table: Literal["losses"],
    package: Package | str | Path | None = None,
    *,
    wide: Literal[True],
    unit: Unit = "day",
    series: str | None = None,
    value: Value = "change",
) -> pl.DataFrame: ...
def load(
    table: str,
    package: Package | str | Path | None = None,
    *,
    wide: bool = False,
    unit: Unit | None = None,
    series: str | None = None,
    value: Value | None = None,
    as_of: str | None = None,
) -> pl.DataFrame:
    """The rows of a table as a typed polars frame; `.to_pandas()` works if pandas is installed.

    Closed lists are Enums, in the order of the codebook; so are columns that identify or refer to the
    rows of a reference table (`category_id`, `series_id`, `source_id`, ...), in the order of that
    table, so that frames join. Dates are dates, missing integers null.

    With `wide`, the table `losses` of one `series`, a period a row and a category a column. `unit` is
    "day" (a report), "week" (Monday to Sunday) or "month"; a report tells of the day before it. `value` is
    "change", what was added to the running total over the period (of a day: since the report before), or
    "cumulative", the running total of its last report. Weeks and months are those of the site's views
    `losses_weekly` and `losses_monthly`, and come with the reports they reach over (`since`, not included,
    to `until`) and how many those are; a category that ends within a period counts up to its end. The last
    three columns say how many figures of the period were corrected by the source, stand at a break of the
    series, or are missing. A cell is null where the category is not tracked or has no single figure.

    With `as_of`, the table as a release had it ("0.1.0"), had back from the table `changes`; codes are then
    text, for lists may have changed since. Of `readings`, `as_of` may also be a day ("2023-01-01"): what the
    compilations said on that day, as far as the table `rewrites` has recorded how they changed.

    `package` is a package, or the folder of one; by default the nearest, else the data installed.

    >>> import wartally
    >>> losses = wartally.load("losses")
    >>> losses.columns[:4]
    ['series_id', 'report_date', 'category_id', 'cumulative']
    >>> weeks = wartally.load("losses", wide=True, unit="week")
    >>> weeks.select("week_start", "until", "personnel", "tanks").row(37)
    (datetime.date(2022, 11, 7), datetime.date(2022, 11, 14), 4910, 77)

    Raises BadArgument, naming what is there, for a table, series, unit or value there is none of, and
    DataError if a cell is not of its declared type.
    """
    opened = _opened(package)
    given = {"unit": unit, "series": series, "value": value}
    if as_of is not None:
        if wide:
            raise BadArgument("as_of can be asked for without wide=True only")
        from wartally.versions.past import frame_then

        return frame_then(opened, table, as_of)
    if not wide:
        if stray := [name for name, said in given.items() if said is not None]:
            raise BadArgument(f"{' and '.join(stray)} can be asked for with wide=True only")
        from wartally.frames import coded_frame

        return coded_frame(opened, table)
    opened.table(table)
    if table != "losses":
        raise BadArgument(f"only the table losses has a wide form, {table} has none")
    from wartally.wide import wide_losses

    return wide_losses(opened, unit or "day", series or _main(opened), value or "change")


def tally(
    category: str,
    since: date | str,
    until: date | str,
    series: str | None = None,
    package: Package | str | Path | None = None,
) -> Tally:
    """The change of a running total over the reports after `since` up to `until`.

    Dates are dates or text written YYYY-MM-DD. By default `series` is that of the General Staff of Ukraine,
    or the first of a package without it. The result has the `value`, its bounds where it cannot be told, the
    caveats inside the window, and the reports it rests on.

    >>> import wartally
    >>> week = wartally.tally("personnel", since="2022-11-04", until="2022-11-11")
    >>> week.value, week.unit, week.reports
    (4560, 'persons', 7)
    >>> week.claimed_by_name
    'General Staff of the Armed Forces of Ukraine'

    Raises BadArgument if the series, the category or a report of either date is not there.
    """
    opened = _opened(package)
    tables = {name: opened.rows(name) for name in INPUTS}
    window = as_date(since, "since"), as_date(until, "until")
    return compute(tables, category, *window, series or _main(opened))


@overload
def codebook(
    table: str | None = None,
    lang: Lang = "en",
    form: Literal["frame"] = "frame",
    package: Package | str | Path | None = None,
) -> pl.DataFrame: ...
@overload
def codebook(
    table: str | None = None,
    lang: Lang = "en",
    *,
    form: Literal["text"],
    package: Package | str | Path | None = None,
) -> str: ...
def codebook(
    table: str | None = None,
    lang: Lang = "en",
    form: Literal["frame", "text"] = "frame",
    package: Package | str | Path | None = None,
) -> pl.DataFrame | str:
    """What every column means, of one table or of all, in English ("en") or Ukrainian ("uk").

    As a frame: a row per column with table, column, type, unit, required, key, refers_to, title, description,
    example, and codes (a list of code, label, description and SDMX status). As text: Markdown.

    >>> import wartally
    >>> book = wartally.codebook("losses", lang="uk")
    >>> book.select("column", "title").row(3)
    ('cumulative', 'Наростаючим підсумком')
    >>> [code["code"] for code in book.row(6, named=True)["codes"]]
    ['normal', 'source_correction', 'series_break', 'not_reported', 'disputed']

    Raises BadArgument for a table, language or form there is none of.
    """
    from wartally.describing import codebook_rows, render_codebook, render_table

    opened = _opened(package)
    _check_language(lang)
    schemas = opened.schemas if table is None else {table: opened.table(table).schema}
    if form == "text":
        if table is None:
            return render_codebook(schemas, opened.rules, lang)
        return render_table(schemas[table], lang)
    if form != "frame":
        raise BadArgument(f"form is {form!r}, not one of frame, text")
    import polars as pl

    return pl.DataFrame(codebook_rows(schemas.values(), lang), schema=_codebook_types())


def cite(style: Style = "text", lang: Lang = "en", package: Package | str | Path | None = None) -> str:
    """How to cite the data: version, date and licence, then the sources that ask for credit themselves.

    `style` is "text", "apa", "bibtex", "csl-json" or "ris". A credit to the package does not replace the
    credit to the sources of the rows that are used, so every style has them.

    >>> import wartally
    >>> print(wartally.cite().splitlines()[0])  # doctest: +ELLIPSIS
    Wartally contributors. Wartally: claimed, confirmed and estimated losses ... (version ...). Data set. ...

    Raises BadArgument for a style or language there is none of.
    """
    from wartally.citing import CITED, cite_in, sources_in, works

    opened = _opened(package)
    _check_language(lang)
    rows = {name: opened.rows(name) for name in CITED if name in opened.tables}
    return cite_in(style, works(opened.descriptor, *sources_in(rows, lang), lang))


def as_date(value: date | str, name: str) -> date:
    """A date, a moment's day, or text written YYYY-MM-DD, as a date.

    Raises BadArgument naming the argument otherwise.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadArgument(f"{name} is {value!r}, not a date written YYYY-MM-DD") from None


def _opened(package: Package | str | Path | None) -> Package:
    return package if isinstance(package, Package) else open_package(package)


def _main(package: Package) -> str:
    """The series that is meant where none is named."""
    return main_series(row["series_id"] for row in package.rows("series"))


def _check_language(lang: str) -> None:
    from wartally.describing import LANGUAGES

    if lang not in LANGUAGES:
        raise BadArgument(f"lang is {lang!r}, not one of {', '.join(LANGUAGES)}")


def _codebook_types() -> dict[str, Any]:
    import polars as pl

    text = (
        "table",
        "column",
        "type",
        "unit",
        "required",
        "key",
        "refers_to",
        "title",
        "description",
        "example",
    )
    flags = ("required", "key")
    code = pl.Struct(dict.fromkeys(("code", "label", "description", "sdmx"), pl.String))
    return {name: pl.Boolean if name in flags else pl.String for name in text} | {"codes": pl.List(code)}
