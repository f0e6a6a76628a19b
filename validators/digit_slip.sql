-- id: digit_slip
-- severity: warning
-- tables: readings, adjudications, corrections
-- column: cumulative
-- title: Possible slip of digits
-- title@uk: Можлива помилка в цифрах
-- description: A reading lies outside the band of the same transcription's readings before and after, which
--   are themselves in order: perhaps a digit is wrong or two are exchanged. Adjudicated and corrected figures
--   are left out.
-- description@uk: Зчитане значення виходить за межі сусідніх значень того самого запису, які між собою
--   узгоджені: можливо, одна цифра хибна або дві переставлено. Показники з рішенням чи виправленням не
--   враховано.
WITH bands AS (
  SELECT
    series_id, report_date, category_id, transcription_id, cumulative,
    LAG(cumulative) OVER (PARTITION BY series_id, category_id, transcription_id ORDER BY report_date) AS before,
    LEAD(cumulative) OVER (PARTITION BY series_id, category_id, transcription_id ORDER BY report_date) AS after,
    LEAD(report_date) OVER (PARTITION BY series_id, category_id, transcription_id ORDER BY report_date) AS next_date
  FROM readings
)
SELECT
  b.series_id,
  b.report_date,
  b.category_id,
  b.transcription_id,
  CAST(b.cumulative AS VARCHAR) AS value,
  CAST(b.cumulative AS VARCHAR) || ' is not between ' || CAST(b.before AS VARCHAR) || ' before and '
  || CAST(b.after AS VARCHAR) || ' after' AS message
FROM bands AS b
LEFT JOIN adjudications AS a
  ON a.series_id = b.series_id AND a.category_id = b.category_id
  AND (a.report_date = b.report_date OR a.report_date = b.next_date)
LEFT JOIN corrections AS c
  ON c.series_id = b.series_id AND c.category_id = b.category_id
  AND (c.report_date = b.report_date OR c.report_date = b.next_date)
WHERE a.series_id IS NULL
  AND c.series_id IS NULL
  AND b.before <= b.after
  AND (b.cumulative < b.before OR b.cumulative > b.after)
