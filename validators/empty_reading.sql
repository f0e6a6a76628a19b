-- id: empty_reading
-- severity: error
-- tables: readings
-- column: cumulative
-- title: Reading without a figure
-- title@uk: Зчитане значення без числа
-- description: A reading must give a running total, a printed increase, or both.
-- description@uk: Зчитане значення має містити підсумок, зазначений приріст або обидва.
SELECT
  series_id,
  report_date,
  category_id,
  transcription_id,
  '' AS value,
  'neither a total nor an increase is given' AS message
FROM readings
WHERE cumulative IS NULL AND printed_increase IS NULL
