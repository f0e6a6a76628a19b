-- title: Disputes
-- title@uk: Розбіжності
-- description: One row per figure on which transcriptions disagree: what each says, what was decided, why, whose
--   reading was not taken.
-- description@uk: Рядок на кожен показник, у якому записи розходяться: що каже кожен, що вирішено, чому й
--   чиє значення не взято.
SELECT
  r.series_id,
  r.report_date,
  r.category_id,
  group_concat(r.transcription_id || ' ' || r.cumulative, '; ') AS readings,
  MIN(r.cumulative) AS lowest,
  MAX(r.cumulative) AS highest,
  a.cumulative AS taken,
  a.reason,
  group_concat(r.transcription_id, ', ')
    FILTER (WHERE r.cumulative <> a.cumulative) AS differing,
  a.evidence,
  a.decided_by,
  a.decided_on,
  a.source_id
FROM readings AS r
LEFT JOIN adjudications AS a
  ON a.series_id = r.series_id AND a.report_date = r.report_date AND a.category_id = r.category_id
WHERE r.cumulative IS NOT NULL
GROUP BY r.series_id, r.report_date, r.category_id
HAVING MIN(r.cumulative) <> MAX(r.cumulative)
