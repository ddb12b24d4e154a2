-- After how many days were items of a process answered at each team, or how long were they followed without an answer?
WITH known AS (
  -- A file tells of everything in it as it was at the last moment that it names, which is no later than when it came.
  SELECT import_id, least(max(greatest(sent_at, ifNull(answered_at, sent_at))), max(imported_at)) AS seen_until FROM messages GROUP BY import_id
)
SELECT
  if({by:String} = 'authority', toString(authority_name), toString(team)) AS value,
  has({sources:Array(String)}, toString(source)) AS told,
  told AND answered_at IS NOT NULL AS answered,
  if(told, greatest(0, dateDiff('day', sent_at, ifNull(answered_at, seen_until), 'Europe/Amsterdam')), 0) AS days,
  count() AS n
FROM messages FINAL
INNER JOIN known USING (import_id)
WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
  AND process = {process:String} AND direction != 'to_organisation'
  AND (empty({authority:String}) OR authority_name = {authority:String})
GROUP BY value, told, answered, days
ORDER BY value, told, answered, days
LIMIT {most:UInt32}
