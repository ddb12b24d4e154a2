-- How many items had each process and each team in a quarter, how many went through the box, and how alike are those of one organisation?
SELECT
  quarter, by, value, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(done) AS happened, sum(toFloat64(done) * done) AS cc, sum(toFloat64(done) * items) AS nc
FROM (
  SELECT
    toString(toStartOfQuarter(toDate(sent_at, 'Europe/Amsterdam'))) AS quarter,
    arrayJoin([('process', toString(process)), ('team', toString(team))]) AS part, part.1 AS by, part.2 AS value,
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster,
    count() AS items, countIf(channel = 'berichtenbox') AS done
  FROM messages AS m FINAL
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64}) AND part.2 != ''
  GROUP BY quarter, part, cluster
)
GROUP BY quarter, by, value
ORDER BY quarter, by, value
LIMIT 20000
