-- id: event_twice
-- severity: warning
-- tables: events
-- column: title_en
-- title: Event entered twice
-- title@uk: Подію внесено двічі
-- description: Two events have the same title and the same first day. They may be one event under two identifiers.
-- description@uk: Дві події мають однакову назву й однаковий перший день. Можливо, це одна подія під двома
--   ідентифікаторами.
SELECT
  b.event_id,
  b.title_en AS value,
  'has the title and the first day of ' || a.event_id AS message
FROM events AS a
JOIN events AS b ON b.start_date = a.start_date AND LOWER(b.title_en) = LOWER(a.title_en) AND b.event_id > a.event_id
