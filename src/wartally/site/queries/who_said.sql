-- title: Who said what by a day
-- title@uk: Хто і що сказав до певного дня
-- description: The latest statement of each claimant about the losses of one side (blank: that of the main series) by a day, for each measure and
--   population, oldest last; the claimed running total of personnel stands among them under its own kind. Measures differ
--   and nothing is added up.
-- description@uk: Останнє на певний день твердження кожного заявника про втрати однієї сторони (порожньо: тієї, про яку основний ряд) за кожним
--   видом втрат і групою осіб, найдавніші – наприкінці; серед них, під власним видом, і заявлений підсумок особового
--   складу. Види втрат різні, тут нічого не додають.
-- params: as_of, side
-- example: as_of=2022-11-11&side=RU
WITH asked AS (
  SELECT
    date(trim(:as_of)) AS day,
    COALESCE(NULLIF(upper(trim(:side)), ''), (
      SELECT s.subject_side FROM series AS s
      WHERE EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = s.series_id AND l.cumulative IS NOT NULL)
      ORDER BY s.series_id <> 'general_staff_ua', s.series_id LIMIT 1
    )) AS side
),
sides AS (
  SELECT subject_side AS side FROM series UNION SELECT subject_side FROM estimates
),
ranked AS (
  SELECT
    e.*,
    ROW_NUMBER() OVER (
      PARTITION BY e.claimant_id, e.population, e.measure, e.cumulative ORDER BY e.as_of DESC, e.estimate_id
    ) AS place
  FROM asked AS q
  JOIN estimates AS e ON e.subject_side = q.side AND e.as_of <= q.day AND e.withdrawn_on IS NULL
),
claimed AS (
  SELECT l.series_id, MAX(l.report_date) AS report_date
  FROM asked AS q
  JOIN series AS s ON s.subject_side = q.side
  JOIN losses AS l ON l.series_id = s.series_id AND l.category_id = 'personnel' AND l.report_date <= q.day
  WHERE l.cumulative IS NOT NULL
  GROUP BY l.series_id
)
SELECT
  'claimed' AS kind, l.report_date AS as_of, a.name_en AS said_by, 'military' AS population,
  'killed and wounded, by its own account' AS measure, CASE WHEN r.approximate THEN 'about' ELSE 'exact' END AS qualifier,
  NULL AS low, l.cumulative AS best, NULL AS high, date(s.first_date, '-1 day') AS period_start, l.report_date AS period_end,
  NULL AS rests_on, 'Running total of the daily report.' AS wording, r.url AS source
FROM claimed AS c
JOIN losses AS l ON l.series_id = c.series_id AND l.report_date = c.report_date AND l.category_id = 'personnel'
JOIN reports AS r ON r.series_id = l.series_id AND r.report_date = l.report_date
JOIN series AS s ON s.series_id = l.series_id
JOIN actors AS a ON a.actor_id = s.claimant_id
UNION ALL
SELECT
  'estimated', e.as_of, a.name_en, e.population, replace(e.measure, '_', ' and '), e.qualifier,
  e.low, e.best, e.high, e.period_start, e.period_end, e.rests_on_series, e.wording, o.url
FROM ranked AS e
JOIN actors AS a ON a.actor_id = e.claimant_id
JOIN sources AS o ON o.source_id = e.source_id
WHERE e.place = 1
UNION ALL
SELECT
  'note', q.day, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  CASE
    WHEN q.day IS NULL THEN 'Give as_of as YYYY-MM-DD, such as 2022-11-11.'
    WHEN q.side NOT IN (SELECT side FROM sides) THEN 'Give side as ' || (SELECT group_concat(side, ' or ') FROM sides) || '.'
    ELSE 'Nothing is held by that day; the first statement is of ' || (SELECT MIN(as_of) FROM estimates) || '.'
  END, NULL
FROM asked AS q
WHERE NOT EXISTS (SELECT 1 FROM ranked) AND NOT EXISTS (SELECT 1 FROM claimed)
ORDER BY as_of DESC, said_by, measure
