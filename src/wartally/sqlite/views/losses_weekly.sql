-- title: Claimed losses by week
-- title@uk: Заявлені втрати за тижнями
-- description: Change of the running total over weeks of days from Monday to Sunday; a report tells of the day
--   before it, so a week's reports run from Tuesday to Monday. The change is the tally over (since, until].
-- description@uk: Зміна підсумку за тижні від понеділка до неділі; зведення розповідає про попередній день, тому
--   зведення тижня йдуть від вівторка до понеділка. Зміна – це підсумок за період (since, until].
WITH steps AS (
  SELECT
    series_id, category_id, report_date, cumulative, obs_status,
    date(report_date, '-1 day', 'weekday 0', '-6 days') AS week_start,
    LAG(report_date) OVER around AS since,
    LAG(cumulative) OVER around AS previous
  FROM losses
  WINDOW around AS (PARTITION BY series_id, category_id ORDER BY report_date)
),
weeks AS (
  SELECT
    series_id, category_id, week_start,
    MIN(report_date) AS first_report,
    MAX(report_date) AS until,
    COUNT(*) AS reports,
    SUM(obs_status = 'source_correction') AS corrections,
    SUM(obs_status = 'series_break') AS breaks,
    SUM(obs_status IN ('disputed', 'not_reported')) AS without_figure
  FROM steps
  GROUP BY series_id, category_id, week_start
)
SELECT
  w.series_id,
  w.category_id,
  w.week_start,
  first.since,
  w.until,
  w.reports,
  last.cumulative,
  last.cumulative - first.previous AS change,
  w.corrections,
  w.breaks,
  w.without_figure
FROM weeks AS w
JOIN steps AS first
  ON first.series_id = w.series_id AND first.category_id = w.category_id AND first.report_date = w.first_report
JOIN losses AS last
  ON last.series_id = w.series_id AND last.category_id = w.category_id AND last.report_date = w.until
