-- How many organisations first used the box in each week, month or quarter, and how many of those again in each one after?
-- Asked of `active`: who did so on which day.
SELECT start, span, count() AS organisations
FROM (
  SELECT who, groupUniqArray(multiIf({per:String} = 'week', toMonday(day), {per:String} = 'month', toStartOfMonth(day), toStartOfQuarter(day))) AS spans, arrayMin(spans) AS start
  FROM active
  WHERE who IN (
    SELECT organisation FROM journeys FINAL
    WHERE population = {population:String}
      -- By the boundaries of then: where it lay on the last day.
      AND (empty({municipality:Array(String)}) OR if({boundaries:String} = 'then' AND notEmpty(lay_in), lay_in[greatest(1, arrayCount(f -> f <= {to:Date}, lay_from))], municipality) IN {municipality:Array(String)})
      AND (empty({region:Array(String)}) OR if({boundaries:String} = 'then' AND notEmpty(lay_in), lay_region[greatest(1, arrayCount(f -> f <= {to:Date}, lay_from))], region) IN {region:Array(String)})
      AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
      AND (empty({size:Array(String)}) OR size IN {size:Array(String)}))
  GROUP BY who
)
ARRAY JOIN spans AS span
WHERE start >= {from:Date}
GROUP BY start, span
ORDER BY start, span
