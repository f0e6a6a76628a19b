-- title: Claimed losses by month
-- title@uk: Заявлені втрати за місяцями
-- description: Change of the running total over calendar months; a report tells of the day before it, so a month
--   runs from the report of its first day to the report of the next month's first day. The change is the tally over
--   (since, until].
-- description@uk: Зміна підсумку за календарні місяці; зведення розповідає про попередню добу, тому місяць триває
--   від зведення першого дня до зведення першого дня наступного місяця. Зміна – це підсумок за період (since, until].
WITH dated AS (
  SELECT series_id, category_id, report_date, obs_status, strftime('%Y-%m', report_date, '-1 day') AS month
  FROM losses
),
months AS (
  SELECT
    series_id, category_id, month,
    MAX(report_date) AS until,
    COUNT(*) AS reports,
    SUM(obs_status = 'source_correction') AS corrections,
    SUM(obs_status = 'series_break') AS breaks,
    SUM(obs_status IN ('disputed', 'not_reported')) AS without_figure
  FROM dated
  GROUP BY series_id, category_id, month
)
SELECT
  m.series_id,
  m.category_id,
  m.month,
  LAG(m.until) OVER before AS since,
  m.until,
  m.reports,
  last.cumulative,
  last.cumulative - LAG(last.cumulative) OVER before AS change,
  m.corrections,
  m.breaks,
  m.without_figure
FROM months AS m
JOIN losses AS last
  ON last.series_id = m.series_id AND last.category_id = m.category_id AND last.report_date = m.until
WINDOW before AS (PARTITION BY m.series_id, m.category_id ORDER BY m.month)
