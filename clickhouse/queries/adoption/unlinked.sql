-- How many visitors in a period cannot be told to belong to exactly one organisation?
SELECT uniqExact(visitor) AS visitors
FROM events
WHERE organisation = 0 AND visitor != 0 AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at < fromUnixTimestamp64Milli({until:Int64})
  AND visitor NOT IN (SELECT visitor FROM links GROUP BY visitor HAVING uniqExact(organisation) = 1)
