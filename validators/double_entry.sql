-- id: double_entry
-- severity: error
-- tables: losses, corrections
-- column: cumulative
-- title: Double entry does not close
-- title@uk: Подвійний запис не сходиться
-- description: The previous total plus the printed increase must equal the total, or a correction must carry
--   exactly the residual. A fall and a figure left standing have rules of their own.
-- description@uk: Сума попереднього підсумку й зазначеного приросту має дорівнювати підсумку, або різницю має точно
--   пояснювати виправлення. Зменшення та показник, що лишився без змін, мають окремі правила.
WITH steps AS (
  SELECT
    series_id, report_date, category_id, cumulative, printed_increase,
    LAG(cumulative) OVER (PARTITION BY series_id, category_id ORDER BY report_date) AS previous
  FROM losses
)
SELECT
  s.series_id,
  s.report_date,
  s.category_id,
  CAST(s.cumulative AS VARCHAR) AS value,
  CAST(s.previous AS VARCHAR) || ' the report before plus ' || CAST(s.printed_increase AS VARCHAR)
  || ' printed is ' || CAST(s.previous + s.printed_increase AS VARCHAR) || ', not ' || CAST(s.cumulative AS VARCHAR)
  || '; the residual ' || CAST(s.cumulative - s.previous - s.printed_increase AS VARCHAR) || ' is not explained' AS message
FROM steps AS s
LEFT JOIN corrections AS c
  ON c.series_id = s.series_id AND c.report_date = s.report_date AND c.category_id = s.category_id
WHERE c.series_id IS NULL
  AND s.cumulative <> s.previous + s.printed_increase
  AND s.cumulative >= s.previous
  AND NOT (s.cumulative = s.previous AND s.printed_increase > 0)
