-- title: Claimed losses by week
-- title@uk: Заявлені втрати за тижнями
-- description: Change of the running total over weeks of days from Monday to Sunday; a report tells of the day
--   before it, so a week's reports run from Tuesday to Monday. The change is the tally over (since, until].
-- description@uk: Зміна підсумку за тижні від понеділка до неділі; зведення розповідає про попередню добу, тому
--   зведення тижня йдуть від вівторка до понеділка. Зміна – це підсумок за період (since, until].
WITH dated AS (
  SELECT series_id, category_id, report_date, obs_status, date(report_date, '-1 day', 'weekday 0', '-6 days') AS week_start
  FROM losses
),
weeks AS (
  SELECT
    series_id, category_id, week_start,
    MAX(report_date) AS until,
    COUNT(*) AS reports,
    SUM(obs_status = 'source_correction') AS corrections,
    SUM(obs_status = 'series_break') AS breaks,
    SUM(obs_status IN ('disputed', 'not_reported')) AS without_figure
  FROM dated
  GROUP BY series_id, category_id, week_start
)
SELECT
  w.series_id,
  w.category_id,
  w.week_start,
  LAG(w.until) OVER before AS since,
  w.until,
  w.reports,
  last.cumulative,
  last.cumulative - LAG(last.cumulative) OVER before AS change,
  w.corrections,
  w.breaks,
  w.without_figure
FROM weeks AS w
JOIN losses AS last
  ON last.series_id = w.series_id AND last.category_id = w.category_id AND last.report_date = w.until
WINDOW before AS (PARTITION BY w.series_id, w.category_id ORDER BY w.week_start)
