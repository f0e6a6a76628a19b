-- id: press_claim_source_date
-- severity: error
-- tables: press_claims, sources
-- column: published_on
-- title: Statement and article of different days
-- title@uk: Твердження і стаття мають різні дати
-- description: A statement has the day of publication of its article; a day that was inferred is not given as the
--   article's own.
-- description@uk: Дата твердження має збігатися з датою публікації статті; виведену дату не подають як власну
--   дату статті.
SELECT
  c.claim_id,
  CAST(c.published_on AS VARCHAR) AS value,
  'dated ' || CAST(c.published_on AS VARCHAR) || CASE WHEN c.date_inferred THEN ' (inferred)' ELSE '' END
    || ', its article ' || s.source_id || ' ' || CAST(s.published_on AS VARCHAR) AS message
FROM press_claims AS c
JOIN sources AS s ON s.source_id = c.source_id
WHERE s.published_on IS NOT NULL AND (c.date_inferred OR c.published_on <> s.published_on)
