-- id: event_place_precision
-- severity: error
-- tables: events, places
-- column: place_precision
-- title: Position does not fit the place
-- title@uk: Координати не відповідають місцю
-- description: An event known to the site, settlement or district has no position, although its place has one; or
--   half a position; or names a place of its own precision but lies elsewhere; or claims more precision than its
--   place has, at that place's position; or gives a point for a whole country.
-- description@uk: Подія, відома з точністю до об'єкта, населеного пункту чи району, не має координат, хоча місце їх
--   має; або має лише половину; або називає місце тієї ж точності, але розташована деінде; або претендує на більшу
--   точність, ніж має місце, з його ж координатами; або вказує точку для цілої країни.
SELECT
  f.event_id,
  f.place_precision AS value,
  CASE f.fault
    WHEN 'half' THEN 'has only half a position'
    WHEN 'country' THEN 'concerns a whole country, but gives a point'
    WHEN 'missing' THEN 'is known to the ' || f.place_precision || ', but has no position'
    WHEN 'elsewhere' THEN 'does not lie at the position of ' || f.place_id
    ELSE 'is not known more precisely than ' || f.place_id
  END AS message
FROM (
  SELECT
    e.event_id,
    e.place_id,
    e.place_precision,
    CASE
      WHEN (e.latitude IS NULL) <> (e.longitude IS NULL) THEN 'half'
      WHEN e.place_precision = 'country' AND e.latitude IS NOT NULL THEN 'country'
      WHEN e.place_precision IN ('site', 'settlement', 'district') AND e.latitude IS NULL
        AND COALESCE(p.position_source, '') <> 'none' THEN 'missing'
      WHEN e.latitude IS NULL OR p.latitude IS NULL THEN NULL
      WHEN p.kind NOT IN ('oblast', 'area', 'water', 'country') OR e.place_precision = 'region' THEN
        CASE WHEN e.latitude <> p.latitude OR e.longitude <> p.longitude THEN 'elsewhere' END
      WHEN e.latitude = p.latitude AND e.longitude = p.longitude THEN 'finer'
    END AS fault
  FROM events AS e
  LEFT JOIN places AS p ON p.place_id = e.place_id
) AS f
WHERE f.fault IS NOT NULL
