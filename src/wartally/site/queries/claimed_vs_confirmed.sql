-- title: Claimed against confirmed
-- title@uk: Заявлено і підтверджено
-- description: For one category (blank: tanks), what was claimed by each report and what Oryx had listed by that day of the
--   same side and of the other. Confirmed counts go by the day of listing and end with the last listing held here.
-- description@uk: Для однієї категорії (порожньо: танки) – що заявлено в кожному зведенні і скільки до того дня внесено до
--   списків Oryx щодо тієї самої та іншої сторони. Підтвердження рахують за днем внесення; вони закінчуються останнім
--   наявним внесенням.
-- params: category
-- example: category=tanks
WITH asked AS (
  SELECT COALESCE(NULLIF(trim(:category), ''), (
    SELECT e.category_id FROM equipment_types AS e WHERE e.category_id IS NOT NULL
    ORDER BY e.category_id <> 'tanks', e.category_id LIMIT 1
  )) AS category_id
)
SELECT
  v.report_date,
  v.category_id AS category,
  v.claimed,
  v.confirmed,
  v.claimed_per_confirmed,
  v.confirmed_other_side,
  v.oryx_own_total,
  v.oryx_counted_on,
  v.claimed_per_oryx_total,
  v.caveat,
  v.subject_side AS about,
  a.name_en AS said_by,
  r.url AS source,
  v.series_id AS series
FROM claimed_vs_confirmed AS v
JOIN series AS s ON s.series_id = v.series_id
JOIN actors AS a ON a.actor_id = s.claimant_id
JOIN reports AS r ON r.series_id = v.series_id AND r.report_date = v.report_date
WHERE v.category_id = (SELECT category_id FROM asked)
UNION ALL
SELECT
  NULL, trim(:category), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  'Nothing claimed under this category has a counterpart in the lists; those that have: '
    || COALESCE((SELECT group_concat(category_id, ', ') FROM (SELECT DISTINCT category_id FROM claimed_vs_confirmed)), 'none'),
  NULL, NULL, NULL, NULL
WHERE NOT EXISTS (
  SELECT 1 FROM claimed_vs_confirmed AS n WHERE n.category_id = (SELECT category_id FROM asked)
)
ORDER BY 1 DESC, 14
