-- Of the companies that had occasion at the end of a week: how many used the box some weeks before and at its end, and how many came to
-- and lapsed in between, in all and per group? Of several such weeks at once.
SELECT toString(span.2) AS week, part.1 AS dimension, part.2 AS value, count() AS n, countIf(used) AS before, countIf(NOT used AND uses) AS came, countIf(used AND NOT uses) AS lapsed
FROM (
  SELECT
    arrayJoin(arrayZip({starts:Array(Date)}, {ends:Array(Date)})) AS span,
    states[arrayCount(w -> w <= span.1, weeks)] AS was, states[arrayCount(w -> w <= span.2, weeks)] AS became,
    was >= {use:UInt8} AND was < {lapsed:UInt8} AS used, became >= {use:UInt8} AND became < {lapsed:UInt8} AS uses,
    arrayJoin([('', ''), ('sector', toString(sector)), ('size', toString(size)), ('region', toString(region)), ('municipality', toString(municipality))]) AS part
  FROM ladders FINAL
  WHERE population = 'company' AND was NOT IN (0, 255) AND became NOT IN (0, 1, 255) AND (part.1 = '' OR part.2 != '')
)
GROUP BY week, dimension, value
ORDER BY week, dimension, value
LIMIT 20000
