-- Which process had most items?
SELECT toString(process) AS name
FROM messages FINAL
WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
  AND (empty({authority:String}) OR authority_name = {authority:String})
GROUP BY name
ORDER BY count() DESC, name
LIMIT 1
