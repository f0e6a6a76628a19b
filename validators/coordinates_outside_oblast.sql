-- id: coordinates_outside_oblast
-- severity: error
-- tables: places
-- column: latitude
-- title: Place far from its oblast
-- title@uk: Місце далеко від своєї області
-- description: A place in Ukraine lies more than 2 degrees of latitude or 3 of longitude from the position of its
--   oblast (its seat). No oblast reaches that far from its seat, so a place of the same name elsewhere was taken,
--   or the oblast is wrong. Places outside Ukraine are not tested: regions of Russia are larger.
-- description@uk: Місце в Україні лежить далі ніж за 2 градуси широти або 3 градуси довготи від координат своєї
--   області (її центру). Жодна область не сягає так далеко від центру, тож узято однойменне місце деінде або
--   помилково вказано область. Місць поза Україною не перевіряють: регіони Росії більші.
SELECT
  p.place_id,
  CAST(p.latitude AS VARCHAR) || ', ' || CAST(p.longitude AS VARCHAR) AS value,
  p.name_en || ' lies too far from ' || o.name_en || ' (' || CAST(o.latitude AS VARCHAR) || ', '
    || CAST(o.longitude AS VARCHAR) || ') to be in it' AS message
FROM places AS p
JOIN places AS o ON o.place_id = p.oblast
WHERE p.country = 'UA'
  AND (ABS(p.latitude - o.latitude) > 2.0 OR ABS(p.longitude - o.longitude) > 3.0)
