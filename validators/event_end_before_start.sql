-- id: event_end_before_start
-- severity: error
-- tables: events
-- column: end_date
-- title: Event ends before it starts
-- title@uk: Подія закінчується раніше, ніж починається
-- description: The last day of an event lies before its first day, or the identifier begins with another day than
--   the first.
-- description@uk: Останній день події передує першому, або ідентифікатор починається не з першого дня.
SELECT
  e.event_id,
  CAST(e.end_date AS VARCHAR) AS value,
  CASE
    WHEN e.end_date < e.start_date THEN 'ends before it starts on ' || CAST(e.start_date AS VARCHAR)
    ELSE 'the identifier does not begin with the first day, ' || CAST(e.start_date AS VARCHAR)
  END AS message
FROM events AS e
WHERE e.end_date < e.start_date
  OR SUBSTR(e.event_id, 1, 10) <> CAST(e.start_date AS VARCHAR)
