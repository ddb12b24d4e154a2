-- Of the organisations that used the box in a month, in how many of its weeks did they? A week belongs to the month of its Thursday.
-- Asked of `active`: who did so on which day.
SELECT month, weeks, count() AS organisations
FROM (
  SELECT who, toStartOfMonth(toMonday(day) + 3) AS month, uniqExact(toMonday(day)) AS weeks
  FROM active
  WHERE who IN (
    SELECT organisation FROM journeys FINAL
    WHERE population = {population:String}
      -- By the boundaries of then: where it lay on the last day.
      AND (empty({municipality:Array(String)}) OR if({boundaries:String} = 'then' AND notEmpty(lay_in), lay_in[greatest(1, arrayCount(f -> f <= {to:Date}, lay_from))], municipality) IN {municipality:Array(String)})
      AND (empty({region:Array(String)}) OR if({boundaries:String} = 'then' AND notEmpty(lay_in), lay_region[greatest(1, arrayCount(f -> f <= {to:Date}, lay_from))], region) IN {region:Array(String)})
      AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
      AND (empty({size:Array(String)}) OR size IN {size:Array(String)}))
  GROUP BY who, month
)
WHERE month >= {from:Date}
GROUP BY month, weeks
ORDER BY month, weeks
