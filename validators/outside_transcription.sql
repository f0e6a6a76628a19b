-- id: outside_transcription
-- severity: error
-- tables: readings, transcriptions
-- column: transcription_id
-- title: Reading outside its transcription's span
-- title@uk: Значення поза межами запису
-- description: A reading must be of its transcription's series and within the dates the transcription covers.
-- description@uk: Зчитане значення має належати до ряду свого запису і до охоплених ним дат.
SELECT
  r.series_id,
  r.report_date,
  r.category_id,
  r.transcription_id,
  r.transcription_id AS value,
  'the transcription ' || r.transcription_id || ' does not cover ' || r.series_id || ' on '
  || CAST(r.report_date AS VARCHAR) AS message
FROM readings AS r
JOIN transcriptions AS t ON t.transcription_id = r.transcription_id
WHERE t.series_id <> r.series_id
  OR r.report_date < t.first_date
  OR r.report_date > t.last_date
