-- When did each unit of an experiment first see a variant, and which? Units that saw several are left out.
SELECT unit, first, arm
FROM first_exposures FINAL
WHERE experiment = {experiment:String} AND unit_kind = {unit:String}
  AND first >= fromUnixTimestamp64Milli({since:Int64}) AND first <= fromUnixTimestamp64Milli({until:Int64})
  AND arm = last_arm AND arm IN {arms:Array(String)}
