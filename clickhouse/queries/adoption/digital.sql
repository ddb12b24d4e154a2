-- How many items had each month, how many went digitally, and how alike are those of one organisation?
SELECT
  month, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(done) AS happened, sum(toFloat64(done) * done) AS cc, sum(toFloat64(done) * items) AS nc
FROM (
  SELECT
    toString(toStartOfMonth(toDate(sent_at, 'Europe/Amsterdam'))) AS month,
    -- What is about a branch is about its head; whose organisation nobody knows stands by itself.
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster,
    count() AS items, countIf(channel IN ('berichtenbox', 'portal')) AS done
  FROM messages AS m FINAL
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
  GROUP BY month, cluster
)
GROUP BY month
ORDER BY month
