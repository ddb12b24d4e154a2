-- How many organisations of an audience have had occasion in the period? Empty lists are all.
SELECT count() AS organisations
FROM journeys FINAL
WHERE population = {population:String} AND valid_from <= {to:Date} AND valid_to > {from:Date}
  AND arrayExists((f, t) -> f <= {to:Date} AND t > {from:Date}, eligible_from, eligible_to)
  AND (empty({sectors:Array(String)}) OR sector IN {sectors:Array(String)})
  AND (empty({sizes:Array(String)}) OR size IN {sizes:Array(String)})
  AND (empty({regions:Array(String)}) OR region IN {regions:Array(String)})
  AND (empty({municipalities:Array(String)}) OR municipality IN {municipalities:Array(String)})
  AND (empty({names:Array(String)}) OR organisation IN (
    SELECT organisation FROM organisations FINAL WHERE population = {population:String} AND name IN {names:Array(String)}))
