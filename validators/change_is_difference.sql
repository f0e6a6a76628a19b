-- id: change_is_difference
-- severity: error
-- tables: losses
-- column: change
-- title: Change is not the difference of totals
-- title@uk: Зміна не дорівнює різниці підсумків
-- description: The change of a day must be its total minus the previous report's total, blank where either is
--   missing. Run `wartally derive`.
-- description@uk: Зміна за добу має дорівнювати різниці підсумків цього й попереднього зведень; порожньо, якщо
--   одного з них немає. Запустіть `wartally derive`.
WITH steps AS (
  SELECT
    series_id, report_date, category_id, change,
    cumulative - LAG(cumulative) OVER (PARTITION BY series_id, category_id ORDER BY report_date) AS difference
  FROM losses
)
SELECT
  series_id,
  report_date,
  category_id,
  CAST(change AS VARCHAR) AS value,
  'the totals differ by ' || COALESCE(CAST(difference AS VARCHAR), 'an unknown number')
  || ', not ' || COALESCE(CAST(change AS VARCHAR), 'an unknown number') AS message
FROM steps
WHERE change IS DISTINCT FROM difference
