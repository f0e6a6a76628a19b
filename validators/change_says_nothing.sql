-- id: change_says_nothing
-- severity: error
-- tables: changes
-- column: value_after
-- title: A change that changes nothing
-- title@uk: Зміна між випусками, яка нічого не змінює
-- description: A row of changes has the same value before and after, or says of an added row what it was, or of a removed
--   one what it is.
-- description@uk: У рядку змін значення до і після однакові, або для доданого рядка вказано, яким він був, або для
--   вилученого – яким він є.
SELECT
  version,
  "table",
  "key",
  op,
  "column",
  value_after AS value,
  'the values before and after do not fit what was done' AS message
FROM changes
WHERE (op IN ('changed', 'structure') AND COALESCE(value_before, '') = COALESCE(value_after, ''))
  OR (op = 'added' AND COALESCE(value_before, value_after) IS NOT NULL)
  OR (op = 'removed' AND (value_before IS NULL OR value_after IS NOT NULL))
