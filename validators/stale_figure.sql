-- id: stale_figure
-- severity: error
-- tables: losses, corrections
-- column: cumulative
-- title: Figure left standing
-- title@uk: Показник лишився без змін
-- description: The total is the previous report's although the report prints an increase, and no correction
--   explains it: a figure was not brought up to date.
-- description@uk: Підсумок такий самий, як у попередньому зведенні, хоча зведення подає приріст, і
--   виправлення цього не пояснює: показник не оновлено.
WITH steps AS (
  SELECT
    series_id, report_date, category_id, cumulative, printed_increase,
    LAG(cumulative) OVER (PARTITION BY series_id, category_id ORDER BY report_date) AS previous
  FROM losses
)
SELECT
  s.series_id,
  s.report_date,
  s.category_id,
  CAST(s.cumulative AS VARCHAR) AS value,
  'the total stands still at ' || CAST(s.cumulative AS VARCHAR) || ' although the report prints +'
  || CAST(s.printed_increase AS VARCHAR) || '; expected ' || CAST(s.previous + s.printed_increase AS VARCHAR) AS message
FROM steps AS s
LEFT JOIN corrections AS c
  ON c.series_id = s.series_id AND c.report_date = s.report_date AND c.category_id = s.category_id
WHERE c.series_id IS NULL AND s.cumulative = s.previous AND s.printed_increase > 0
