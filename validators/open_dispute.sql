-- id: open_dispute
-- severity: error
-- tables: losses, readings, adjudications
-- column: cumulative
-- title: Open dispute
-- title@uk: Нерозв'язана розбіжність
-- description: Transcriptions give different totals for this figure and no adjudication says which is right;
--   nothing may be published for it until one does.
-- description@uk: Записи подають різні підсумки, і жодне рішення не каже, котрий правильний; доки його немає,
--   показник не можна оприлюднювати.
SELECT
  r.series_id,
  r.report_date,
  r.category_id,
  CAST(MIN(r.cumulative) AS VARCHAR) || ' or ' || CAST(MAX(r.cumulative) AS VARCHAR) AS value,
  'the transcriptions disagree and no adjudication decides: '
  || CAST(MIN(r.cumulative) AS VARCHAR) || ' or ' || CAST(MAX(r.cumulative) AS VARCHAR) AS message
FROM readings AS r
LEFT JOIN adjudications AS a
  ON a.series_id = r.series_id AND a.report_date = r.report_date AND a.category_id = r.category_id
WHERE a.series_id IS NULL AND r.cumulative IS NOT NULL
GROUP BY r.series_id, r.report_date, r.category_id
HAVING MIN(r.cumulative) <> MAX(r.cumulative)
