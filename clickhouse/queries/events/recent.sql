-- What came in during the last minutes, newest first?
SELECT toString(id) AS id, toUnixTimestamp64Milli(a.at) AS at, source, name, host, path, lower(hex(actor)) AS actor, organisation != 0 AS is_organisation
FROM arrivals AS a
WHERE inserted_at >= fromUnixTimestamp64Milli({since:Int64})
ORDER BY inserted_at DESC, a.at DESC
LIMIT {most:UInt32}
