-- How many weeks did organisations stay that came to a rung in the period, and was that all, or only as far as is known?
SELECT
  state, ended <= {to:Date} AND after NOT IN (0, 255) AS went,
  -- As far as it is known to have stood there, at the end of a week.
  dateDiff('week', begun, if(went, ended, least({to:Date}, ended - 7))) AS weeks,
  sum(s.organisations) AS organisations
FROM ladder_stays AS s
WHERE version = {version:Int64} AND total = {total:Bool} AND boundaries IN ('both', {boundaries:String}) AND population = {population:String} AND begun <= {to:Date} AND begun > {from:Date}
    -- Whose dimensions changed was there already, and nobody knows how long.
    AND before != 255
    AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
    AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
GROUP BY state, weeks, went
ORDER BY state, weeks
