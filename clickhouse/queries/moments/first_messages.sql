-- On which day did each authority first get or send a message through the box, of those of which that is a day of the period?
SELECT if(authority != 0, toString(authority), toString(authority_name)) AS key, argMax(authority_name, sent_at) AS name, toString(min(toDate(sent_at, 'Europe/Amsterdam'))) AS day
FROM messages FINAL
WHERE channel = 'berichtenbox' AND authority_name != '' AND sent_at < fromUnixTimestamp64Milli({until:Int64})
GROUP BY key
HAVING day >= toString({from:Date})
ORDER BY day, name
LIMIT 1000
