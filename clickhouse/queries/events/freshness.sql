-- When did each source last send something?
SELECT source, toUnixTimestamp64Milli(max(l.last_at)) AS last_at, sumIf(l.events, hour >= now() - INTERVAL 24 HOUR AND outcome = 'accepted') AS last_day
FROM ledger AS l
WHERE outcome = 'received'
GROUP BY source
ORDER BY source
