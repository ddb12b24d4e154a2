-- Which share of the messages to organisations was opened within some weeks, of those sent that long ago?
SELECT source, count() AS sent, countIf(read_at IS NOT NULL AND read_at <= m.sent_at + toIntervalWeek({weeks:UInt8})) AS opened
FROM messages AS m FINAL
WHERE channel = 'berichtenbox' AND m.sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND m.sent_at < fromUnixTimestamp64Milli({until:Int64}) - toIntervalWeek({weeks:UInt8})
GROUP BY source
ORDER BY source
