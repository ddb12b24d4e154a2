-- How many organisations had occasion in the period, how many had completed each step by its end, and how long did each
-- step take after the one before (seconds, in the middle), per group?
SELECT
  multiIf({breakdown:String} = 'municipality', municipality, {breakdown:String} = 'region', region, {breakdown:String} = 'sector', sector,
    {breakdown:String} = 'size', size, {breakdown:String} = 'site', site, {breakdown:String} = 'campaign', campaign, '') AS value,
  count() AS registered,
  countIf(had_occasion) AS eligible,
  sumForEachIf(arrayWithConstant(completed, 1), had_occasion) AS steps,
  quantileExactForEachIf(0.5)(
    arrayPopFront(arrayDifference(arrayMap(r -> toUnixTimestamp(r), arraySlice(reached, 1, completed)))),
    {times:Bool} AND had_occasion AND completed > 1) AS seconds
FROM (
  SELECT
    toString(municipality) AS municipality, toString(region) AS region, toString(sector) AS sector, toString(size) AS size,
    toString(site) AS site, toString(campaign) AS campaign, reached,
    arrayExists((f, t) -> f <= {to:Date} AND t > {from:Date}, eligible_from, eligible_to) AS had_occasion,
    -- Steps are completed in order, so the completed ones come first.
    arrayCount(r -> toUnixTimestamp(r) > 0 AND r < toDateTime(intDiv({until:Int64}, 1000), 'UTC'), reached) AS completed
  FROM journeys_now
  WHERE valid_from <= {to:Date} AND valid_to > {from:Date}
)
WHERE (empty({municipality:Array(String)}) OR has({municipality:Array(String)}, municipality))
  AND (empty({region:Array(String)}) OR has({region:Array(String)}, region))
  AND (empty({sector:Array(String)}) OR has({sector:Array(String)}, sector))
  AND (empty({size:Array(String)}) OR has({size:Array(String)}, size))
  AND (empty({site:Array(String)}) OR has({site:Array(String)}, site))
  AND (empty({campaign:Array(String)}) OR has({campaign:Array(String)}, campaign))
  AND ({stuck:UInt8} = 0 OR (had_occasion AND completed = {stuck:UInt8} - 1))
GROUP BY value
ORDER BY eligible DESC, value
LIMIT 500
