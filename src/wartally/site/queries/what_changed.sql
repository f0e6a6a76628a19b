-- title: What a version changed
-- title@uk: Що змінила версія
-- description: Every change that one release made against the release before it (blank: the latest), cell by cell: table,
--   key of the row, what was done, and the value before and after. The first release changed nothing that was there before.
-- description@uk: Кожна зміна, яку випуск приніс порівняно з попереднім (порожньо: останній), клітинка за клітинкою:
--   таблиця, ключ рядка, дія, значення до і після. Перший випуск не змінив нічого, бо до нього нічого не було.
-- params: version
-- example: version=0.1.0
WITH asked AS (
  SELECT COALESCE(
    NULLIF(:version, ''),
    (SELECT version FROM releases ORDER BY released_on DESC, version DESC LIMIT 1)
  ) AS version
)
SELECT c.version, c."table", c."key", c.op, c."column", c.value_before, c.value_after
FROM changes AS c
JOIN asked ON asked.version = c.version
ORDER BY c."table", c."key", c.op, c."column"
