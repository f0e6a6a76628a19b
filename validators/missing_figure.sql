-- id: missing_figure
-- severity: error
-- tables: losses, reports, series_categories
-- column: cumulative
-- title: Day without a figure or a status
-- title@uk: День без показника і статусу
-- description: Every report must have a row in losses for every category that its series tracks on that date,
--   with a figure or a status that says why there is none.
-- description@uk: Для кожного зведення в losses має бути рядок щодо кожної категорії, яку ряд веде на цю
--   дату, – з показником або статусом, що пояснює його відсутність.
SELECT
  r.series_id,
  r.report_date,
  k.category_id,
  '' AS value,
  'no row for ' || k.category_id || ' on ' || CAST(r.report_date AS VARCHAR) || ' although it is tracked then' AS message
FROM reports AS r
JOIN series_categories AS k
  ON k.series_id = r.series_id
  AND k.first_date <= r.report_date
  AND (k.last_date IS NULL OR r.report_date <= k.last_date)
LEFT JOIN losses AS l
  ON l.series_id = r.series_id AND l.report_date = r.report_date AND l.category_id = k.category_id
WHERE l.series_id IS NULL
