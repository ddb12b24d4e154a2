-- Of the companies that said whether they know the box, how many know it, per month of their answer? An organisation counts once a month.
SELECT toString(toStartOfMonth(toDate(at, 'Europe/Amsterdam'))) AS month, count() AS n, countIf(NOT unaware) AS happened
FROM (
  SELECT
    max(answered_at) AS at,
    max(arrayExists(o -> concat(survey, '|', question, '|', o, '|weten') IN {so:Array(String)}, options)) AS unaware
  FROM answers FINAL
  WHERE notEmpty(options) AND concat(survey, '|', question, '|weten') IN {about:Array(String)}
    AND answered_at >= fromUnixTimestamp64Milli({since:Int64}) AND answered_at < fromUnixTimestamp64Milli({until:Int64})
  GROUP BY if(organisation = 0, toString(response), toString(organisation)), toStartOfMonth(toDate(answered_at, 'Europe/Amsterdam'))
)
GROUP BY month
ORDER BY month
