-- How long did the step after the one before take, in the middle, among those who completed it by the end of the period?
SELECT step, quantileExact(0.5)(gap) AS seconds
FROM (
  SELECT step, dateDiff('second', reached[step - 1], reached[step]) AS gap
  FROM (
    SELECT reached, toString(municipality) AS municipality, toString(region) AS region, toString(sector) AS sector, toString(size) AS size, toString(site) AS site, toString(campaign) AS campaign
    FROM journeys_now
    WHERE valid_from <= {to:Date} AND valid_to > {from:Date}
      AND arrayExists((f, t) -> f <= {to:Date} AND t > {from:Date}, eligible_from, eligible_to)
  )
  ARRAY JOIN range(2, {steps:UInt8} + 1) AS step
  WHERE toUnixTimestamp(reached[step]) > 0 AND reached[step] < toDateTime(intDiv({until:Int64}, 1000), 'UTC')
    AND (empty({municipality:Array(String)}) OR has({municipality:Array(String)}, municipality))
    AND (empty({region:Array(String)}) OR has({region:Array(String)}, region))
    AND (empty({sector:Array(String)}) OR has({sector:Array(String)}, sector))
    AND (empty({size:Array(String)}) OR has({size:Array(String)}, size))
    AND (empty({site:Array(String)}) OR has({site:Array(String)}, site))
    AND (empty({campaign:Array(String)}) OR has({campaign:Array(String)}, campaign))
)
GROUP BY step
ORDER BY step
