-- id: transcription_dates
-- severity: error
-- tables: transcriptions
-- column: last_date
-- title: Transcription ends before it begins
-- title@uk: Запис закінчується раніше, ніж починається
-- description: The last report a transcription covers cannot be before its first.
-- description@uk: Останнє зведення, яке охоплює запис, не може бути раніше за перше.
SELECT
  transcription_id,
  CAST(last_date AS VARCHAR) AS value,
  'ends on ' || CAST(last_date AS VARCHAR) || ', begins on ' || CAST(first_date AS VARCHAR) AS message
FROM transcriptions
WHERE last_date < first_date
