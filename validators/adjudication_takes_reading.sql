-- id: adjudication_takes_reading
-- severity: error
-- tables: adjudications, readings
-- column: cumulative
-- title: Adjudicated value nobody has
-- title@uk: Узяте значення, якого ніхто не подає
-- description: The value taken must be one that a transcription has; it is blank exactly where the reason is
--   undetermined.
-- description@uk: Узяте значення має бути в одному із записів; воно порожнє саме тоді, коли причина
--   undetermined.
SELECT DISTINCT
  a.series_id,
  a.report_date,
  a.category_id,
  CAST(a.cumulative AS VARCHAR) AS value,
  CASE
    WHEN a.reason = 'undetermined' THEN 'an undetermined figure can have no value taken'
    WHEN a.cumulative IS NULL THEN 'no value is taken, yet the reason is not undetermined'
    ELSE 'no transcription has ' || CAST(a.cumulative AS VARCHAR)
  END AS message
FROM adjudications AS a
LEFT JOIN readings AS r
  ON r.series_id = a.series_id AND r.report_date = a.report_date AND r.category_id = a.category_id
  AND r.cumulative = a.cumulative
WHERE (a.cumulative IS NULL) <> (a.reason = 'undetermined')
  OR (a.cumulative IS NOT NULL AND r.series_id IS NULL)
