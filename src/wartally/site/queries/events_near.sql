-- title: Events near a day
-- title@uk: Події навколо дати
-- description: The events from `days` days before a date to `days` days after it (blank: 3), nearest first, with where they
--   happened and who says so. An event of several days counts from its nearest day.
-- description@uk: Події за `days` днів до дати й після неї (порожньо: 3), від найближчої, із зазначенням місця та джерел.
--   Подію, що тривала кілька днів, рахують від найближчого її дня.
-- params: date, days
-- example: date=2022-11-11&days=2
WITH asked AS (
  SELECT date(trim(:date)) AS day, CAST(COALESCE(NULLIF(trim(:days), ''), '3') AS INTEGER) AS days
),
near AS (
  SELECT
    e.*,
    CAST(CASE
      WHEN e.start_date > a.day THEN julianday(e.start_date) - julianday(a.day)
      WHEN COALESCE(e.end_date, e.start_date) < a.day
        THEN julianday(COALESCE(e.end_date, e.start_date)) - julianday(a.day)
      ELSE 0
    END AS INTEGER) AS days_away
  FROM asked AS a
  JOIN events AS e
    ON e.start_date <= date(a.day, '+' || a.days || ' days')
    AND COALESCE(e.end_date, e.start_date) >= date(a.day, '-' || a.days || ' days')
)
SELECT * FROM (
  SELECT
    n.days_away,
    n.start_date,
    n.end_date,
    n.event_type,
    n.title_en,
    n.title_uk,
    p.name_en AS place,
    n.latitude,
    n.longitude,
    n.place_precision,
    n.actor_side,
    n.status,
    n.deaths_low,
    n.deaths_best,
    n.deaths_high,
    (SELECT group_concat(a.name_en || ' ' || s.url, '; ')
     FROM event_sources AS x
     JOIN sources AS s ON s.source_id = x.source_id
     JOIN actors AS a ON a.actor_id = s.actor_id
     WHERE x.event_id = n.event_id) AS sources,
    n.event_id
  FROM near AS n
  LEFT JOIN places AS p ON p.place_id = n.place_id
  UNION ALL
  SELECT
    NULL, a.day, NULL, NULL,
    CASE
      WHEN a.day IS NULL THEN 'Give the date as YYYY-MM-DD, such as 2022-11-11.'
      WHEN a.days < 0 THEN 'Give the days as 0 or more.'
      ELSE 'No event is held within ' || a.days || ' days of it; the events run from '
        || (SELECT MIN(start_date) FROM events) || ' to ' || (SELECT MAX(start_date) FROM events) || '.'
    END,
    CASE
      WHEN a.day IS NULL THEN 'Вкажіть дату у вигляді РРРР-ММ-ДД, наприклад 2022-11-11.'
      WHEN a.days < 0 THEN 'Вкажіть кількість днів від 0.'
      ELSE 'За ' || a.days || ' дн. від цієї дати подій немає; наявні події – від '
        || (SELECT MIN(start_date) FROM events) || ' до ' || (SELECT MAX(start_date) FROM events) || '.'
    END,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM asked AS a
  WHERE NOT EXISTS (SELECT 1 FROM near)
)
ORDER BY abs(days_away), start_date, event_id
