-- title: Week in review
-- title@uk: Огляд тижня
-- description: For the seven reports up to each report day (`until`), claims, directions, events, confirmations and
--   estimates together, each under its own section with who said it. Sections are never added up.
-- description@uk: Для семи зведень до кожного дня зведення (`until`) – заяви, напрямки, події, підтвердження й оцінки
--   разом, кожне у своєму розділі та із зазначенням, хто це сказав. Числа з різних розділів ніколи не додають.
WITH weeks AS (
  SELECT r.report_date AS until, date(r.report_date, '-7 days') AS since
  FROM reports AS r
  JOIN series AS s ON s.series_id = r.series_id
  WHERE s.frequency = 'daily'
)
SELECT
  w.until, w.since, '1 claimed' AS section, w.until AS date, c.name_en AS what,
  u.cumulative - b.cumulative AS figure, NULL AS low, NULL AS high, u.cumulative AS total, c.unit,
  s.subject_side AS about, a.name_en AS said_by, r.url AS url, NULL AS place_id, NULL AS latitude, NULL AS longitude,
  'losses' AS record_table, c.category_id AS record_id
FROM weeks AS w
JOIN losses AS u ON u.report_date = w.until
JOIN losses AS b ON b.series_id = u.series_id AND b.category_id = u.category_id AND b.report_date = w.since
JOIN reports AS r ON r.series_id = u.series_id AND r.report_date = u.report_date
JOIN series AS s ON s.series_id = u.series_id
JOIN actors AS a ON a.actor_id = s.claimant_id
JOIN categories AS c ON c.category_id = u.category_id
UNION ALL
SELECT
  w.until, w.since, '2 direction of greatest losses', d.report_date, p.name_en,
  NULL, NULL, NULL, NULL, NULL,
  s.subject_side, a.name_en, r.url, p.place_id, p.latitude, p.longitude,
  'directions', d.place_id
FROM weeks AS w
JOIN directions AS d ON d.report_date > w.since AND d.report_date <= w.until
JOIN reports AS r ON r.series_id = d.series_id AND r.report_date = d.report_date
JOIN series AS s ON s.series_id = d.series_id
JOIN actors AS a ON a.actor_id = s.claimant_id
JOIN places AS p ON p.place_id = d.place_id
UNION ALL
SELECT
  w.until, w.since, '3 event', e.start_date, e.title_en,
  e.deaths_best, e.deaths_low, e.deaths_high, NULL,
  CASE WHEN COALESCE(e.deaths_best, e.deaths_low, e.deaths_high) IS NOT NULL THEN 'deaths' END,
  e.actor_side, a.name_en, o.url, e.place_id, e.latitude, e.longitude,
  'events', e.event_id
FROM weeks AS w
JOIN events AS e ON e.start_date <= w.until AND COALESCE(e.end_date, e.start_date) > w.since
JOIN sources AS o ON o.source_id = (
  SELECT MIN(x.source_id) FROM event_sources AS x WHERE x.event_id = e.event_id
)
JOIN actors AS a ON a.actor_id = o.actor_id
UNION ALL
SELECT
  w.until, w.since, '4 confirmed', w.until,
  c.name_en || ' (entries of a collection of Oryx''s lists, each once; Oryx''s own totals are lower)',
  SUM(g.recorded_on > w.since), NULL, NULL, COUNT(*), c.unit,
  g.side, a.name_en, o.url, NULL, NULL, NULL,
  'sightings', c.category_id
FROM weeks AS w
JOIN sightings_counted AS g ON g.recorded_on <= w.until
JOIN categories AS c ON c.category_id = g.category_id
JOIN sources AS o ON o.source_id = g.source_id
JOIN actors AS a ON a.actor_id = o.actor_id
WHERE w.until <= (SELECT MAX(recorded_on) FROM sightings)
GROUP BY w.until, g.side, c.category_id
UNION ALL
SELECT
  w.until, w.since, '4 confirmed', t.counted_on, t.list_heading || ' (Oryx''s own total)',
  NULL, NULL, NULL, t.total, 'items',
  t.side, a.name_en, o.url, NULL, NULL, NULL,
  'sighting_totals', t.list_heading
FROM weeks AS w
JOIN sighting_totals AS t ON t.counted_on > w.since AND t.counted_on <= w.until
JOIN sources AS o ON o.source_id = t.source_id
JOIN actors AS a ON a.actor_id = o.actor_id
UNION ALL
SELECT
  w.until, w.since, '5 estimated', e.as_of, e.wording,
  e.best, e.low, e.high, NULL, e.measure,
  e.subject_side, a.name_en, o.url, NULL, NULL, NULL,
  'estimates', e.estimate_id
FROM weeks AS w
JOIN estimates AS e ON e.as_of > w.since AND e.as_of <= w.until AND e.withdrawn_on IS NULL
JOIN sources AS o ON o.source_id = e.source_id
JOIN actors AS a ON a.actor_id = e.claimant_id
