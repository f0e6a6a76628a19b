-- id: place_positions_conflict
-- severity: error
-- tables: places
-- column: latitude
-- title: One place twice, at two positions
-- title@uk: Те саме місце двічі, з різними координатами
-- description: Two rows of the same name and kind lie within about 15 km of each other. They are one place under two
--   identifiers, or one of the two positions is wrong.
-- description@uk: Два рядки з однаковою назвою й видом розташовані в межах 15 км один від одного. Це одне місце
--   під двома ідентифікаторами, або координати одного з рядків хибні.
SELECT
  b.place_id,
  CAST(b.latitude AS VARCHAR) || ', ' || CAST(b.longitude AS VARCHAR) AS value,
  b.name_en || ' is also ' || a.place_id || ' at ' || CAST(a.latitude AS VARCHAR) || ', '
    || CAST(a.longitude AS VARCHAR) AS message
FROM places AS a
JOIN places AS b ON b.name_en = a.name_en AND b.kind = a.kind AND b.place_id > a.place_id
WHERE ABS(b.latitude - a.latitude) < 0.14 AND ABS(b.longitude - a.longitude) < 0.2
