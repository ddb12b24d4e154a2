-- Where on the ladder does each organisation stand, what was counted of it, and what did it say of each motive?
SELECT
  l.organisation AS organisation, l.municipality AS municipality, l.region AS region, l.sector AS sector, l.size AS size, l.state AS state,
  -- Of whom nothing is known nothing was counted.
  arrayResize(s.signals, {signals:UInt8}) AS counted,
  -- Only what it said where it stands now: who got further since would say another thing.
  arrayFilter(r -> states[arrayCount(w -> w <= r.4, weeks)] IN (0, 255, state), y.responses) AS valid,
  -- In its last answers that say something of it, and which those are.
  arrayMap(m -> if(arrayExists(r -> r.3[m] >= 0, valid), arrayLast(r -> r.3[m] >= 0, valid).3[m], toInt8(-1)), [1, 2, 3, 4]) AS said,
  arrayMap(m -> arrayLast(r -> r.3[m] >= 0, valid).5, [1, 2, 3, 4]) AS said_in
FROM (
  -- In the week of the day, with the dimensions of that moment.
  SELECT organisation, municipality, region, sector, size, weeks, states, states[arrayCount(w -> w <= {week:Date}, weeks)] AS state
  FROM ladders FINAL
  WHERE population = {population:String} AND state NOT IN (0, 255) AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
) AS l
LEFT ANY JOIN (
  SELECT organisation, signals FROM motive_signals FINAL
  WHERE population = {population:String} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
) AS s ON l.organisation = s.organisation
LEFT ANY JOIN (
  -- The last one last. A number that somebody typed is nobody's proof: it gives way to all other answers.
  SELECT organisation, arraySort(groupArray((sure, given, v, toMonday(toDate(given, 'Europe/Amsterdam')), response))) AS responses
  FROM responses
  WHERE empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)}
  GROUP BY organisation
) AS y ON l.organisation = y.organisation
