-- Of the companies that said whether they know the box, how many know it, per month, and how many of those that said how well know it
-- well, by name only, or not? An organisation counts once a month, as its last response says it; what says neither that it knows it nor
-- that it does not says nothing. `so`, `not` and `levels` are of surveys of companies: whose answer nobody knows is a company's there.
SELECT
  month, count() AS n, countIf(is_aware) AS happened,
  countIf(is_leveled) AS told, countIf(is_leveled AND is_aware) AS well, countIf(is_leveled AND NOT is_aware AND says_not) AS none
FROM (
  SELECT
    month, argMax(NOT unaware, (given, response)) AS is_aware,
    argMax(leveled, (given, response)) AS is_leveled, argMax(denies, (given, response)) AS says_not
  FROM (
    SELECT
      toString(toStartOfMonth(toDate(max(answered_at), 'Europe/Amsterdam'))) AS month, max(answered_at) AS given,
      -- What a branch says its head says.
      if(b.head != 0, b.head, a.organisation) AS whose, toString(response) AS response,
      max(arrayExists(o -> concat(survey, '|', question, '|', o, '|weten') IN {so:Array(String)}, options)) AS unaware,
      max(arrayExists(o -> concat(survey, '|', question, '|', o, '|weten') IN {not:Array(String)}, options)) AS aware,
      max(arrayExists(o -> concat(survey, '|', question, '|', o, '|not') IN {levels:Array(String)}, options)) AS denies,
      denies OR max(arrayExists(o -> hasAny({levels:Array(String)},
        [concat(survey, '|', question, '|', o, '|well'), concat(survey, '|', question, '|', o, '|name')]), options)) AS leveled
    FROM answers AS a FINAL
    LEFT ANY JOIN branches AS b ON a.organisation = b.branch
    WHERE answered_at >= fromUnixTimestamp64Milli({since:Int64}) AND answered_at < fromUnixTimestamp64Milli({until:Int64})
      -- Whoever answers by a number that the registry knows as something else is no company.
      AND a.organisation NOT IN (SELECT organisation FROM organisations WHERE population != 'company')
    GROUP BY whose, survey, response
    HAVING unaware OR aware
  )
  GROUP BY month, if(whose = 0, response, toString(whose))
)
GROUP BY month
ORDER BY month
