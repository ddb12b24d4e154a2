-- How many weeks after they first had occasion did organisations come to use the box, or had they not as far as is known?
SELECT
  multiIf({by:String} = 'municipality', toString(municipality), {by:String} = 'region', toString(region), {by:String} = 'sector', toString(sector), {by:String} = 'size', toString(size), '') AS value,
  used <= {to:Date} AND used < gone AS happened, dateDiff('week', started, if(happened, used, least({to:Date}, gone - 7))) AS weeks, sum(s.organisations) AS organisations
FROM ladder_starts AS s
WHERE version = {version:Int64} AND boundaries IN ('both', {boundaries:String}) AND population = {population:String} AND started > {from:Date} AND started <= {to:Date}
    AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
    AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
GROUP BY value, weeks, happened
ORDER BY value, weeks, happened
LIMIT 50000
