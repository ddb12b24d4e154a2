-- Of the visitors that first began a form in a month or week, how many sent it within so many days? Each form once in it.
SELECT toString(dateTrunc({by:String}, toDate(began, 'Europe/Amsterdam'))) AS span, count() AS n,
  countIf(arrayExists(x -> x >= began AND x <= began + toIntervalDay({days:UInt16}), sent)) AS happened
FROM (
  SELECT
    arraySort(groupArrayIf(at, name = 'form_start')) AS starts, groupArrayIf(at, name = 'form_submit') AS sent,
    arrayFilter(
      (s, p) -> dateTrunc({by:String}, toDate(s, 'Europe/Amsterdam')) != dateTrunc({by:String}, toDate(p, 'Europe/Amsterdam')),
      starts, arrayPopBack(arrayPushFront(starts, toDateTime64(0, 3, 'UTC')))) AS firsts
  FROM events
  WHERE name IN ('form_start', 'form_submit') AND actor != 0
    AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at < fromUnixTimestamp64Milli({until:Int64}) + toIntervalDay({days:UInt16})
  GROUP BY if(visitor != 0, visitor, actor), properties['form']
)
ARRAY JOIN firsts AS began
WHERE began < fromUnixTimestamp64Milli({until:Int64})
GROUP BY span
ORDER BY span
