-- id: adjudication_applies
-- severity: error
-- tables: adjudications, readings
-- column: cumulative
-- title: Adjudication no longer applies
-- title@uk: Рішення більше не діє
-- description: An adjudication must be about a figure on which the readings still disagree, within the same
--   lowest and highest value as when it was decided.
-- description@uk: Рішення має стосуватися показника, щодо якого записи й досі розходяться в тих самих межах,
--   що й на час рішення.
SELECT
  a.series_id,
  a.report_date,
  a.category_id,
  CAST(a.cumulative AS VARCHAR) AS value,
  CASE
    WHEN COUNT(r.cumulative) = 0 THEN 'there are no readings of this figure any more'
    WHEN MIN(r.cumulative) = MAX(r.cumulative)
      THEN 'the readings now agree on ' || CAST(MIN(r.cumulative) AS VARCHAR)
    ELSE 'the readings now lie between ' || CAST(MIN(r.cumulative) AS VARCHAR) || ' and '
      || CAST(MAX(r.cumulative) AS VARCHAR) || '; it was decided on ' || CAST(a.lowest_reading AS VARCHAR) || ' and '
      || CAST(a.highest_reading AS VARCHAR)
  END AS message
FROM adjudications AS a
LEFT JOIN readings AS r
  ON r.series_id = a.series_id AND r.report_date = a.report_date AND r.category_id = a.category_id
GROUP BY
  a.series_id, a.report_date, a.category_id, a.cumulative, a.lowest_reading, a.highest_reading
HAVING COUNT(r.cumulative) = 0
  OR MIN(r.cumulative) = MAX(r.cumulative)
  OR MIN(r.cumulative) <> a.lowest_reading
  OR MAX(r.cumulative) <> a.highest_reading
