-- id: outside_category_life
-- severity: error
-- tables: readings, series_categories
-- column: category_id
-- title: Figure outside its category's life
-- title@uk: Показник поза часом обліку категорії
-- description: A reading must fall within the time in which its series counts that category.
-- description@uk: Зчитане значення має припадати на час, коли ряд веде цю категорію.
SELECT
  r.series_id,
  r.report_date,
  r.category_id,
  r.transcription_id,
  r.category_id AS value,
  'the series does not count ' || r.category_id || ' on ' || CAST(r.report_date AS VARCHAR) AS message
FROM readings AS r
LEFT JOIN series_categories AS k
  ON k.series_id = r.series_id
  AND k.category_id = r.category_id
  AND k.first_date <= r.report_date
  AND (k.last_date IS NULL OR r.report_date <= k.last_date)
WHERE k.series_id IS NULL
