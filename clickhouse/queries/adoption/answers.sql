-- How many box messages to authorities were answered within some weeks, per month and source, after how many days (from 0), and how
-- alike are those of one organisation? Of those of which their file tells that long after sending.
WITH known AS (
  -- A file tells of everything in it as it was at the last moment that it names, which is no later than when it came.
  SELECT import_id, least(max(greatest(sent_at, ifNull(read_at, sent_at), ifNull(answered_at, sent_at))), max(imported_at)) AS seen_until
  FROM messages GROUP BY import_id
)
SELECT
  month, source, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(done) AS happened, sum(toFloat64(done) * done) AS cc, sum(toFloat64(done) * items) AS nc,
  arrayMap(day -> countEqual(groupArrayArray(took), day), range(0, toUInt32(7 * {weeks:UInt8} + 2))) AS days
FROM (
  SELECT
    toString(toStartOfMonth(toDate(m.sent_at, 'Europe/Amsterdam'))) AS month, source,
    -- What is about a branch is about its head; whose organisation nobody knows stands by itself.
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster, count() AS items,
    groupArrayIf(toInt32(greatest(0, dateDiff('day', m.sent_at, assumeNotNull(answered_at), 'Europe/Amsterdam'))),
      answered_at IS NOT NULL AND answered_at <= m.sent_at + toIntervalWeek({weeks:UInt8})) AS took,
    length(took) AS done
  FROM messages AS m FINAL
  INNER JOIN known USING (import_id)
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE channel = 'berichtenbox' AND direction = 'to_authority'
    AND m.sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND m.sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND (m.sent_at + toIntervalWeek({weeks:UInt8}) <= seen_until OR m.example)
  GROUP BY month, source, cluster
)
GROUP BY month, source
ORDER BY month, source
