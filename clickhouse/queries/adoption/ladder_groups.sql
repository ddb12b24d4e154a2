-- How many organisations of each group stood where on the ladder in the first week, and in the last?
SELECT
  toString({by:Identifier}) AS value,
  state, sumIf(organisations, ended > {from:Date} AND begun <= {from:Date}) AS first, sumIf(organisations, ended > {to:Date}) AS last
FROM ladder_stays
WHERE version = {version:Int64} AND NOT total AND boundaries IN ('both', {boundaries:String}) AND population = {population:String} AND begun <= {to:Date} AND ended > {from:Date}
    AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
    AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
GROUP BY {by:Identifier}, state
ORDER BY value, state
LIMIT 5000
