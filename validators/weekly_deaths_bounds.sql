-- id: weekly_deaths_bounds
-- severity: error
-- tables: weekly_deaths
-- column: estimated_deaths
-- title: Estimate outside its interval
-- title@uk: Оцінка поза своїм інтервалом
-- description: A week's estimate lies outside its own interval, or the estimate and the two ends are not all given or
--   all blank.
-- description@uk: Оцінка за тиждень виходить за межі власного інтервалу, або вказано лише частину
--   з трьох чисел: оцінки та двох меж.
SELECT
  w.subject_side,
  w.week_start,
  CAST(w.estimated_deaths AS VARCHAR) AS value,
  'low ' || COALESCE(CAST(w.estimated_low AS VARCHAR), '-') || ', estimate '
    || COALESCE(CAST(w.estimated_deaths AS VARCHAR), '-') || ', high '
    || COALESCE(CAST(w.estimated_high AS VARCHAR), '-') || ' are incomplete or not in order' AS message
FROM weekly_deaths AS w
WHERE w.estimated_low > w.estimated_deaths
  OR w.estimated_deaths > w.estimated_high
  OR (w.estimated_deaths IS NULL) <> (w.estimated_low IS NULL)
  OR (w.estimated_deaths IS NULL) <> (w.estimated_high IS NULL)
