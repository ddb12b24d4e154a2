-- What did the browser of each visitor of an experiment tell of itself when it first saw a variant?
SELECT
  visitor AS unit,
  argMin(multiIf({dimension:String} = 'device', toString(device), {dimension:String} = 'browser', toString(browser),
    {dimension:String} = 'language', toString(language), ''), at) AS part
FROM events
WHERE name = 'experiment_viewed' AND properties['experiment'] = {experiment:String} AND visitor != 0
  AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
GROUP BY visitor
