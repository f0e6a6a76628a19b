-- title: What the compilations said on a day
-- title@uk: Що подавали збірки певного дня
-- description: Every reading of the reports up to a day, as its transcription gave it that day; its later changes,
--   as far as they are recorded, are undone. Narrowed, where named, to one transcription and one category. cumulative_today is
--   what it says now, rewritten_on the day on which it next changed the figure.
-- description@uk: Усі значення зведень до певного дня такими, якими їх того дня подавав запис зведень: пізніші
--   зміни скасовано, якщо їх зафіксовано. Можна обмежитися одним записом і однією категорією. cumulative_today –
--   значення на сьогодні, rewritten_on – день, коли його змінили наступного разу.
-- params: transcription, on, category
-- example: transcription=petroivaniuk&on=2022-04-22&category=personnel
WITH asked AS (
  SELECT
    date(trim(:on)) AS day,
    NULLIF(trim(:transcription), '') AS transcription_id,
    NULLIF(trim(:category), '') AS category_id
),
later AS (
  SELECT
    w.transcription_id, w.report_date, w.category_id, w.value_before, w.recorded_on,
    ROW_NUMBER() OVER (
      PARTITION BY w.transcription_id, w.report_date, w.category_id ORDER BY w.recorded_on, w.revision
    ) AS place
  FROM asked AS q
  JOIN rewrites AS w ON w.recorded_on > q.day
)
SELECT
  r.series_id, r.report_date, r.category_id, r.transcription_id,
  CASE WHEN w.place = 1 THEN w.value_before ELSE r.cumulative END AS cumulative,
  r.printed_increase, r.cumulative AS cumulative_today, w.recorded_on AS rewritten_on
FROM asked AS q
JOIN readings AS r
  ON r.report_date <= q.day
  AND (q.transcription_id IS NULL OR r.transcription_id = q.transcription_id)
  AND (q.category_id IS NULL OR r.category_id = q.category_id)
LEFT JOIN later AS w
  ON w.transcription_id = r.transcription_id AND w.report_date = r.report_date
  AND w.category_id = r.category_id AND w.place = 1
WHERE w.place IS NULL OR w.value_before IS NOT NULL
ORDER BY r.report_date DESC, r.category_id, r.transcription_id, r.series_id
