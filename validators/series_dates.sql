-- id: series_dates
-- severity: error
-- tables: series
-- column: last_date
-- title: Series ends before it begins
-- title@uk: Ряд закінчується раніше, ніж починається
-- description: The last report of a series cannot be before its first.
-- description@uk: Останнє зведення ряду не може бути раніше за перше.
SELECT
  series_id,
  CAST(last_date AS VARCHAR) AS value,
  'ends on ' || CAST(last_date AS VARCHAR) || ', begins on ' || CAST(first_date AS VARCHAR) AS message
FROM series
WHERE last_date < first_date
