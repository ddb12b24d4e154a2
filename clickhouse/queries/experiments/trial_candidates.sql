-- Where does each organisation stand in a week, and with which dimensions?
SELECT toString(organisation) AS organisation, municipality, region, sector, size, state
FROM (
  SELECT organisation, municipality, region, sector, size, states[arrayCount(w -> w <= {week:Date}, weeks)] AS state
  FROM ladders FINAL
  WHERE population = {population:String} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
)
WHERE state NOT IN (0, 255)
