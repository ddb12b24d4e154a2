-- How many organisations are there in a week by municipality, and how many of them could take part?
SELECT municipality, any(region) AS region, count() AS registered, countIf(state = 1) AS idle, countIf(state >= {first:UInt8} AND state < {limit:UInt8}) AS organisations
FROM (
  SELECT organisation, municipality, region, states[arrayCount(w -> w <= {week:Date}, weeks)] AS state
  FROM ladders FINAL
  WHERE population = {population:String}
)
WHERE state NOT IN (0, 255)
GROUP BY municipality
ORDER BY municipality
LIMIT 1000
