-- Of those who first took a step in each week or month, how many took another one within so many days?
SELECT
  if({per:String} = 'week', toMonday(day), toStartOfMonth(day)) AS start,
  count() AS organisations,
  countIf(got > 0 AND got < {followed:Int64} AND got - began <= {within:Int64} * 86400) AS completed
FROM (
  SELECT
    toInt64(toUnixTimestamp(reached[{first:UInt8}])) AS began,
    toInt64(toUnixTimestamp(reached[{last:UInt8}])) AS got,
    toDate(reached[{first:UInt8}], 'Europe/Amsterdam') AS day
  FROM journeys_now
  WHERE had_occasion AND began > 0
)
WHERE day BETWEEN {from:Date} AND {to:Date}
GROUP BY start
ORDER BY start
