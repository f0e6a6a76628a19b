-- title: Claimed losses by month
-- title@uk: Заявлені втрати за місяцями
-- description: Change of the running total over calendar months; a report tells of the day before it, so a month
--   runs from the report of its first day to the report of the next month's first day. The change is the tally over
--   (since, until].
-- description@uk: Зміна підсумку за календарні місяці; зведення розповідає про попередній день, тому місяць триває
--   від зведення першого дня до зведення першого дня наступного місяця. Зміна – це підсумок за період (since, until].
WITH steps AS (
  SELECT
    series_id, category_id, report_date, cumulative, obs_status,
    strftime('%Y-%m', report_date, '-1 day') AS month,
    LAG(report_date) OVER around AS since,
    LAG(cumulative) OVER around AS previous
  FROM losses
  WINDOW around AS (PARTITION BY series_id, category_id ORDER BY report_date)
),
months AS (
  SELECT
    series_id, category_id, month,
    MIN(report_date) AS first_report,
    MAX(report_date) AS until,
    COUNT(*) AS reports,
    SUM(obs_status = 'source_correction') AS corrections,
    SUM(obs_status = 'series_break') AS breaks,
    SUM(obs_status IN ('disputed', 'not_reported')) AS without_figure
  FROM steps
  GROUP BY series_id, category_id, month
)
SELECT
  m.series_id,
  m.category_id,
  m.month,
  first.since,
  m.until,
  m.reports,
  last.cumulative,
  last.cumulative - first.previous AS change,
  m.corrections,
  m.breaks,
  m.without_figure
FROM months AS m
JOIN steps AS first
  ON first.series_id = m.series_id AND first.category_id = m.category_id AND first.report_date = m.first_report
JOIN losses AS last
  ON last.series_id = m.series_id AND last.category_id = m.category_id AND last.report_date = m.until
