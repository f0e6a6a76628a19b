-- id: source_dates
-- severity: error
-- tables: sources
-- column: accessed_on
-- title: Source read before it was published
-- title@uk: Джерело прочитано до публікації
-- description: A source cannot have been read before it was published, nor be dated after today.
-- description@uk: Джерело не могло бути прочитане до публікації чи мати майбутню дату.
SELECT
  source_id,
  CAST(accessed_on AS VARCHAR) AS value,
  CASE
    WHEN accessed_on < published_on THEN 'read on ' || CAST(accessed_on AS VARCHAR) || ', published on '
      || CAST(published_on AS VARCHAR)
    ELSE 'a date of this source is yet to come'
  END AS message
FROM sources
WHERE accessed_on < published_on
  OR CAST(accessed_on AS VARCHAR) > CAST(:today AS VARCHAR)
  OR CAST(published_on AS VARCHAR) > CAST(:today AS VARCHAR)
