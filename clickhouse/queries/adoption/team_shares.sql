-- How many items of a process had each team, how many went through the box and digitally, and how alike are those of one organisation?
SELECT
  value, sum(items) AS n, count() AS clusters, sum(toFloat64(items) * items) AS nn,
  sum(box_one) AS box, sum(toFloat64(box_one) * box_one) AS box_squares, sum(toFloat64(box_one) * items) AS box_products,
  sum(digital_one) AS digital, sum(toFloat64(digital_one) * digital_one) AS digital_squares, sum(toFloat64(digital_one) * items) AS digital_products
FROM (
  SELECT
    if({by:String} = 'authority', toString(authority_name), toString(team)) AS value,
    -- What is about a branch is about its head; whose organisation nobody knows stands by itself.
    multiIf(m.organisation = 0, sipHash64(m.id), b.head != 0, b.head, m.organisation) AS cluster,
    count() AS items, countIf(channel = 'berichtenbox') AS box_one, countIf(channel IN ('berichtenbox', 'portal')) AS digital_one
  FROM messages AS m FINAL
  LEFT ANY JOIN branches AS b ON m.organisation = b.branch
  WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
    AND process = {process:String}
    AND (empty({authority:String}) OR authority_name = {authority:String})
  GROUP BY value, cluster
)
GROUP BY value
ORDER BY value
LIMIT {most:UInt32}
