-- Of each cluster of a stepped roll-out, how many members had not come so far when a period began, and how many did within it?
SELECT toString(cluster) AS cluster, any(step) AS step, period, count() AS size, countIf(came >= begun AND came < ended) AS sum
FROM (
  SELECT m.cluster AS cluster, m.step AS step, place - 1 AS period, begun, ended, came, gone
  FROM (SELECT organisation, cluster, step FROM trial_members FINAL WHERE trial = {trial:String}) AS m
  INNER JOIN (
    SELECT
      organisation,
      min(if(reached = toDate(0), toDate('2149-01-01'), reached)) AS came,
      -- Who left the registry, and did not come back.
      if(argMax(states[-1], weeks[-1]) = 0, max(weeks[-1]), toDate('2149-01-01')) AS gone
    FROM (
      SELECT organisation, weeks, states, arrayFirst((w, s) -> s >= {rung:UInt8} AND s <= {top:UInt8}, weeks, states) AS reached
      FROM ladders FINAL
      WHERE population = {population:String} AND organisation IN (SELECT organisation FROM trial_members WHERE trial = {trial:String})
    )
    GROUP BY organisation
  ) AS l ON m.organisation = l.organisation
  ARRAY JOIN {begun:Array(Date)} AS begun, {ended:Array(Date)} AS ended, arrayEnumerate({begun:Array(Date)}) AS place
)
WHERE came >= begun AND gone >= begun
GROUP BY cluster, period
ORDER BY cluster, period
LIMIT {most:UInt32}
