-- id: status_fits_figure
-- severity: error
-- tables: losses, corrections, adjudications
-- column: obs_status
-- title: Status does not fit the figure
-- title@uk: Статус не відповідає показнику
-- description: A figure is missing exactly where the status is not_reported or disputed; disputed needs an
--   undetermined adjudication, source_correction a correction, and a basis stands where there is a figure.
-- description@uk: Показника немає саме тоді, коли статус not_reported або disputed; disputed потребує рішення
--   undetermined, source_correction – виправлення, а підстава є там, де є показник.
SELECT
  l.series_id,
  l.report_date,
  l.category_id,
  l.obs_status AS value,
  'the status ' || l.obs_status || ' does not fit a figure of ' || COALESCE(CAST(l.cumulative AS VARCHAR), 'nothing')
  || ' on the basis ' || COALESCE(l.basis, 'none') AS message
FROM losses AS l
LEFT JOIN corrections AS c
  ON c.series_id = l.series_id AND c.report_date = l.report_date AND c.category_id = l.category_id
LEFT JOIN adjudications AS a
  ON a.series_id = l.series_id AND a.report_date = l.report_date AND a.category_id = l.category_id
WHERE (l.cumulative IS NULL) <> (l.obs_status IN ('not_reported', 'disputed'))
  OR (l.obs_status = 'disputed' AND a.reason IS DISTINCT FROM 'undetermined')
  OR (l.obs_status = 'source_correction' AND c.series_id IS NULL)
  OR (l.obs_status = 'normal' AND c.series_id IS NOT NULL)
  OR (l.cumulative IS NOT NULL AND l.basis IS NULL)
  OR ((l.basis IS NOT DISTINCT FROM 'adjudicated') <> (a.series_id IS NOT NULL))
