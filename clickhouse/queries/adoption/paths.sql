-- What did visitors do up to three steps before and after they first did something in a period, in the same visit and within a day?
-- Where a source tells no visits apart, what a visitor did within a day is one. Empty where the visit had begun or ended.
SELECT distance, step, count() AS visitors, sum(visitors) OVER (PARTITION BY distance) AS everyone
FROM (
  SELECT
    arrayJoin({distances:Array(Int8)}) AS distance, place + distance AS there,
    if(there >= 1 AND there <= length(trail), trail[there].3, '') AS step
  FROM (
    SELECT c.who AS who, arraySort(groupUniqArray((e.at, e.id, if(e.name = 'page_view', e.path, toString(e.name))))) AS trail,
      indexOf(trail.2, any(c.anchor.3)) AS place
    FROM events AS e
    INNER JOIN (
      SELECT visitor AS who, argMin((session, at, id), (at, id)) AS anchor
      FROM events
      WHERE name = {event:String} AND visitor != 0 AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at < fromUnixTimestamp64Milli({until:Int64})
      GROUP BY visitor
      LIMIT {most:UInt32}
    ) AS c ON e.visitor = c.who
    WHERE e.visitor != 0
      AND e.at >= fromUnixTimestamp64Milli({since:Int64}) - toIntervalDay(1) AND e.at < fromUnixTimestamp64Milli({until:Int64}) + toIntervalDay(1)
      AND e.session = c.anchor.1 AND e.at >= c.anchor.2 - toIntervalDay(1) AND e.at <= c.anchor.2 + toIntervalDay(1)
    GROUP BY who
  )
)
GROUP BY distance, step
ORDER BY distance, visitors DESC, step
LIMIT {rows:UInt32}
