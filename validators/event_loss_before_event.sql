-- id: event_loss_before_event
-- severity: error
-- tables: event_losses, events
-- column: report_date
-- title: Report older than the event
-- title@uk: Зведення давніше за подію
-- description: A report is set beside an event that had not begun when it was published.
-- description@uk: Зведення поставлено поруч із подією, яка на час його публікації ще не почалася.
SELECT
  l.event_id,
  l.series_id,
  l.report_date,
  l.category_id,
  CAST(l.report_date AS VARCHAR) AS value,
  'the report is older than the event, which begins on ' || CAST(e.start_date AS VARCHAR) AS message
FROM event_losses AS l
JOIN events AS e ON e.event_id = l.event_id
WHERE l.report_date < e.start_date
