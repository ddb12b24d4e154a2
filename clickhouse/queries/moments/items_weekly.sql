-- How many items had each week (from Monday, in the Netherlands), how many went digitally and how many through the box, and how alike
-- are those of one organisation? Only of sources that were there in the first of the weeks, or in the first week of all when that is later:
-- one that began since would look like a change.
SELECT
  week, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(done) AS happened, sum(toFloat64(done) * done) AS cc, sum(toFloat64(done) * items) AS nc, sum(box) AS messages
FROM (
  SELECT
    toString(toMonday(toDate(sent_at, 'Europe/Amsterdam'))) AS week,
    -- What is about a branch is about its head; whose organisation nobody knows stands by itself.
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster,
    count() AS items, countIf(channel IN ('berichtenbox', 'portal')) AS done, countIf(channel = 'berichtenbox') AS box
  FROM messages AS m FINAL
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND m.source IN (
      SELECT source FROM messages GROUP BY source
      HAVING toMonday(toDate(min(sent_at), 'Europe/Amsterdam')) <= greatest(
        toMonday(toDate(fromUnixTimestamp64Milli({since:Int64}), 'Europe/Amsterdam')),
        (SELECT toMonday(toDate(min(sent_at), 'Europe/Amsterdam')) FROM messages))
    )
  GROUP BY week, cluster
)
GROUP BY week
ORDER BY week
LIMIT 1000
