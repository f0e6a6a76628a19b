-- title: Coverage
-- title@uk: Охоплення
-- description: For each transcription and category, from when to when it has figures, how many reports of that span it
--   lacks, and how many of its totals equal the published ones.
-- description@uk: Для кожного запису й категорії – від якої до якої дати є показники, скількох зведень цього проміжку
--   бракує і скільки підсумків збігаються з оприлюдненими.
WITH spans AS (
  SELECT
    r.transcription_id,
    r.series_id,
    r.category_id,
    MIN(r.report_date) AS first_date,
    MAX(r.report_date) AS last_date,
    COUNT(*) AS readings,
    COUNT(r.printed_increase) AS printed_increases,
    SUM(r.cumulative = l.cumulative) AS agreeing,
    SUM(r.cumulative <> l.cumulative) AS differing
  FROM readings AS r
  LEFT JOIN losses AS l
    ON l.series_id = r.series_id AND l.report_date = r.report_date AND l.category_id = r.category_id
  GROUP BY r.transcription_id, r.series_id, r.category_id
)
SELECT
  s.transcription_id,
  s.series_id,
  s.category_id,
  s.first_date,
  s.last_date,
  s.readings,
  (SELECT COUNT(*) FROM reports AS d
   WHERE d.series_id = s.series_id AND d.report_date BETWEEN s.first_date AND s.last_date) - s.readings AS missing,
  s.printed_increases,
  s.agreeing,
  s.differing
FROM spans AS s
