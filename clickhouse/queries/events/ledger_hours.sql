-- How many were accepted and refused per hour?
SELECT toUnixTimestamp(hour) AS at, sumIf(l.events, outcome = 'accepted') AS accepted, sumIf(l.events, outcome = 'refused') AS refused
FROM ledger AS l
WHERE hour >= toDateTime(intDiv({since:Int64}, 1000), 'UTC') AND hour < toDateTime(intDiv({until:Int64}, 1000), 'UTC')
GROUP BY hour
ORDER BY hour
LIMIT 100000
