-- How many items had each team or authority in each period, and how many of them went digitally?
SELECT if({by:String} = 'authority', toString(authority_name), toString(team)) AS value, place - 1 AS period, count() AS size, countIf(channel IN ('berichtenbox', 'portal')) AS sum
FROM (SELECT authority_name, team, channel, toDate(sent_at, 'Europe/Amsterdam') AS day FROM messages FINAL
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})) AS m
ARRAY JOIN {begun:Array(Date)} AS begun, {ended:Array(Date)} AS ended, arrayEnumerate({begun:Array(Date)}) AS place
WHERE day >= begun AND day < ended AND value != ''
GROUP BY value, period
ORDER BY value, period
LIMIT {most:UInt32}
