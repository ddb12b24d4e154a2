-- How many organisations stood where on the ladder in the first week, and how many went from where to where in each week after it?
SELECT week, before, state, sum(organisations) AS organisations
FROM (
  -- A stay that began earlier is there from the first week.
  SELECT greatest(begun, {from:Date}) AS week, s.before AS before, s.state AS state, sum(s.organisations) AS organisations
  FROM ladder_stays AS s
  WHERE version = {version:Int64} AND total = {total:Bool} AND boundaries IN ('both', {boundaries:String}) AND population = {population:String} AND begun <= {to:Date} AND ended > {from:Date}
    AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
    AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
  GROUP BY week, before, state
  UNION ALL
  -- To leave begins no stay, and is a move of its own.
  SELECT ended AS week, s.state AS before, s.after AS state, sum(s.organisations) AS organisations
  FROM ladder_stays AS s
  WHERE version = {version:Int64} AND total = {total:Bool} AND boundaries IN ('both', {boundaries:String}) AND population = {population:String} AND ended > {from:Date} AND ended <= {to:Date} AND s.after IN (0, 255)
    AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
    AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
  GROUP BY week, before, state
)
GROUP BY week, before, state
ORDER BY week, before, state
