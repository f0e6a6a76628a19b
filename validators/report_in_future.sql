-- id: report_in_future
-- severity: error
-- tables: reports
-- column: report_date
-- title: Report of a day to come
-- title@uk: Зведення з майбутньою датою
-- description: No report can be dated after today.
-- description@uk: Жодне зведення не може мати дату, пізнішу за сьогодні.
SELECT
  series_id,
  report_date,
  CAST(report_date AS VARCHAR) AS value,
  'the report is dated ' || CAST(report_date AS VARCHAR) || ', which is yet to come' AS message
FROM reports
WHERE CAST(report_date AS VARCHAR) > CAST(:today AS VARCHAR)
