-- id: losses_follow_readings
-- severity: error
-- tables: losses, readings, adjudications
-- column: cumulative
-- title: Published figure not derived
-- title@uk: Показник не виведено зі зчитаних значень
-- description: A published total must be the adjudicated one, or else the one on which all readings agree;
--   the counts of readings and of agreeing readings must be right. Run `wartally derive`.
-- description@uk: Оприлюднений підсумок має збігатися з рішенням щодо розбіжності, а якщо його немає – з
--   одностайним значенням записів; кількість записів і тих, що збігаються,
--   має бути правильною. Запустіть `wartally derive`.
WITH said AS (
  SELECT
    series_id, report_date, category_id,
    COUNT(cumulative) AS readings,
    MIN(cumulative) AS lowest,
    MAX(cumulative) AS highest
  FROM readings
  GROUP BY series_id, report_date, category_id
),
wanted AS (
  SELECT
    l.series_id, l.report_date, l.category_id, l.cumulative, l.readings, l.agreeing,
    CASE WHEN a.series_id IS NOT NULL THEN a.cumulative WHEN s.lowest = s.highest THEN s.lowest END AS figure,
    COALESCE(s.readings, 0) AS said
  FROM losses AS l
  LEFT JOIN said AS s
    ON s.series_id = l.series_id AND s.report_date = l.report_date AND s.category_id = l.category_id
  LEFT JOIN adjudications AS a
    ON a.series_id = l.series_id AND a.report_date = l.report_date AND a.category_id = l.category_id
),
counted AS (
  SELECT w.series_id, w.report_date, w.category_id, COUNT(r.cumulative) AS agreeing
  FROM wanted AS w
  LEFT JOIN readings AS r
    ON r.series_id = w.series_id AND r.report_date = w.report_date AND r.category_id = w.category_id
    AND r.cumulative = w.cumulative
  GROUP BY w.series_id, w.report_date, w.category_id
)
SELECT
  w.series_id,
  w.report_date,
  w.category_id,
  CAST(w.cumulative AS VARCHAR) AS value,
  CASE
    WHEN w.cumulative IS DISTINCT FROM w.figure
      THEN 'the readings and adjudications give ' || COALESCE(CAST(w.figure AS VARCHAR), 'no figure')
        || ', not ' || COALESCE(CAST(w.cumulative AS VARCHAR), 'none')
    ELSE 'there are ' || CAST(w.said AS VARCHAR) || ' readings, ' || CAST(c.agreeing AS VARCHAR) || ' of them agreeing'
  END AS message
FROM wanted AS w
JOIN counted AS c
  ON c.series_id = w.series_id AND c.report_date = w.report_date AND c.category_id = w.category_id
WHERE w.cumulative IS DISTINCT FROM w.figure OR w.readings <> w.said OR w.agreeing <> c.agreeing
