-- id: not_redistributable
-- severity: error
-- tables: sources, adjudications, corrections, directions, estimates, event_sources, press_claims, sighting_totals,
--   sightings, transcriptions, weekly_deaths
-- column: redistributable
-- title: Rows rest on a source that may not be passed on
-- title@uk: Рядки спираються на джерело, яке не можна поширювати
-- description: A source whose rows may not be passed on is named by a row of some table. Such a source may be used to
--   audit, never to fill a table.
-- description@uk: Джерело, рядки якого не можна поширювати, назване в рядку котроїсь таблиці. Таким джерелом можна
--   звіряти, але не наповнювати таблиці.
SELECT
  s.source_id,
  'false' AS value,
  'may not be redistributed, but rows of ' || u.used_in || ' rest on it' AS message
FROM sources AS s
JOIN (
  SELECT source_id, 'adjudications' AS used_in FROM adjudications
  UNION ALL
  SELECT source_id, 'corrections' AS used_in FROM corrections
  UNION ALL
  SELECT source_id, 'directions' AS used_in FROM directions
  UNION ALL
  SELECT source_id, 'estimates' AS used_in FROM estimates
  UNION ALL
  SELECT collection_id, 'estimates' AS used_in FROM estimates
  UNION ALL
  SELECT source_id, 'event_sources' AS used_in FROM event_sources
  UNION ALL
  SELECT source_id, 'press_claims' AS used_in FROM press_claims
  UNION ALL
  SELECT source_id, 'sighting_totals' AS used_in FROM sighting_totals
  UNION ALL
  SELECT source_id, 'sightings' AS used_in FROM sightings
  UNION ALL
  SELECT source_id, 'transcriptions' AS used_in FROM transcriptions
  UNION ALL
  SELECT source_id, 'weekly_deaths' AS used_in FROM weekly_deaths
) AS u ON u.source_id = s.source_id
WHERE NOT s.redistributable
GROUP BY s.source_id, u.used_in
