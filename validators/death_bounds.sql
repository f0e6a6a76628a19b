-- id: death_bounds
-- severity: error
-- tables: events
-- column: deaths_best
-- title: Deaths out of order
-- title@uk: Межі кількості загиблих переплутано
-- description: The low number of deaths is above the best or the high one, or the best above the high one.
-- description@uk: Найменша кількість загиблих більша за найімовірнішу чи найбільшу, або найімовірніша більша за найбільшу.
SELECT
  e.event_id,
  CAST(COALESCE(e.deaths_best, e.deaths_low) AS VARCHAR) AS value,
  'low ' || COALESCE(CAST(e.deaths_low AS VARCHAR), '-') || ', best '
    || COALESCE(CAST(e.deaths_best AS VARCHAR), '-') || ', high '
    || COALESCE(CAST(e.deaths_high AS VARCHAR), '-') || ' are not in order' AS message
FROM events AS e
WHERE e.deaths_low > e.deaths_best
  OR e.deaths_best > e.deaths_high
  OR e.deaths_low > e.deaths_high
