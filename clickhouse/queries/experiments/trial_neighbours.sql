-- How many members stand in a municipality where arms meet, and of which so large a share is approached that they will hear of each other?
SELECT sum(members) AS organisations
FROM (
  SELECT l.municipality AS place, countIf(m.drawn) AS members, countIf(m.drawn AND m.arm > 0) / count() AS approached, uniqExactIf(m.arm, m.drawn) AS arms
  FROM (
    SELECT organisation, municipality FROM ladders FINAL
    WHERE population = {population:String} AND states[arrayCount(w -> w <= {week:Date}, weeks)] NOT IN (0, 255)
  ) AS l
  LEFT ANY JOIN (SELECT organisation, arm, true AS drawn FROM trial_members FINAL WHERE trial = {trial:String}) AS m ON l.organisation = m.organisation
  GROUP BY place
)
WHERE place != '' AND arms > 1 AND approached >= {share:Float64}
