-- id: event_without_source
-- severity: error
-- tables: events, event_sources
-- column: event_id
-- title: Event without a source
-- title@uk: Подія без джерела
-- description: No row of event_sources names a source on which the event rests (role basis).
-- description@uk: Жоден рядок event_sources не називає джерела, на якому ґрунтується подія (роль basis).
SELECT
  e.event_id,
  e.event_id AS value,
  'no source is given as the basis of this event' AS message
FROM events AS e
LEFT JOIN event_sources AS s ON s.event_id = e.event_id AND s.role = 'basis'
WHERE s.event_id IS NULL
