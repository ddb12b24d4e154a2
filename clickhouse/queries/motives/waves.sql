-- How many organisations stood in the same place in the week of each survey and when they answered it, and said the same of each motive?
SELECT stood, answered, said, count() AS organisations
FROM (
  -- A place is 512 times the state of the ladder, twice the rung, and one more of a single person; 0 where it was not in the registry, not
  -- chosen, or did not answer. Of several stretches of an organisation one has the week.
  SELECT
    maxForEach(arraySlice(places, 1, length({surveys:Array(String)}))) AS stood,
    maxForEach(arraySlice(places, length({surveys:Array(String)}) + 1)) AS answered,
    any(says) AS said
  FROM (
    SELECT
      l.organisation AS organisation,
      if(empty(y.said), arrayMap(survey -> [toInt8(-1), -1, -1, -1], {surveys:Array(String)}), y.said) AS says,
      arrayConcat({weeks:Array(Date)}, if(empty(y.given), arrayMap(survey -> toDate(0), {surveys:Array(String)}), y.given)) AS asked,
      arrayMap(week -> if(week = toDate(0), 0, toUInt32(l.states[arrayCount(w -> w <= week, l.weeks)])), asked) AS found,
      arrayMap((state, week) -> if(state IN (0, 255), 0, 512 * state + (l.size = '1') +
        -- Whoever has no occasion is on the rung of how far it came nevertheless.
        2 * if(state = 1, toUInt32({rungs:Array(UInt8)}[1 + arrayCount(r -> r > toDateTime(0, 'UTC') AND toDate(r, 'Europe/Amsterdam') < week + 7, j.reached)]), state)), found, asked) AS places
    FROM (
      SELECT organisation, size, weeks, states FROM ladders FINAL
      WHERE population = {population:String}
        AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
        AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
        AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
        AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
    ) AS l
    LEFT ANY JOIN (SELECT organisation, reached FROM journeys FINAL WHERE population = {population:String}) AS j ON l.organisation = j.organisation
    LEFT ANY JOIN (
      SELECT organisation, groupArray(toString(survey)) AS known, groupArray(says) AS all, groupArray(week) AS when,
        arrayMap(s -> if(has(known, s), all[indexOf(known, s)], [toInt8(-1), -1, -1, -1]), {surveys:Array(String)}) AS said,
        arrayMap(s -> if(has(known, s), when[indexOf(known, s)], toDate(0)), {surveys:Array(String)}) AS given
      FROM (
        -- In its last response to a survey that says something of it; a number that somebody typed gives way to all others.
        SELECT organisation, survey, toMonday(toDate(max(r.given), 'Europe/Amsterdam')) AS week, [
          argMax(v[1], (v[1] >= 0, sure, r.given)), argMax(v[2], (v[2] >= 0, sure, r.given)),
          argMax(v[3], (v[3] >= 0, sure, r.given)), argMax(v[4], (v[4] >= 0, sure, r.given))] AS says
        FROM responses AS r
        WHERE survey IN {surveys:Array(String)}
        GROUP BY organisation, survey
      )
      GROUP BY organisation
    ) AS y ON l.organisation = y.organisation
  )
  GROUP BY organisation
  HAVING arrayExists(place -> place > 0, arrayConcat(stood, answered))
)
GROUP BY ALL
