-- After how many days were box messages to authorities answered, per month and source; -1 where they were not within some weeks?
-- Of those known that long after sending.
SELECT
  toString(toStartOfMonth(toDate(m.sent_at, 'Europe/Amsterdam'))) AS month, source,
  if(answered_at IS NULL OR answered_at > m.sent_at + toIntervalWeek({weeks:UInt8}), -1,
    greatest(0, dateDiff('day', toDate(m.sent_at, 'Europe/Amsterdam'), toDate(assumeNotNull(answered_at), 'Europe/Amsterdam')))) AS days,
  count() AS messages
FROM messages AS m FINAL
WHERE channel = 'berichtenbox' AND direction = 'to_authority'
  AND m.sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND m.sent_at < fromUnixTimestamp64Milli({until:Int64})
  AND (m.sent_at + toIntervalWeek({weeks:UInt8}) <= m.imported_at OR m.example)
GROUP BY month, source, days
ORDER BY month, source, days
