-- id: estimate_bounds
-- severity: error
-- tables: estimates
-- column: best
-- title: Figures missing or out of order
-- title@uk: Чисел немає або їхні межі переплутано
-- description: An estimate gives no figure at all, or its low, best and high figures do not rise.
-- description@uk: Оцінка не містить жодного числа, або нижня межа, найімовірніше значення й верхня межа йдуть не за
--   зростанням.
SELECT
  e.estimate_id,
  CAST(COALESCE(e.best, e.low, e.high) AS VARCHAR) AS value,
  'low ' || COALESCE(CAST(e.low AS VARCHAR), '-') || ', best '
    || COALESCE(CAST(e.best AS VARCHAR), '-') || ', high '
    || COALESCE(CAST(e.high AS VARCHAR), '-') || ' give no figure or are not in order' AS message
FROM estimates AS e
WHERE (e.low IS NULL AND e.best IS NULL AND e.high IS NULL)
  OR e.low > e.best
  OR e.best > e.high
  OR e.low > e.high
