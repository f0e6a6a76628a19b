-- id: decided_in_future
-- severity: error
-- tables: adjudications
-- column: decided_on
-- title: Decision of a day to come
-- title@uk: Рішення з майбутньою датою
-- description: No adjudication can be dated after today.
-- description@uk: Жодне рішення не може мати дату, пізнішу за сьогодні.
SELECT
  series_id,
  report_date,
  category_id,
  CAST(decided_on AS VARCHAR) AS value,
  'decided on ' || CAST(decided_on AS VARCHAR) || ', which is yet to come' AS message
FROM adjudications
WHERE CAST(decided_on AS VARCHAR) > CAST(:today AS VARCHAR)
