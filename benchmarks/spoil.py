"""How cells are broken for measuring: a query over the clean rows that says with each what is wrong.

A row has one broken cell at most, and what follows from it is in the ledger too: where the key of a row is
broken, the next day's double entry does not close. The day decides what may break, so that no break hides
another: days 1, 5, 9 ... stay whole, keys break on days 4, 8, 12 ..., increases on days 2, 6, 10 ...
"""

from __future__ import annotations

__all__ = ["KINDS", "SPOILED"]

# Each kind of broken cell: the column of its finding, and the rule.
KINDS = {
    "date_type": ("report_date", "type"),
    "date_unknown": ("report_date", "foreignKeys"),
    "series": ("report_date", "foreignKeys"),
    "category": ("category_id", "foreignKeys"),
    "total": ("cumulative", "type"),
    "thousands": ("cumulative", "type"),
    "double": ("cumulative", "double_entry"),
    "letter": ("printed_increase", "type"),
    "spaced": ("change", "type"),
    "status": ("obs_status", "enum"),
    "blank": ("obs_status", "required"),
    "basis": ("basis", "enum"),
    "least": ("readings", "minimum"),
    "exponent": ("readings", "type"),
    "fraction": ("agreeing", "type"),
    "same_id": ("entry_id", "unique"),
    "pattern": ("entry_id", "pattern"),
}
_VALUES = ", ".join(f"('{kind}', '{column}', '{rule}')" for kind, (column, rule) in KINDS.items())

# One of the kinds a day allows, chosen by chance; dates break once in a series and category.
SPOILED = f"""
WITH kinds(kind, column_, rule) AS (VALUES {_VALUES}),
clean AS ({{clean}}),
chosen AS (
  SELECT id, s, d, c, total, rise, category,
    CASE
      WHEN d > 3 AND d = 4 * (hash(s, c) % 400) THEN
        CASE WHEN c % 2 = 0 THEN 'date_type' ELSE 'date_unknown' END
      WHEN d % 4 = 1 OR chance >= {{rate}} THEN NULL
      WHEN d % 4 = 2 AND rise > 0 THEN (
        ['double', 'same_id', 'least', 'status', 'blank', 'basis', 'fraction', 'spaced', 'letter', 'pattern']
      )[1 + chance % 10]
      WHEN d % 4 = 3 THEN (
        ['total', 'thousands', 'least', 'status', 'blank', 'basis', 'fraction', 'spaced', 'letter', 'pattern']
      )[1 + chance % 10]
      WHEN d % 4 = 0 AND d > 0 THEN (
        ['category', 'series', 'twice', 'status', 'blank', 'basis', 'fraction', 'spaced', 'exponent',
         'pattern']
      )[1 + chance % 10]
    END AS kind
  FROM facts
),
marked AS (
  SELECT *, LAG(kind) OVER (PARTITION BY s, c ORDER BY d) AS before,
    LAG(rise) OVER (PARTITION BY s, c ORDER BY d) AS risen,
    -- The last total that the day after a broken key can be set against must be one.
    COALESCE(LAG(kind, 2) OVER (PARTITION BY s, c ORDER BY d), '') NOT IN ('total', 'thousands') AS known
  FROM chosen
),
spoiled AS (
  SELECT m.id AS id,
    CASE m.kind WHEN 'series' THEN 'unknown_' || m.id ELSE series_id END AS series_id,
    CASE m.kind WHEN 'date_type' THEN '31.12.2022' WHEN 'date_unknown' THEN '2035-01-01' ELSE report_date END
      AS report_date,
    CASE m.kind WHEN 'category' THEN category_id || '_' || m.id ELSE category_id END AS category_id,
    CASE m.kind WHEN 'total' THEN cumulative || 'O' WHEN 'thousands' THEN '1,' || lpad(cumulative, 6, '0')
      ELSE cumulative END AS cumulative,
    CASE m.kind WHEN 'double' THEN CAST(rise + 1 AS VARCHAR) WHEN 'letter' THEN 'l2' ELSE printed_increase END
      AS printed_increase,
    CASE m.kind WHEN 'spaced' THEN '1 200' ELSE change END AS change,
    CASE m.kind WHEN 'status' THEN 'norma1' WHEN 'blank' THEN NULL ELSE obs_status END AS obs_status,
    CASE m.kind WHEN 'basis' THEN 'unanimus' ELSE basis END AS basis,
    CASE m.kind WHEN 'least' THEN '-1' WHEN 'exponent' THEN '1e1' ELSE readings END AS readings,
    CASE m.kind WHEN 'fraction' THEN '4.5' ELSE agreeing END AS agreeing,
    CASE m.kind WHEN 'same_id' THEN format('E{{{{:010d}}}}', m.id - {{many}}) WHEN 'pattern' THEN 'E-' || m.id
      ELSE entry_id END AS entry_id,
    m.kind,
    list_filter([
      CASE WHEN kinds.kind IS NOT NULL THEN struct_pack(column_ := kinds.column_, rule := kinds.rule) END,
      CASE WHEN before IN ('category', 'series', 'date_type', 'date_unknown') AND risen > 0 AND known
        THEN struct_pack(column_ := 'cumulative', rule := 'double_entry') END
    ], lambda x: x IS NOT NULL) AS wrong
  FROM marked AS m JOIN clean USING (id) LEFT JOIN kinds ON kinds.kind = m.kind
)
SELECT id * 2 AS id, * EXCLUDE (id, kind) FROM spoiled
UNION ALL
SELECT id * 2 + 1, * EXCLUDE (id, kind) REPLACE (
  format('E9{{{{:09d}}}}', id) AS entry_id, [struct_pack(column_ := '', rule := 'primaryKey')] AS wrong
) FROM spoiled WHERE kind = 'twice'
"""
