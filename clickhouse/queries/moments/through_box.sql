-- How many items had each process, team and group of companies in a quarter, how many went through the box, how alike are those of one
-- organisation, and how many of these used the box? A group is that of today, in both quarters, so that whoever moved is no change.
SELECT
  quarter, by, value, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(done) AS happened, sum(toFloat64(done) * done) AS cc, sum(toFloat64(done) * items) AS nc, countIf(done > 0) AS users
FROM (
  SELECT
    toString(toStartOfQuarter(toDate(sent_at, 'Europe/Amsterdam'))) AS quarter,
    arrayJoin([
      ('process', toString(process)), ('team', toString(team)),
      ('sector', toString(g.sector)), ('size', toString(g.size)), ('region', toString(g.region))
    ]) AS part, part.1 AS by, part.2 AS value,
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster,
    count() AS items, countIf(channel = 'berichtenbox') AS done
  FROM messages AS m FINAL
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  LEFT ANY JOIN (
    SELECT organisation, argMax(l.sector, l.valid_from) AS sector, argMax(l.size, l.valid_from) AS size, argMax(l.region, l.valid_from) AS region
    FROM ladders AS l FINAL
    WHERE population = 'company'
    GROUP BY organisation
  ) AS g ON if(b.head != 0, b.head, m.organisation) = g.organisation
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64}) AND part.2 != ''
  GROUP BY quarter, part, cluster
)
GROUP BY quarter, by, value
ORDER BY quarter, by, value
LIMIT 20000
