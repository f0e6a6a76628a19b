-- id: sighting_batch_flag
-- severity: error
-- tables: sightings
-- column: recorded_in_batch
-- title: Batch flag does not fit the day
-- title@uk: Позначка партії не відповідає дню
-- description: Rows recorded on 19 March 2022 and 8 April 2024 came in batches and are flagged; no others are.
-- description@uk: Рядки, внесені 19 березня 2022 року та 8 квітня 2024 року, надійшли партіями й мають позначку; інші
--   її не мають.
SELECT
  s.sighting_id,
  CASE WHEN s.recorded_in_batch THEN 'true' ELSE 'false' END AS value,
  CASE WHEN s.recorded_in_batch THEN 'flagged as a batch, but recorded on ' ELSE 'not flagged, but recorded on ' END
    || CAST(s.recorded_on AS VARCHAR) AS message
FROM sightings AS s
WHERE (s.recorded_in_batch AND s.recorded_on NOT IN ('2022-03-19', '2024-04-08'))
  OR (NOT s.recorded_in_batch AND s.recorded_on IN ('2022-03-19', '2024-04-08'))
