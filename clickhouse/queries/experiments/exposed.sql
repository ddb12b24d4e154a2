-- When did each unit of an experiment first see a variant, and which? Units that saw several are left out.
SELECT unit, min(at) AS first, min(variation) AS arm
FROM exposures
WHERE experiment = {experiment:String} AND unit_kind = {unit:String} AND unit != 0
  AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
GROUP BY unit
HAVING arm = max(variation) AND has({arms:Array(String)}, arm)
