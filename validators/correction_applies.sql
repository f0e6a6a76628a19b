-- id: correction_applies
-- severity: error
-- tables: corrections, losses
-- column: residual
-- title: Correction no longer applies
-- title@uk: Виправлення більше не діє
-- description: A correction's residual must be exactly what double entry leaves; where no increase is known,
--   the increase it implies may not be negative. A residual of 0 explains nothing.
-- description@uk: Різниця має точно дорівнювати тому, що лишає подвійний запис; якщо приріст невідомий,
--   виведений із неї приріст не може бути від'ємним. Різниця 0 нічого не пояснює.
SELECT
  c.series_id,
  c.report_date,
  c.category_id,
  CAST(c.residual AS VARCHAR) AS value,
  CASE
    WHEN l.change IS NULL THEN 'there is no change on that day that it could explain'
    WHEN l.printed_increase IS NULL
      THEN 'with this residual the day''s increase would be ' || CAST(l.change - c.residual AS VARCHAR)
    ELSE 'the residual of that day is ' || CAST(l.change - l.printed_increase AS VARCHAR)
  END AS message
FROM corrections AS c
LEFT JOIN losses AS l
  ON l.series_id = c.series_id AND l.report_date = c.report_date AND l.category_id = c.category_id
WHERE l.change IS NULL
  OR c.residual = 0
  OR (l.printed_increase IS NOT NULL AND c.residual <> l.change - l.printed_increase)
  OR (l.printed_increase IS NULL AND c.residual > l.change)
