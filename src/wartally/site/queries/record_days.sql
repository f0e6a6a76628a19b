-- title: Days with the largest change
-- title@uk: Дні з найбільшою зміною
-- description: The twenty reports with the largest change in one category (blank: personnel). A day has a rank only if
--   its change is that of one day and nobody corrected the total; where it has none, `caveat` says why it is no record.
-- description@uk: Двадцять зведень із найбільшою зміною в одній категорії (порожньо: особовий склад). Місце в переліку
--   має лише день, зміна за який справді припадає на одну добу й підсумок якого ніхто не виправляв; якщо місця немає,
--   `caveat` пояснює, чому це не рекорд.
-- params: category, series
-- example: category=personnel
WITH chosen AS (
  SELECT
    COALESCE(NULLIF(trim(:series), ''), (
      SELECT s.series_id FROM series AS s
      WHERE EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = s.series_id AND l.cumulative IS NOT NULL)
      ORDER BY s.series_id <> 'general_staff_ua', s.series_id LIMIT 1
    )) AS series_id,
    NULLIF(trim(:category), '') AS category_id
),
asked AS (
  SELECT
    c.series_id,
    COALESCE(c.category_id, (
      SELECT k.category_id FROM series_categories AS k WHERE k.series_id = c.series_id
      ORDER BY k.category_id <> 'personnel', k.category_id LIMIT 1
    )) AS category_id
  FROM chosen AS c
),
steps AS (
  SELECT
    l.series_id, l.category_id, l.report_date, l.change, l.printed_increase, l.cumulative, l.obs_status,
    CAST(julianday(l.report_date) - julianday(LAG(l.report_date) OVER (ORDER BY l.report_date)) AS INTEGER) AS days
  FROM asked AS a
  JOIN losses AS l ON l.series_id = a.series_id AND l.category_id = a.category_id
),
noted AS (
  SELECT
    s.series_id, s.category_id, s.report_date, s.change, s.printed_increase, s.cumulative, s.obs_status,
    s.obs_status = 'normal' AND s.days = 1 AS comparable,
    CASE WHEN s.days > 1 THEN 'change over ' || s.days || ' days; ' ELSE '' END
      || CASE WHEN s.obs_status = 'series_break' THEN 'the category starts, merges or is redefined; ' ELSE '' END
      || CASE WHEN s.printed_increase IS NULL THEN 'no printed increase to check it by; ' ELSE '' END
      || COALESCE(CASE WHEN c.kind IS NOT NULL THEN printf('%+d beyond the printed increase (%s): %s; ',
                  c.residual, c.kind, c.explanation) END, '')
      || CASE WHEN d.reason IS NULL THEN ''
           ELSE 'transcriptions disagree (' || d.reason || '): ' || d.evidence END AS notes
  FROM steps AS s
  LEFT JOIN corrections AS c
    ON c.series_id = s.series_id AND c.report_date = s.report_date AND c.category_id = s.category_id
  LEFT JOIN adjudications AS d
    ON d.series_id = s.series_id AND d.report_date = s.report_date AND d.category_id = s.category_id
  WHERE s.change IS NOT NULL
)
SELECT * FROM (
  SELECT
    CASE WHEN n.comparable THEN RANK() OVER (PARTITION BY n.comparable ORDER BY n.change DESC) END AS rank,
    n.report_date,
    n.change,
    n.printed_increase,
    n.cumulative,
    n.obs_status,
    NULLIF(rtrim(n.notes, '; '), '') AS caveat,
    r.url AS source,
    n.category_id AS category,
    n.series_id AS series
  FROM noted AS n
  JOIN reports AS r ON r.series_id = n.series_id AND r.report_date = n.report_date
  UNION ALL
  SELECT
    NULL, NULL, NULL, NULL, NULL, NULL,
    'This series has no such category; it has ' || COALESCE((
      SELECT group_concat(category_id, ', ')
      FROM (SELECT DISTINCT k.category_id FROM series_categories AS k WHERE k.series_id = a.series_id)
    ), 'none, for there is no such series'),
    NULL, a.category_id, a.series_id
  FROM asked AS a
  WHERE NOT EXISTS (SELECT 1 FROM noted)
)
ORDER BY change DESC, report_date
LIMIT 20
