-- How many items of a process were answered within some days at each team, and within a day less, of those whose file tells that long
-- after sending; and how alike are those of one organisation, and those that were answered on one day?
WITH known AS (
  -- A file tells of everything in it as it was at the last moment that it names, which is no later than when it came.
  SELECT import_id, least(max(greatest(sent_at, ifNull(answered_at, sent_at))), max(imported_at)) AS seen_until FROM messages GROUP BY import_id
)
SELECT
  value, kind, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(by_one) AS by, sum(toFloat64(by_one) * by_one) AS by_squares, sum(toFloat64(by_one) * items) AS by_products,
  sum(before_one) AS before, sum(toFloat64(before_one) * before_one) AS before_squares, sum(toFloat64(before_one) * items) AS before_products
FROM (
  SELECT
    if({by:String} = 'authority', toString(authority_name), toString(team)) AS value,
    arrayJoin(['organisation', 'day']) AS kind,
    -- What is about a branch is about its head; whose organisation nobody knows, and what is not answered, stands by itself.
    multiIf(
      kind = 'day' AND answered_at IS NOT NULL, toUInt64(toDate(assumeNotNull(answered_at), 'Europe/Amsterdam')),
      kind = 'day' OR m.organisation = 0, sipHash64(m.id),
      b.head != 0, b.head, m.organisation) AS cluster,
    count() AS items,
    countIf(answered_at IS NOT NULL AND greatest(0, dateDiff('day', sent_at, assumeNotNull(answered_at), 'Europe/Amsterdam')) <= {median:Int32}) AS by_one,
    countIf(answered_at IS NOT NULL AND greatest(0, dateDiff('day', sent_at, assumeNotNull(answered_at), 'Europe/Amsterdam')) < {median:Int32}) AS before_one
  FROM messages AS m FINAL
  INNER JOIN known USING (import_id)
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND process = {process:String} AND direction != 'to_organisation'
    AND (empty({authority:String}) OR authority_name = {authority:String})
    AND has({sources:Array(String)}, toString(source))
    AND dateDiff('day', sent_at, seen_until, 'Europe/Amsterdam') >= {median:Int32}
  GROUP BY value, kind, cluster
)
GROUP BY value, kind
ORDER BY value, kind
LIMIT {most:UInt32}
