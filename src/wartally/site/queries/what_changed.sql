-- title: What a version changed
-- title@uk: Що змінила версія
-- description: Every change that one release made against the release before it (blank: the latest), cell by cell: table,
--   key of the row, what was done, and the value before and after. The first release changed nothing that was there before.
-- description@uk: Кожна зміна, яку випуск приніс порівняно з попереднім (порожньо: останній), клітинка за клітинкою:
--   таблиця, ключ рядка, дія, значення до і після. Перший випуск не змінив нічого, бо до нього нічого не було.
-- params: version
-- example: version=0.1.0
WITH parted AS (
  SELECT version, substr(version, instr(version, '.') + 1) AS rest FROM releases
),
latest AS (
  SELECT version
  FROM parted
  ORDER BY
    CAST(version AS INTEGER) DESC,
    CAST(rest AS INTEGER) DESC,
    CAST(substr(rest, instr(rest, '.') + 1) AS INTEGER) DESC
  LIMIT 1
),
asked AS (
  SELECT COALESCE(NULLIF(:version, ''), (SELECT version FROM latest)) AS version
)
SELECT c.version, c."table", c."key", c.op, c."column", c.value_before, c.value_after
FROM changes AS c
JOIN asked ON asked.version = c.version
ORDER BY c."table", c."key", c.op, c."column"
