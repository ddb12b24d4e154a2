-- How many units saw each variation of an experiment and nothing else, how many saw several, how often is it not known who saw it?
SELECT
  sumMapIf(map(toString(arm), toUInt64(1)), arm = last_arm) AS units,
  countIf(arm != last_arm) AS several_variants,
  (SELECT uniqExact(id) FROM exposures
   WHERE experiment = {experiment:String} AND (unit = 0 OR unit_kind != {unit:String})
     AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})) AS without_unit,
  toUnixTimestamp64Milli(max(last)) AS last
FROM first_exposures FINAL
WHERE experiment = {experiment:String} AND unit_kind = {unit:String}
  AND first >= fromUnixTimestamp64Milli({since:Int64}) AND first <= fromUnixTimestamp64Milli({until:Int64})
