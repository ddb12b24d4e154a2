-- Of each cluster of a stepped roll-out, how many members had not come so far when a period began, how many did within it, and how many were reached by its end?
SELECT
  toString(cluster) AS cluster, any(step) AS step, min(batch) AS batch, any(stratum) AS stratum, period, count() AS size,
  countIf(came >= begun AND came < ended) AS sum, countIf(got < ended) AS reached, countIf(got >= ended AND spoken < ended) AS logged
FROM (
  SELECT
    m.cluster AS cluster, m.step AS step, m.batch AS batch, m.stratum AS stratum, place - 1 AS period, begun, ended, came, gone,
    -- Whoever was reached is so from its turn on, unless the date says that it was before.
    if(d.status IN ('delivered', 'attended'), least(toDate(d.at, 'Europe/Amsterdam'), m.starts), toDate('2149-01-01')) AS got,
    indexOf({only:Array(UInt64)}, m.organisation) AS listed,
    if(listed > 0, least({since:Array(Date)}[listed], m.starts), toDate('2149-01-01')) AS spoken
  FROM (
    SELECT organisation, cluster, step, batch, stratum, starts
    FROM trial_members FINAL
    WHERE trial = {trial:String} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
  ) AS m
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
  LEFT ANY JOIN (SELECT organisation, status, at FROM trial_deliveries FINAL WHERE trial = {trial:String}) AS d ON m.organisation = d.organisation
  ARRAY JOIN {begun:Array(Date)} AS begun, {ended:Array(Date)} AS ended, arrayEnumerate({begun:Array(Date)}) AS place
)
WHERE came >= begun AND gone >= begun
GROUP BY cluster, period
ORDER BY cluster, period
LIMIT {most:UInt32}
