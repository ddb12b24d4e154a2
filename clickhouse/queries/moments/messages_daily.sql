-- How many messages went through the box each day (in the Netherlands), how many of them are not invented, and from which day on is there
-- any item at all?
SELECT
  toString(toDate(sent_at, 'Europe/Amsterdam')) AS day, count() AS messages, countIf(NOT example) AS real,
  toString((SELECT min(toDate(sent_at, 'Europe/Amsterdam')) FROM messages)) AS began,
  ifNull(toString((SELECT minOrNull(toDate(sent_at, 'Europe/Amsterdam')) FROM messages WHERE NOT example)), '') AS real_began
FROM messages FINAL
WHERE channel = 'berichtenbox' AND sent_at < fromUnixTimestamp64Milli({until:Int64})
GROUP BY day
ORDER BY day
LIMIT 10000
