-- id: sighting_withdrawn_before_recorded
-- severity: error
-- tables: sightings
-- column: withdrawn_on
-- title: Withdrawn before it was recorded
-- title@uk: Вилучено раніше, ніж внесено
-- description: An item is said to have left the list before the day on which it was found there.
-- description@uk: За датами одиниця зникла зі списку раніше, ніж її там виявлено.
SELECT
  s.sighting_id,
  CAST(s.withdrawn_on AS VARCHAR) AS value,
  'withdrawn before it was recorded on ' || CAST(s.recorded_on AS VARCHAR) AS message
FROM sightings AS s
WHERE s.withdrawn_on < s.recorded_on
