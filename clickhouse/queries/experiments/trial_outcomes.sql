-- Per arm and cluster: how many were drawn, how many of them reached the rung within the weeks after their start, and how many were reached?
SELECT
  arm, toString(whole) AS cluster, min(list) AS batch, countIf(had) AS before, countIf(NOT had) AS members, countIf(NOT had AND came) AS adopters, countIf(NOT had AND got) AS reached,
  countIf(NOT had AND came AND got) AS both, countIf(NOT had AND lost) AS missed,
  sum(stood) AS states, countIf(alone) AS sole
FROM (
  SELECT
    m.arm AS arm, m.batch AS list, m.state AS stood, m.sole AS alone, if({clustered:Bool}, m.cluster, 0) AS whole,
    arrayExists((w, s) -> w < toMonday(m.starts) AND s >= {rung:UInt8} AND s <= {top:UInt8}, l.at, l.stood_on) AS had,
    arrayExists((w, s) -> w >= toMonday(m.starts) AND w < toMonday(m.starts) + {days:UInt16} AND s >= {rung:UInt8} AND s <= {top:UInt8}, l.at, l.stood_on) AS came,
    d.status IN ('delivered', 'attended') AS got, d.status IN ('bounced', 'declined') AS lost
  FROM (
    SELECT * FROM trial_members FINAL WHERE trial = {trial:String} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
  ) AS m
  LEFT ANY JOIN (
    SELECT organisation, groupArrayArray(weeks) AS at, groupArrayArray(states) AS stood_on
    FROM ladders FINAL
    WHERE population = {population:String} AND organisation IN (SELECT organisation FROM trial_members WHERE trial = {trial:String})
    GROUP BY organisation
  ) AS l ON m.organisation = l.organisation
  LEFT ANY JOIN (SELECT organisation, status FROM trial_deliveries FINAL WHERE trial = {trial:String}) AS d ON m.organisation = d.organisation
)
GROUP BY arm, whole
ORDER BY arm, batch, whole
LIMIT 200000
