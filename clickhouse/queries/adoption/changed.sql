-- About which organisations did anything arrive since a moment?
SELECT DISTINCT toString(organisation) AS key FROM (
  SELECT organisation FROM arrivals WHERE inserted_at >= fromUnixTimestamp64Milli({since:Int64}) AND organisation != 0
  UNION ALL
  SELECT organisation FROM links WHERE visitor IN (SELECT visitor FROM arrivals WHERE inserted_at >= fromUnixTimestamp64Milli({since:Int64}) AND organisation = 0)
  UNION ALL
  SELECT organisation FROM organisations WHERE imported_at >= fromUnixTimestamp64Milli({since:Int64})
  UNION ALL
  SELECT organisation FROM eligibilities WHERE imported_at >= fromUnixTimestamp64Milli({since:Int64})
  UNION ALL
  SELECT arrayJoin([organisation, authority, department]) AS organisation FROM messages WHERE imported_at >= fromUnixTimestamp64Milli({since:Int64})
)
WHERE organisation != 0
LIMIT {most:UInt32}
