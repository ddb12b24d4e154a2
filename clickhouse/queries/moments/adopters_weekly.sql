-- How many companies came to use the box for the first time, in each week?
SELECT toString(used) AS week, sum(organisations) AS companies
FROM ladder_starts
WHERE version = {version:Int64} AND boundaries IN ('both', 'now') AND population = 'company' AND used >= {from:Date} AND used <= {to:Date}
GROUP BY used
ORDER BY used
LIMIT 1000
