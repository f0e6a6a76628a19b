-- id: category_life
-- severity: error
-- tables: series_categories, series
-- column: last_date
-- title: Life of a category out of order
-- title@uk: Час обліку категорії не узгоджено
-- description: A heading cannot end before it begins, begin before its series, or overlap another row of the
--   same category.
-- description@uk: Заголовок не може закінчитися раніше, ніж почався, початися раніше за ряд або накластися на
--   інший рядок тієї самої категорії.
SELECT
  k.series_id,
  k.category_id,
  k.first_date,
  CAST(k.last_date AS VARCHAR) AS value,
  CASE
    WHEN k.last_date < k.first_date
      THEN 'ends on ' || CAST(k.last_date AS VARCHAR) || ', begins on ' || CAST(k.first_date AS VARCHAR)
    WHEN k.first_date < s.first_date THEN 'begins before its series'
    ELSE 'overlaps the row that begins on ' || CAST(o.first_date AS VARCHAR)
  END AS message
FROM series_categories AS k
JOIN series AS s ON s.series_id = k.series_id
LEFT JOIN series_categories AS o
  ON o.series_id = k.series_id
  AND o.category_id = k.category_id
  AND o.first_date < k.first_date
  AND (o.last_date IS NULL OR o.last_date >= k.first_date)
WHERE k.last_date < k.first_date OR k.first_date < s.first_date OR o.series_id IS NOT NULL
