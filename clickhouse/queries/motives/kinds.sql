-- How many of the chosen organisations have the same evidence and the same answers?
SELECT if({regions:Bool}, region, '') AS region, sector, size, state, toString(holds) AS holds, said, fold, sum(organisations) AS organisations
FROM (SELECT * FROM motive_cells WHERE version = {version:Int64} AND population = {population:String}
  AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
  AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
  AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
  AND (empty({size:Array(String)}) OR size IN {size:Array(String)})) AS c
GROUP BY ALL
