-- id: estimate_period
-- severity: error
-- tables: estimates
-- column: period_end
-- title: Dates that cannot be
-- title@uk: Неможливі дати
-- description: The period ends before it begins or after the day the figure runs to; the figure was published before
--   that day, or taken back before it; or a running total does not begin with the full-scale invasion. Where only the
--   month is known, the day of publication may lie within it.
-- description@uk: Період завершується раніше, ніж починається, або після дня, до якого доведено показник; показник
--   оприлюднено чи відкликано до цього дня; або підсумок починається не з повномасштабного вторгнення. Якщо
--   відомий лише місяць, день оприлюднення може припадати на нього.
SELECT
  e.estimate_id,
  CAST(e.period_end AS VARCHAR) AS value,
  'from ' || CAST(e.period_start AS VARCHAR) || ' to ' || CAST(e.period_end AS VARCHAR)
    || ', as of ' || CAST(e.as_of AS VARCHAR)
    || ', published ' || COALESCE(CAST(e.published_on AS VARCHAR), '-')
    || ', withdrawn ' || COALESCE(CAST(e.withdrawn_on AS VARCHAR), '-')
    || ' do not fit together' AS message
FROM estimates AS e
WHERE e.period_end < e.period_start
  OR e.as_of < e.period_end
  OR (e.published_on < e.as_of AND e.as_of_precision = 'day')
  OR (e.withdrawn_on < e.as_of AND e.as_of_precision = 'day')
  OR (e.cumulative AND e.period_start <> '2022-02-24')
