-- id: unexplained_fall
-- severity: error
-- tables: losses, corrections
-- column: cumulative
-- title: Fall without a correction
-- title@uk: Зменшення без пояснення
-- description: A running total may fall only where a correction explains it.
-- description@uk: Підсумок може зменшитися лише тоді, коли це пояснює виправлення.
WITH steps AS (
  SELECT
    series_id, report_date, category_id, cumulative,
    LAG(cumulative) OVER (PARTITION BY series_id, category_id ORDER BY report_date) AS previous
  FROM losses
)
SELECT
  s.series_id,
  s.report_date,
  s.category_id,
  CAST(s.cumulative AS VARCHAR) AS value,
  'the total falls from ' || CAST(s.previous AS VARCHAR) || ' to ' || CAST(s.cumulative AS VARCHAR)
  || ' and no correction says why' AS message
FROM steps AS s
LEFT JOIN corrections AS c
  ON c.series_id = s.series_id AND c.report_date = s.report_date AND c.category_id = s.category_id
WHERE c.series_id IS NULL AND s.cumulative < s.previous
