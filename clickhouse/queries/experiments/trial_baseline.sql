-- Of those that could have taken part some weeks ago, how many have reached the rung since, by themselves?
SELECT count() AS organisations, countIf(came) AS reached
FROM (
  SELECT
    organisation,
    max(if(states[arrayCount(w -> w <= {week:Date}, weeks)] = 255, 0, states[arrayCount(w -> w <= {week:Date}, weeks)])) AS stood,
    max(arrayExists((w, s) -> w <= {week:Date} AND s >= {rung:UInt8} AND s <= {top:UInt8}, weeks, states)) AS had,
    max(arrayExists((w, s) -> w > {week:Date} AND w <= {last:Date} AND s >= {rung:UInt8} AND s <= {top:UInt8}, weeks, states)) AS came
  FROM ladders FINAL
  WHERE population = {population:String}
  GROUP BY organisation
)
WHERE stood >= {first:UInt8} AND stood < {limit:UInt8} AND NOT had
