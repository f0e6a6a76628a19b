-- id: rewrite_changes_nothing
-- severity: error
-- tables: rewrites
-- column: value_after
-- title: Rewrite that changes nothing
-- title@uk: Зміна заднім числом, яка нічого не змінює
-- description: A rewrite must change its figure, and cannot be recorded after today.
-- description@uk: Зміна заднім числом має змінювати показник і не може бути датована майбутнім.
SELECT
  transcription_id,
  report_date,
  category_id,
  revision,
  CAST(value_after AS VARCHAR) AS value,
  'the value before and after is the same, or the day is yet to come' AS message
FROM rewrites
WHERE value_before IS NOT DISTINCT FROM value_after
  OR CAST(recorded_on AS VARCHAR) > CAST(:today AS VARCHAR)
