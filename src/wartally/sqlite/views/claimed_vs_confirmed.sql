-- title: Claimed against confirmed
-- title@uk: Заявлено і підтверджено
-- description: For each claim, what had been visually confirmed of the same side and category by that day, and the
--   ratio; the other side's confirmed items beside it. Confirmed counts are by the day of listing, which is later than
--   the loss, and blank after the last listing held here. An item listed both as damaged and as abandoned or captured
--   is counted once. The collection keeps entries that Oryx has since merged or renamed, so its counts exceed Oryx's own
--   totals, sometimes by a quarter; where a total that Oryx's page gave within the month before is held, it and the
--   ratio to it stand beside. Claimed and confirmed are never added up.
-- description@uk: Для кожної заяви – скільки одиниць тієї самої сторони й категорії було візуально підтверджено до
--   цього дня, і співвідношення; поруч – підтверджені втрати іншої сторони. Підтвердження рахують за днем внесення до
--   списку, пізнішим за саму втрату; після останнього наявного внесення їх не наведено. Одиницю, внесену і як
--   пошкоджену, і як покинуту чи захоплену, враховано один раз. Збірка зберігає записи, які Oryx згодом об'єднав
--   або перейменував, тому її кількість перевищує підсумки самого Oryx, подеколи на чверть; якщо за попередній місяць
--   є підсумок зі сторінки Oryx, його та співвідношення до нього наведено поруч. Ці числа ніколи не додають.
WITH listed AS (
  SELECT side, category_id, recorded_on AS day, COUNT(*) AS items
  FROM sightings_counted
  WHERE category_id IS NOT NULL
  GROUP BY side, category_id, recorded_on
),
one_heading AS (
  SELECT list_heading, MIN(category_id) AS category_id
  FROM equipment_types
  GROUP BY list_heading
  HAVING COUNT(category_id) = COUNT(*) AND COUNT(DISTINCT category_id) = 1
    AND MIN(category_id) IN (
      SELECT category_id FROM equipment_types WHERE category_id IS NOT NULL
      GROUP BY category_id HAVING COUNT(DISTINCT list_heading) = 1
    )
),
own AS (
  SELECT t.side, h.category_id, t.counted_on, t.total
  FROM sighting_totals AS t
  JOIN one_heading AS h ON h.list_heading = t.list_heading
),
ends AS (
  SELECT MAX(recorded_on) AS last_listing, MIN(side) AS one_side FROM sightings
),
claims AS (
  SELECT l.series_id, s.subject_side, l.report_date, l.category_id, l.cumulative
  FROM losses AS l
  JOIN series AS s ON s.series_id = l.series_id
  WHERE l.category_id IN (SELECT category_id FROM listed)
),
points AS (
  SELECT category_id, day, NULL AS series_id, NULL AS subject_side, NULL AS claimed,
    CASE WHEN side = one_side THEN items ELSE 0 END AS one, CASE WHEN side = one_side THEN 0 ELSE items END AS other
  FROM listed
  CROSS JOIN ends
  UNION ALL
  SELECT category_id, report_date, series_id, subject_side, cumulative, 0, 0 FROM claims
),
running AS (
  SELECT
    category_id, day, series_id, subject_side, claimed,
    SUM(one) OVER by_day AS one,
    SUM(other) OVER by_day AS other
  FROM points
  WINDOW by_day AS (PARTITION BY category_id ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT
  r.series_id,
  r.subject_side,
  r.day AS report_date,
  r.category_id,
  r.claimed,
  CASE WHEN r.day <= e.last_listing THEN CASE r.subject_side WHEN e.one_side THEN r.one ELSE r.other END END AS confirmed,
  CASE WHEN r.day <= e.last_listing
    THEN ROUND(1.0 * r.claimed / NULLIF(CASE r.subject_side WHEN e.one_side THEN r.one ELSE r.other END, 0), 2) END
    AS claimed_per_confirmed,
  CASE WHEN r.day <= e.last_listing THEN CASE r.subject_side WHEN e.one_side THEN r.other ELSE r.one END END
    AS confirmed_other_side,
  o.total AS oryx_own_total,
  o.counted_on AS oryx_counted_on,
  ROUND(1.0 * r.claimed / NULLIF(o.total, 0), 2) AS claimed_per_oryx_total,
  CASE
    WHEN r.day > e.last_listing THEN 'nothing listed after ' || e.last_listing || ' is held here'
    WHEN o.total IS NOT NULL THEN 'entries of the collection; Oryx''s own page gave ' || o.total || ' on ' || o.counted_on
    ELSE 'entries of the collection, which keeps some that Oryx has since merged; Oryx''s own count is lower'
  END AS caveat
FROM running AS r
CROSS JOIN ends AS e
LEFT JOIN own AS o
  ON o.side = r.subject_side AND o.category_id = r.category_id
  AND o.counted_on = (
    SELECT MAX(n.counted_on) FROM own AS n
    WHERE n.side = r.subject_side AND n.category_id = r.category_id
      AND n.counted_on <= r.day AND n.counted_on > date(r.day, '-31 days')
  )
WHERE r.series_id IS NOT NULL
