-- id: report_gap
-- severity: error
-- tables: reports, series
-- column: report_date
-- title: Report days missing
-- title@uk: Бракує зведень
-- description: A daily series has a report for every day from its first to its last; this report does not
--   follow the day before.
-- description@uk: Щоденний ряд має зведення за кожен день від першого до останнього; це зведення йде не за
--   попереднім днем.
WITH days AS (
  SELECT
    r.series_id, r.report_date, s.first_date,
    LAG(r.report_date) OVER (PARTITION BY r.series_id ORDER BY r.report_date) AS previous
  FROM reports AS r
  JOIN series AS s ON s.series_id = r.series_id
  WHERE s.frequency = 'daily'
)
SELECT
  series_id,
  report_date,
  CAST(report_date AS VARCHAR) AS value,
  CASE
    WHEN previous IS NULL THEN 'the series begins on ' || CAST(first_date AS VARCHAR) || ', its first report here is of '
      || CAST(report_date AS VARCHAR)
    ELSE 'no report between ' || CAST(previous AS VARCHAR) || ' and ' || CAST(report_date AS VARCHAR)
  END AS message
FROM days
WHERE (previous IS NULL AND report_date <> first_date)
  OR date_diff('day', previous, report_date) > 1
