-- On which day did each authority first get or send a message through the box, and which was the first that is not invented (empty without)?
SELECT
  if(authority != 0, toString(authority), toString(authority_name)) AS key, argMax(authority_name, sent_at) AS name,
  toString(min(toDate(sent_at, 'Europe/Amsterdam'))) AS day,
  ifNull(toString(minOrNullIf(toDate(sent_at, 'Europe/Amsterdam'), NOT example)), '') AS real
FROM messages FINAL
WHERE channel = 'berichtenbox' AND authority_name != '' AND sent_at < fromUnixTimestamp64Milli({until:Int64})
GROUP BY key
ORDER BY day, name
LIMIT 10000
