-- What came in per source in a period, and what became of it?
SELECT source, toString(outcome) AS outcome, reason, sum(l.events) AS events, toUnixTimestamp64Milli(max(l.last_at)) AS last_at
FROM ledger AS l
WHERE hour >= toDateTime(intDiv({since:Int64}, 1000), 'UTC') AND hour < toDateTime(intDiv({until:Int64}, 1000), 'UTC')
  AND ({source:String} = '' OR source = {source:String})
GROUP BY source, outcome, reason
ORDER BY source, outcome, events DESC
