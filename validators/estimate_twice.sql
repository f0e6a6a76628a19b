-- id: estimate_twice
-- severity: warning
-- tables: estimates
-- column: estimate_id
-- title: Estimate entered twice
-- title@uk: Оцінку внесено двічі
-- description: The same claimant gives the same figures for the same side, population, measure and beginning, and the
--   day they run to or the day they were published is the same too. They may be one statement in two rows.
-- description@uk: Той самий заявник наводить ті самі числа для тих самих сторони, групи осіб, виду втрат і початку періоду, і
--   збігається день, до якого їх доведено, або день оприлюднення. Можливо, це одне твердження у двох рядках.
SELECT
  b.estimate_id,
  CAST(COALESCE(b.best, b.low, b.high) AS VARCHAR) AS value,
  'says the same as ' || a.estimate_id AS message
FROM estimates AS a
JOIN estimates AS b
  ON b.claimant_id = a.claimant_id
  AND b.subject_side = a.subject_side
  AND b.population = a.population
  AND b.measure = a.measure
  AND b.period_start = a.period_start
  AND b.cumulative = a.cumulative
  AND COALESCE(b.low, -1) = COALESCE(a.low, -1)
  AND COALESCE(b.best, -1) = COALESCE(a.best, -1)
  AND COALESCE(b.high, -1) = COALESCE(a.high, -1)
  AND b.estimate_id > a.estimate_id
WHERE b.as_of = a.as_of OR b.published_on = a.published_on
