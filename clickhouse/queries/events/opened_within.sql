-- Which share of the box messages of each month was opened within some weeks, of those known that long after sending?
SELECT
  toString(toStartOfMonth(toDate(m.sent_at, 'Europe/Amsterdam'))) AS month, source, count() AS sent,
  countIf(read_at IS NOT NULL AND read_at <= m.sent_at + toIntervalWeek({weeks:UInt8})) AS opened
FROM messages AS m FINAL
WHERE channel = 'berichtenbox' AND m.sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND m.sent_at < fromUnixTimestamp64Milli({until:Int64})
  AND (m.sent_at + toIntervalWeek({weeks:UInt8}) <= m.imported_at OR m.example)
GROUP BY month, source
ORDER BY month, source
