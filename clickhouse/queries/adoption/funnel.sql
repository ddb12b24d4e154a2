-- How many organisations had occasion in the period, how many had completed each step by its end, and how long did each
-- step take after the one before (seconds, in the middle), per group?
SELECT
  value,
  sum(organisations) AS registered,
  sum(with_occasion) AS eligible,
  sumForEach(arrayWithConstant(completed, with_occasion)) AS steps,
  quantileExactForEachMerge(0.5)(gaps) AS seconds
FROM (
  -- Per number of completed steps first: a handful of rows a group, whatever the number of organisations.
  SELECT
    multiIf({breakdown:String} = 'municipality', toString(municipality), {breakdown:String} = 'region', toString(region),
      {breakdown:String} = 'sector', toString(sector), {breakdown:String} = 'size', toString(size),
      {breakdown:String} = 'site', toString(site), {breakdown:String} = 'campaign', toString(campaign), '') AS value,
    completed,
    count() AS organisations,
    countIf(had_occasion) AS with_occasion,
    quantileExactForEachStateIf(0.5)(took, had_occasion AND notEmpty(took)) AS gaps
  FROM journeys_now
  WHERE {stuck:UInt8} = 0 OR (had_occasion AND completed = {stuck:UInt8} - 1)
  GROUP BY value, completed
)
GROUP BY value
ORDER BY eligible DESC, value
LIMIT 500
