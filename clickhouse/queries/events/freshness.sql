-- When did each source last send something, and how much of it was accepted in the last day?
SELECT source, toUnixTimestamp64Milli(maxIf(l.last_at, outcome = 'received')) AS last_at, sumIf(l.events, hour >= now() - INTERVAL 24 HOUR AND outcome = 'accepted') AS last_day
FROM ledger AS l
GROUP BY source
ORDER BY source
