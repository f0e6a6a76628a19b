-- title: Printed increases that differ
-- title@uk: Розбіжності в зазначеному прирості
-- description: Reports whose picture and text print different increases beside the same heading, and the one taken.
-- description@uk: Зведення, у яких зображення й текст подають різний приріст під тим самим заголовком, і взяте значення.
SELECT
  r.series_id,
  r.report_date,
  r.category_id,
  group_concat(r.transcription_id || ' ' || printf('%+d', r.printed_increase), '; ')
    AS increases,
  l.printed_increase AS taken,
  l.change
FROM readings AS r
JOIN losses AS l
  ON l.series_id = r.series_id AND l.report_date = r.report_date AND l.category_id = r.category_id
WHERE r.printed_increase IS NOT NULL
GROUP BY r.series_id, r.report_date, r.category_id
HAVING MIN(r.printed_increase) <> MAX(r.printed_increase)
