-- Along which channels, one after the other, did organisations go with a process at each team?
SELECT value, path, count() AS organisations
FROM (
  SELECT
    if({by:String} = 'authority', toString(authority_name), toString(team)) AS value, organisation,
    arrayCompact(arrayMap(one -> one.2, arraySort(groupArray((sent_at, toString(channel)))))) AS steps,
    arrayStringConcat(if(length(steps) > 5, arrayPushBack(arraySlice(steps, 1, 5), 'more'), steps), '>') AS path
  FROM messages FINAL
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND process = {process:String} AND organisation != 0
    AND (empty({authority:String}) OR authority_name = {authority:String})
  GROUP BY value, organisation
)
GROUP BY value, path
ORDER BY value, path
LIMIT {most:UInt32}
