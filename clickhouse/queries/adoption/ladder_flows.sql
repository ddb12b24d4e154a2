-- How many organisations stood where on the ladder in the first week, and how many went from where to where in each week after it?
SELECT move.1 AS week, move.2 AS before, move.3 AS state, sum(stayed) AS organisations
FROM (
  SELECT arrayJoin(if(leaves, [(came, stood, stands), (gone, stands, to)], [(came, stood, stands)])) AS move, stayed
  FROM (
    SELECT
      -- A stay that began earlier is there from the first week.
      greatest(begun, {from:Date}) AS came, before AS stood, state AS stands,
      -- To leave begins no stay, and is a move of its own.
      ended <= {to:Date} AND after IN (0, 255) AS leaves, if(leaves, ended, toDate(0)) AS gone, if(leaves, after, 0) AS to,
      sum(organisations) AS stayed
    FROM ladder_stays
    WHERE version = {version:Int64} AND total = {total:Bool} AND boundaries IN ('both', {boundaries:String}) AND population = {population:String} AND begun <= {to:Date} AND ended > {from:Date}
      AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
      AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
      AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
      AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
    GROUP BY came, stood, stands, leaves, gone, to
  )
)
GROUP BY week, before, state
ORDER BY week, before, state
