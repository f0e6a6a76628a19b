-- title: Tally
-- title@uk: Підсумок за період
-- description: The change of one running total over the reports after `since` up to `until`: one row with the figure,
--   its bounds, who claims it about whom, the caveats inside the window and the reports it covers (JSON arrays;
--   add _json=caveats&_json=sources to the JSON address to have them parsed). `series` may stay blank: it is then
--   the main one, general_staff_ua. If there is nothing to compute, `value` is blank and the only caveat says why.
-- description@uk: Зміна одного підсумку за зведеннями після дати `since` і до дати `until` включно: один рядок із числом,
--   його межами, заявником і стороною, про яку йдеться, застереженнями щодо періоду та охопленими зведеннями (масиви
--   JSON). Поле `series` можна не заповнювати: тоді це основний ряд, general_staff_ua. Якщо обчислити нічого не можна, `value`
--   порожнє, а єдине застереження пояснює чому.
-- params: category, since, until, series
-- example: category=personnel&since=2022-11-04&until=2022-11-11
WITH asked AS (
  SELECT
    COALESCE(NULLIF(trim(:series), ''), (
      SELECT s.series_id FROM series AS s
      WHERE EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = s.series_id AND l.cumulative IS NOT NULL)
      ORDER BY s.series_id <> 'general_staff_ua', s.series_id LIMIT 1
    )) AS series_id,
    trim(:category) AS category_id,
    trim(:since) AS since,
    trim(:until) AS until
),
life AS (
  SELECT MIN(l.report_date) AS first_report, MAX(l.report_date) AS last_report
  FROM asked AS a
  JOIN losses AS l ON l.series_id = a.series_id AND l.category_id = a.category_id
),
opening AS (
  SELECT
    l.report_date, l.cumulative, l.obs_status,
    COALESCE(l.cumulative, d.lowest_reading) AS lowest,
    COALESCE(l.cumulative, d.highest_reading) AS highest
  FROM asked AS a
  JOIN losses AS l ON l.series_id = a.series_id AND l.report_date = a.since AND l.category_id = a.category_id
  LEFT JOIN adjudications AS d
    ON d.series_id = l.series_id AND d.report_date = l.report_date AND d.category_id = l.category_id
),
closing AS (
  SELECT
    l.report_date, l.cumulative, l.obs_status,
    COALESCE(l.cumulative, d.lowest_reading) AS lowest,
    COALESCE(l.cumulative, d.highest_reading) AS highest
  FROM asked AS a
  JOIN losses AS l ON l.series_id = a.series_id AND l.report_date = a.until AND l.category_id = a.category_id
  LEFT JOIN adjudications AS d
    ON d.series_id = l.series_id AND d.report_date = l.report_date AND d.category_id = l.category_id
),
problem AS (
  SELECT
    CASE
      WHEN NOT EXISTS (SELECT 1 FROM series AS s WHERE s.series_id = a.series_id) THEN 'no_series'
      WHEN NOT EXISTS (SELECT 1 FROM series_categories AS c
                       WHERE c.series_id = a.series_id AND c.category_id = a.category_id) THEN 'no_category'
      WHEN a.since IS NOT date(a.since) THEN 'since_no_date'
      WHEN a.until IS NOT date(a.until) THEN 'until_no_date'
      WHEN a.since >= a.until THEN 'empty_window'
      WHEN NOT EXISTS (SELECT 1 FROM opening) THEN 'no_since_report'
      WHEN NOT EXISTS (SELECT 1 FROM closing) THEN 'no_until_report'
    END AS code
  FROM asked AS a
),
covered AS (
  SELECT l.series_id, l.report_date, l.category_id, l.obs_status
  FROM asked AS a
  JOIN losses AS l ON l.series_id = a.series_id AND l.category_id = a.category_id
  WHERE l.report_date > a.since AND l.report_date <= a.until AND (SELECT p.code FROM problem AS p) IS NULL
),
looked_at AS (
  SELECT series_id, report_date, category_id, obs_status, 1 AS inside FROM covered
  UNION ALL
  SELECT a.series_id, o.report_date, a.category_id, o.obs_status, 0
  FROM opening AS o
  JOIN asked AS a ON (SELECT p.code FROM problem AS p) IS NULL
),
caveat AS (
  SELECT
    NULL AS report_date,
    'not_computed' AS kind,
    json_object(
      'kind', 'not_computed', 'report_date', NULL, 'code', p.code,
      'text', CASE p.code
        WHEN 'no_series' THEN 'there is no series ''' || a.series_id || ''''
        WHEN 'no_category' THEN 'the series ' || a.series_id || ' has no category ''' || a.category_id || ''''
        WHEN 'since_no_date' THEN 'since must be a date like 2022-11-04'
        WHEN 'until_no_date' THEN 'until must be a date like 2022-11-11'
        WHEN 'empty_window' THEN 'the window is empty: since must be before until'
        ELSE 'there is no report of ' || a.category_id || ' on '
          || CASE p.code WHEN 'no_since_report' THEN a.since ELSE a.until END
          || '; there is one from ' || f.first_report || ' to ' || f.last_report
      END,
      'first_report', f.first_report, 'last_report', f.last_report
    ) AS said
  FROM problem AS p
  JOIN asked AS a ON p.code IS NOT NULL
  JOIN life AS f ON TRUE
  UNION ALL
  SELECT
    l.report_date,
    l.obs_status,
    json_object(
      'kind', l.obs_status, 'report_date', l.report_date,
      'text', CASE l.obs_status
        WHEN 'disputed' THEN 'transcriptions disagree and it cannot be told which is right; no figure is given'
        WHEN 'not_reported' THEN 'the report is silent about this category'
        ELSE 'the category starts, merges or is redefined with this report'
      END
    )
  FROM looked_at AS l
  WHERE l.obs_status IN ('disputed', 'not_reported') OR (l.obs_status = 'series_break' AND l.inside)
  UNION ALL
  SELECT
    c.report_date,
    'correction',
    json_object(
      'kind', 'correction', 'report_date', c.report_date,
      'text', printf('%+d beyond the printed increase (%s): %s', c.residual, c.kind, c.explanation),
      'code', c.kind, 'residual', c.residual, 'note', c.explanation
    )
  FROM looked_at AS l
  JOIN corrections AS c
    ON c.series_id = l.series_id AND c.report_date = l.report_date AND c.category_id = l.category_id
  WHERE l.inside
  UNION ALL
  SELECT
    d.report_date,
    'adjudicated',
    json_object(
      'kind', 'adjudicated', 'report_date', d.report_date,
      'text', printf('transcriptions disagree (%d to %d); %d was taken (%s): %s', d.lowest_reading, d.highest_reading,
                     d.cumulative, d.reason, d.evidence),
      'code', d.reason, 'lowest', d.lowest_reading, 'highest', d.highest_reading, 'taken', d.cumulative,
      'note', d.evidence
    )
  FROM looked_at AS l
  JOIN adjudications AS d
    ON d.series_id = l.series_id AND d.report_date = l.report_date AND d.category_id = l.category_id
  WHERE d.cumulative IS NOT NULL
),
caveats AS (
  SELECT json_group_array(json(o.said)) AS list
  FROM (SELECT c.said FROM caveat AS c ORDER BY c.report_date, c.kind) AS o
),
document AS (
  SELECT
    r.report_date,
    json_object(
      'report_date', r.report_date,
      'url', r.url,
      'transcriptions', json((
        SELECT json_group_array(t.transcription_id)
        FROM (SELECT g.transcription_id FROM readings AS g
              WHERE g.series_id = v.series_id AND g.report_date = v.report_date AND g.category_id = v.category_id
              ORDER BY g.transcription_id) AS t))
    ) AS said
  FROM covered AS v
  JOIN reports AS r ON r.series_id = v.series_id AND r.report_date = v.report_date
),
documents AS (
  SELECT json_group_array(json(o.said)) AS list
  FROM (SELECT d.said FROM document AS d ORDER BY d.report_date) AS o
)
SELECT
  u.cumulative - s.cumulative AS value,
  u.lowest - s.highest AS value_low,
  u.highest - s.lowest AS value_high,
  k.unit,
  e.claimant_id AS claimed_by,
  e.subject_side AS about,
  (SELECT COUNT(*) FROM covered) AS reports,
  s.cumulative AS cumulative_since,
  u.cumulative AS cumulative_until,
  (SELECT list FROM caveats) AS caveats,
  (SELECT list FROM documents) AS sources,
  a.category_id = 'personnel' AND EXISTS (
    SELECT 1 FROM reports AS r
    WHERE r.series_id = a.series_id AND r.report_date IN (a.since, a.until) AND r.approximate
  ) AS approximate,
  a.series_id AS series,
  a.category_id AS category,
  k.name_en AS category_name,
  n.name_en AS claimed_by_name,
  a.since,
  a.until
FROM asked AS a
LEFT JOIN series AS e ON e.series_id = a.series_id
LEFT JOIN actors AS n ON n.actor_id = e.claimant_id
LEFT JOIN categories AS k ON k.category_id = a.category_id
LEFT JOIN opening AS s ON (SELECT p.code FROM problem AS p) IS NULL
LEFT JOIN closing AS u ON (SELECT p.code FROM problem AS p) IS NULL
