-- About which organisations did anything arrive since a moment? What is about a branch is about its head, of before and after.
SELECT DISTINCT toString(arrayJoin(arrayPushFront(heads, organisation))) AS key
FROM (
  SELECT organisation FROM arrivals WHERE inserted_at >= fromUnixTimestamp64Milli({since:Int64}) AND organisation != 0
  UNION ALL
  -- Also when somebody is known already: whoever proves to be of two is of neither.
  SELECT organisation FROM links WHERE visitor IN (SELECT visitor FROM arrivals WHERE inserted_at >= fromUnixTimestamp64Milli({since:Int64}) AND visitor != 0)
  UNION ALL
  SELECT organisation FROM organisations WHERE imported_at >= fromUnixTimestamp64Milli({since:Int64})
  UNION ALL
  SELECT organisation FROM eligibilities WHERE imported_at >= fromUnixTimestamp64Milli({since:Int64})
  UNION ALL
  SELECT arrayJoin([organisation, authority, department]) AS organisation FROM messages WHERE imported_at >= fromUnixTimestamp64Milli({since:Int64})
) AS c
LEFT ANY JOIN (SELECT organisation, groupUniqArray(head) AS heads FROM organisations WHERE head != organisation GROUP BY organisation) AS b USING (organisation)
WHERE organisation != 0
LIMIT {most:UInt32}
