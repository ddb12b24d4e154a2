-- How many box messages to authorities were answered within some weeks, per week in which they were sent, and how alike are those of
-- one organisation? Of those of which their file tells that long after sending, and of sources that tell of answers.
WITH known AS (
  -- A file tells of everything in it as it was at the last moment that it names, which is no later than when it came.
  SELECT import_id, least(max(greatest(sent_at, ifNull(read_at, sent_at), ifNull(answered_at, sent_at))), max(imported_at)) AS seen_until
  FROM messages GROUP BY import_id
)
SELECT
  week, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(done) AS happened, sum(toFloat64(done) * done) AS cc, sum(toFloat64(done) * items) AS nc
FROM (
  SELECT
    toString(toMonday(toDate(m.sent_at, 'Europe/Amsterdam'))) AS week,
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster, count() AS items,
    countIf(answered_at IS NOT NULL AND answered_at <= m.sent_at + toIntervalWeek({weeks:UInt8})) AS done
  FROM messages AS m FINAL
  INNER JOIN known USING (import_id)
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE channel = 'berichtenbox' AND direction = 'to_authority' AND has({sources:Array(String)}, toString(m.source))
    AND m.sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND m.sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND (m.sent_at + toIntervalWeek({weeks:UInt8}) <= seen_until OR m.example)
  GROUP BY week, cluster
)
GROUP BY week
ORDER BY week
LIMIT 1000
