-- How many units saw each variation of an experiment and nothing else, how many saw several, how often is it not known who saw it?
SELECT
  sumMap(map(toString(arm), toUInt64(NOT several))) AS units,
  countIf(several) AS several_variants,
  (SELECT uniqExact(id) FROM exposures
   WHERE experiment = {experiment:String} AND (unit = 0 OR unit_kind != {unit:String})
     AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})) AS without_unit,
  toUnixTimestamp64Milli(max(last)) AS last
FROM (
  SELECT unit, min(variation) AS arm, arm != max(variation) AS several, max(at) AS last
  FROM exposures
  WHERE experiment = {experiment:String} AND unit_kind = {unit:String} AND unit != 0
    AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
  GROUP BY unit
)
SETTINGS optimize_aggregation_in_order = 1
