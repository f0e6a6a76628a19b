-- id: estimate_qualifier
-- severity: error
-- tables: estimates
-- column: qualifier
-- title: Qualifier without its figure
-- title@uk: Уточнення без свого числа
-- description: "More than" and "at least" need a low figure, "up to" a high one, "exactly" and "nearly" a best one,
--   and an exact figure has no bounds.
-- description@uk: «Понад» і «щонайменше» потребують нижньої межі, «до» – верхньої, «точно» й «майже» –
--   найімовірнішого значення, а точне число не має меж.
SELECT
  e.estimate_id,
  e.qualifier AS value,
  'the qualifier ' || e.qualifier || ' does not fit low ' || COALESCE(CAST(e.low AS VARCHAR), '-')
    || ', best ' || COALESCE(CAST(e.best AS VARCHAR), '-')
    || ', high ' || COALESCE(CAST(e.high AS VARCHAR), '-') AS message
FROM estimates AS e
WHERE (e.qualifier IN ('more_than', 'at_least') AND e.low IS NULL)
  OR (e.qualifier = 'up_to' AND e.high IS NULL)
  OR (e.qualifier IN ('exact', 'nearly') AND e.best IS NULL)
  OR (e.qualifier = 'exact' AND (e.low IS NOT NULL OR e.high IS NOT NULL))
