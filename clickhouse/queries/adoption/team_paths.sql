-- Along which channels, one after the other, did organisations go with a process at each team, and how many took that path anywhere?
WITH taken AS (
  SELECT
    if({by:String} = 'authority', toString(authority_name), toString(team)) AS value,
    -- What is about a branch is about its head.
    if(b.head != 0, b.head, m.organisation) AS whose,
    arrayCompact(arrayMap(one -> one.2, arraySort(groupArray((sent_at, toString(channel)))))) AS steps,
    arrayStringConcat(if(length(steps) > 5, arrayPushBack(arraySlice(steps, 1, 5), 'more'), steps), '>') AS path
  FROM messages AS m FINAL
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND process = {process:String} AND m.organisation != 0
    AND (empty({authority:String}) OR authority_name = {authority:String})
  GROUP BY value, whose
)
SELECT value, path, count() AS organisations, any(e.anywhere) AS anywhere
FROM taken
INNER JOIN (SELECT path, uniqExact(whose) AS anywhere FROM taken WHERE value != '' GROUP BY path) AS e USING (path)
WHERE value != ''
GROUP BY value, path
ORDER BY value, path
LIMIT {most:UInt32}
