-- title: A week in review
-- title@uk: Огляд тижня
-- description: What was said of the seven days up to the report of `until`: the claimed change and running total of each
--   category, what must be known of these figures, the directions of greatest losses, and the events, confirmations and
--   estimates of the week, each with who said it. A day without a report is answered by a note that names those there are.
-- description@uk: Що повідомлено за сім днів до зведення від дати `until`: заявлена зміна та підсумок кожної категорії,
--   застереження щодо цих показників, напрямки найбільших втрат, а також події, підтвердження й оцінки тижня, кожне
--   із зазначенням, хто це сказав. Якщо зведення від цієї дати немає, примітка вказує, які є.
-- params: until
-- example: until=2022-11-11
WITH covered AS (
  SELECT r.report_date, s.series_id, s.subject_side, a.name_en AS said_by
  FROM reports AS r
  JOIN series AS s ON s.series_id = r.series_id AND s.frequency = 'daily'
  JOIN actors AS a ON a.actor_id = s.claimant_id
  WHERE r.report_date > date(trim(:until), '-7 days') AND r.report_date <= trim(:until)
),
held AS (
  SELECT MIN(r.report_date) AS first_report, MAX(r.report_date) AS last_report
  FROM reports AS r
  JOIN series AS s ON s.series_id = r.series_id AND s.frequency = 'daily'
),
said AS (
  SELECT
    w.section, w.what, w.figure, w.low, w.high, w.total, w.unit, w.date, w.about, w.said_by, w.url AS source,
    w.place_id, w.latitude, w.longitude, w.record_table, w.record_id
  FROM week_in_review AS w
  WHERE w.until = trim(:until)
  UNION ALL
  SELECT
    '1 claimed: caveat', c.name_en || ': ' || COALESCE(x.explanation, replace(l.obs_status, '_', ' ')), x.residual, NULL,
    NULL, NULL, c.unit, l.report_date, v.subject_side, v.said_by, o.url, NULL, NULL, NULL, 'losses', l.category_id
  FROM covered AS v
  JOIN losses AS l ON l.series_id = v.series_id AND l.report_date = v.report_date AND l.obs_status <> 'normal'
  JOIN categories AS c ON c.category_id = l.category_id
  LEFT JOIN corrections AS x
    ON x.series_id = l.series_id AND x.report_date = l.report_date AND x.category_id = l.category_id
  LEFT JOIN sources AS o ON o.source_id = x.source_id
  UNION ALL
  SELECT
    '0 note', 'There is no report of that day; the reports run from ' || h.first_report || ' to ' || h.last_report,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'reports', NULL
  FROM held AS h
  WHERE NOT EXISTS (SELECT 1 FROM covered AS v WHERE v.report_date = trim(:until))
)
SELECT
  section, what, date, figure, low, high, total, unit, about, said_by, source, place_id, latitude, longitude,
  record_table, record_id
FROM said
ORDER BY section, date DESC, unit DESC, figure DESC, what
