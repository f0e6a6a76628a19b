"""The views, which are written for SQLite, as DuckDB says them. Pure: text in, text out.

sqlglot turns the grammar; what it leaves as it is, is turned here: dates with modifiers
(`date(x, '-7 days')`), columns that follow from the group without being named in it, the order of
what is strung together, and rounding.
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp

from wartally.errors import SchemaError

__all__ = ["duckdb_query"]

_STEP = re.compile(r"(?P<sign>[+-]?)(?P<count>\d+) (?P<unit>day|month|year)s?")
# SQLite rounds the decimal digits of a number, DuckDB its binary ones: 2.135 becomes 2.14 or 2.13.
_EXACT = "DECIMAL(38, 10)"


def duckdb_query(query: str) -> str:
    """A query written for SQLite as one for DuckDB; raises SchemaError for what cannot be said there."""
    try:
        tree = sqlglot.parse_one(query, read="sqlite")
        for select in tree.find_all(exp.Select):
            _name_the_group(select)
        for joined in list(tree.find_all(exp.GroupConcat)):
            _put_in_order(joined)
        return tree.transform(_turned).sql(dialect="duckdb", pretty=True)
    except sqlglot.errors.SqlglotError as error:
        raise SchemaError(f"the query cannot be said in DuckDB ({str(error).splitlines()[0]})") from error


def _turned(node: exp.Expr) -> exp.Expr:
    """SQLite's `date` and `strftime` with modifiers as arithmetic with intervals; its rounding."""
    if isinstance(node, exp.Date | exp.TsOrDsToDate | exp.Anonymous | exp.TimeToStr):
        name, arguments = _call(node)
        if name == "date" and len(arguments) > 1:
            return exp.cast(_moved(arguments[0], arguments[1:]), "DATE")
        if name == "strftime" and len(arguments) > 1:
            moved = _moved(arguments[1], arguments[2:])
            return exp.Anonymous(this="strftime", expressions=[moved, arguments[0]])
    if isinstance(node, exp.Round) and not isinstance(node.this, exp.Cast):
        exact = exp.Round(this=exp.cast(node.this.copy(), _EXACT), decimals=node.args.get("decimals"))
        return exp.cast(exact, "DOUBLE")
    return node


def _call(node: exp.Expr) -> tuple[str, list[exp.Expr]]:
    """The name and the arguments of what was written as a call."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower(), list(node.expressions)
    if isinstance(node, exp.TimeToStr):
        return "strftime", [node.args["format"], node.this]
    zone = node.args.get("zone")
    return "date", [node.this, *([zone] if zone else []), *(node.expressions or [])]


def _moved(start: exp.Expr, modifiers: list[exp.Expr]) -> exp.Expr:
    """A date moved by SQLite's modifiers, one after the other."""
    day = exp.cast(start.copy(), "DATE").sql("duckdb")
    for modifier in modifiers:
        said = str(modifier.name)
        if step := _STEP.fullmatch(said):
            sign = "-" if step["sign"] == "-" else "+"
            day = f"CAST(({day}) {sign} INTERVAL {step['count']} {step['unit']} AS DATE)"
        elif weekday := re.fullmatch(r"weekday ([0-6])", said):
            day = f"({day} + CAST(({weekday[1]} - dayofweek({day}) + 7) % 7 AS INTEGER))"
        else:
            raise SchemaError(f"the date modifier {said!r} cannot be said in DuckDB")
    return sqlglot.parse_one(day, read="duckdb")


def _name_the_group(select: exp.Select) -> None:
    """Wrap what SQLite takes from any row of the group; DuckDB wants it said."""
    group = select.args.get("group")
    if group is None:
        return
    named = {key.sql() for key in group.expressions}
    for item in select.expressions:
        label = item.alias_or_name
        for column in list(item.find_all(exp.Column)):
            own = column.parent_select is select and not column.find_ancestor(exp.AggFunc, exp.Filter)
            if own and column.sql() not in named:
                wrapped = exp.AnyValue(this=column.copy())
                column.replace(exp.alias_(wrapped, label) if column is item else wrapped)


def _put_in_order(joined: exp.GroupConcat) -> None:
    """String together in the order of the texts; SQLite takes the rows as they come, in that of their key."""
    if not joined.find(exp.Order):
        text = joined.this
        joined.set("this", exp.Order(this=text.copy(), expressions=[exp.Ordered(this=text.copy())]))
