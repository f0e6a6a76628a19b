-- id: sighting_totals_add_up
-- severity: error
-- tables: sighting_totals
-- column: total
-- title: Total is not the sum of its states
-- title@uk: Підсумок не дорівнює сумі станів
-- description: What Oryx gives as a total must be destroyed + damaged + abandoned + captured.
-- description@uk: Підсумок Oryx має дорівнювати сумі знищеного, пошкодженого, покинутого й захопленого.
SELECT
  side,
  list_heading,
  counted_on,
  CAST(total AS VARCHAR) AS value,
  'the states add up to ' || CAST(destroyed + damaged + abandoned + captured AS VARCHAR) || ', not '
  || CAST(total AS VARCHAR) AS message
FROM sighting_totals
WHERE destroyed + damaged + abandoned + captured <> total
