-- Of the companies that said whether they know the box, how many know it, per month? An organisation counts once a month, as its last
-- response says it; what says neither that it knows it nor that it does not says nothing.
SELECT month, count() AS n, countIf(is_aware) AS happened
FROM (
  SELECT month, argMax(NOT unaware, (given, response)) AS is_aware
  FROM (
    SELECT
      toString(toStartOfMonth(toDate(max(answered_at), 'Europe/Amsterdam'))) AS month, max(answered_at) AS given,
      -- What a branch says its head says.
      if(b.head != 0, b.head, a.organisation) AS whose, toString(response) AS response,
      max(arrayExists(o -> concat(survey, '|', question, '|', o, '|weten') IN {so:Array(String)}, options)) AS unaware,
      max(arrayExists(o -> concat(survey, '|', question, '|', o, '|weten') IN {not:Array(String)}, options)) AS aware
    FROM answers AS a FINAL
    LEFT ANY JOIN branches AS b ON a.organisation = b.branch
    WHERE answered_at >= fromUnixTimestamp64Milli({since:Int64}) AND answered_at < fromUnixTimestamp64Milli({until:Int64})
    GROUP BY whose, survey, response
    HAVING unaware OR aware
  )
  GROUP BY month, if(whose = 0, response, toString(whose))
)
GROUP BY month
ORDER BY month
