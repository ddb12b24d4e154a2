-- How many organisations of each group had occasion and had not come to use the box when a period began, and how many did within it?
SELECT value, period, count() AS size, countIf(came >= begun AND came < ended) AS sum
FROM (
  SELECT
    organisation, if({by:String} = 'sector', toString(sector), toString(municipality)) AS value,
    place - 1 AS period, begun, ended, states[arrayCount(w -> w < begun, weeks)] AS state
  FROM ladders AS l FINAL
  ARRAY JOIN {begun:Array(Date)} AS begun, {ended:Array(Date)} AS ended, arrayEnumerate({begun:Array(Date)}) AS place
  WHERE population = {population:String} AND state >= 2 AND state < {use:UInt8}
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
) AS waiting
LEFT ANY JOIN (
  SELECT organisation, min(week) AS came
  FROM (
    SELECT organisation, arrayFirst((w, s) -> s >= {use:UInt8} AND s != 255, weeks, states) AS first, if(first = toDate(0), toDate('2149-01-01'), first) AS week
    FROM ladders FINAL
    WHERE population = {population:String}
  )
  GROUP BY organisation
) AS arrival USING (organisation)
WHERE value != ''
GROUP BY value, period
ORDER BY value, period
LIMIT {most:UInt32}
