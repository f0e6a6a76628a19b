-- id: half_a_position
-- severity: error
-- tables: places
-- column: position_source
-- title: Position incomplete or without a source
-- title@uk: Координати неповні або без джерела
-- description: A place has a latitude without a longitude or the reverse; or a position although its source is none;
--   or no position although a source is named; or its position is that of a GeoNames entry whose number is missing.
-- description@uk: Місце має широту без довготи або навпаки; або координати, хоча джерела не вказано; або не має
--   координат, хоча джерело вказано; або його координати взято із запису GeoNames, номера якого не вказано.
SELECT
  p.place_id,
  p.position_source AS value,
  CASE
    WHEN (p.latitude IS NULL) <> (p.longitude IS NULL) THEN p.name_en || ' has only half a position'
    WHEN p.position_source = 'none' THEN p.name_en || ' has a position, but its source is none'
    WHEN p.latitude IS NULL THEN p.name_en || ' has no position, but a source of it is named'
    ELSE p.name_en || ' takes its own position from GeoNames, but has no GeoNames identifier'
  END AS message
FROM places AS p
WHERE (p.latitude IS NULL) <> (p.longitude IS NULL)
  OR (p.position_source = 'none' AND p.latitude IS NOT NULL)
  OR (p.position_source <> 'none' AND p.latitude IS NULL)
  OR (p.position_source = 'geonames' AND p.geonames_id IS NULL)
