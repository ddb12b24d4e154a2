-- How many whole days did it take from one step to another, or has it been without it at the end, per group?
SELECT value, days, happened, count() AS organisations
FROM (
  SELECT
    multiIf({breakdown:String} = 'municipality', toString(municipality), {breakdown:String} = 'region', toString(region),
      {breakdown:String} = 'sector', toString(sector), {breakdown:String} = 'size', toString(size),
      {breakdown:String} = 'site', toString(site), {breakdown:String} = 'campaign', toString(campaign), '') AS value,
    toInt64(toUnixTimestamp(reached[{first:UInt8}])) AS began,
    toInt64(toUnixTimestamp(reached[{last:UInt8}])) AS got,
    got > 0 AND got < {followed:Int64} AS happened,
    intDiv(if(happened, got, {followed:Int64}) - began, 86400) AS days
  FROM journeys_now
  WHERE had_occasion AND began > 0 AND began < {followed:Int64}
)
GROUP BY value, days, happened
