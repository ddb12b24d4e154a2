-- How many units saw each variation of an experiment and nothing else, how many saw several, how often is it not known who saw it?
SELECT
  sumMapIf(map(toString(arm), n), arm = last_arm) AS units,
  sumIf(n, arm != last_arm) AS several_variants,
  (SELECT uniqExact(id) FROM exposures
   WHERE experiment = {experiment:String} AND (unit = 0 OR unit_kind != {unit:String})
     AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})) AS without_unit,
  toUnixTimestamp64Milli(max(latest)) AS last
FROM (
  SELECT arm, last_arm, count() AS n, max(f.last) AS latest
  FROM first_exposures AS f FINAL
  WHERE experiment = {experiment:String} AND unit_kind = {unit:String}
    AND first >= fromUnixTimestamp64Milli({since:Int64}) AND first <= fromUnixTimestamp64Milli({until:Int64})
  GROUP BY arm, last_arm
)
