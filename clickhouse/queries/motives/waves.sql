-- How many organisations stood where when each survey was answered, and said the same of each motive in each?
SELECT stood, rungs, alone, said, count() AS organisations
FROM (
  SELECT l.stood AS stood, l.rungs AS rungs, l.alone AS alone,
    if(empty(y.said), arrayMap(survey -> [toInt8(-1), -1, -1, -1], {surveys:Array(String)}), y.said) AS said
  FROM (
    -- A number a survey: 0 where it was not in the registry, or not chosen.
    SELECT organisation,
      maxForEach(arrayMap(week -> if(states[arrayCount(w -> w <= week, weeks)] IN (0, 255), 0, states[arrayCount(w -> w <= week, weeks)]), {weeks:Array(Date)})) AS stood,
      -- Of whom there is no occasion, where it last stood when there was.
      maxForEach(arrayMap(week -> multiIf(
        states[arrayCount(w -> w <= week, weeks)] IN (0, 255), 0,
        states[arrayCount(w -> w <= week, weeks)] != 1, states[arrayCount(w -> w <= week, weeks)],
        greatest(1, arrayLast(s -> s NOT IN (0, 1, 255), arraySlice(states, 1, arrayCount(w -> w <= week, weeks))))), {weeks:Array(Date)})) AS rungs,
      maxForEach(arrayMap(week -> toUInt8(states[arrayCount(w -> w <= week, weeks)] NOT IN (0, 255) AND size = '1'), {weeks:Array(Date)})) AS alone
    FROM ladders FINAL
    WHERE population = {population:String}
      AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
      AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
      AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
      AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
    GROUP BY organisation
    HAVING arrayExists(s -> s > 0, stood)
  ) AS l
  LEFT ANY JOIN (
    SELECT organisation, groupArray(toString(survey)) AS answered, groupArray(says) AS all,
      arrayMap(s -> if(has(answered, s), all[indexOf(answered, s)], [toInt8(-1), -1, -1, -1]), {surveys:Array(String)}) AS said
    FROM (
      -- In its last response to a survey that says something of it; a number that somebody typed gives way to all others.
      SELECT organisation, survey, [
        argMax(v[1], (v[1] >= 0, sure, given)), argMax(v[2], (v[2] >= 0, sure, given)),
        argMax(v[3], (v[3] >= 0, sure, given)), argMax(v[4], (v[4] >= 0, sure, given))] AS says
      FROM responses
      WHERE survey IN {surveys:Array(String)}
      GROUP BY organisation, survey
    )
    GROUP BY organisation
  ) AS y ON l.organisation = y.organisation
)
GROUP BY ALL
