-- Where on the ladder does each organisation stand, what was counted of it, and what did it say of each motive?
SELECT
  l.organisation AS organisation, l.municipality AS municipality, l.region AS region, l.sector AS sector, l.size AS size, l.state AS state,
  -- Of whom nothing is known nothing was counted.
  arrayResize(s.signals, {signals:UInt8}) AS counted, if(empty(y.said), [toInt8(-1), -1, -1, -1], y.said) AS said
FROM (
  -- In the week of the day, with the dimensions of that moment.
  SELECT organisation, municipality, region, sector, size, states[arrayCount(w -> w <= {week:Date}, weeks)] AS state
  FROM ladders FINAL
  WHERE population = {population:String} AND state NOT IN (0, 255) AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
) AS l
LEFT ANY JOIN (
  SELECT organisation, signals FROM motive_signals FINAL
  WHERE population = {population:String} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
) AS s ON l.organisation = s.organisation
LEFT ANY JOIN (
  -- In its last answers that say something of it. A number that somebody typed is nobody's proof: it gives way to all other answers.
  SELECT organisation, [
    argMax(v[1], (v[1] >= 0, sure, given)), argMax(v[2], (v[2] >= 0, sure, given)),
    argMax(v[3], (v[3] >= 0, sure, given)), argMax(v[4], (v[4] >= 0, sure, given))] AS said
  FROM (
    SELECT
      -- An answer of a branch is one of its head.
      if(b.head != 0, b.head, a.organisation) AS organisation, max(a.answered_at) AS given, max(a.origin != 'typed') AS sure,
      -- 1 is so, more is what it is about more closely.
      maxForEach(arrayMap(m -> multiIf(
        arrayExists(o -> concat(survey, '|', question, '|', o, '|', m) IN {so:Array(String)}, options), arrayMax(arrayMap((k, c) -> if(has(arrayMap(o -> concat(survey, '|', question, '|', o, '|', m), options), k), c, toInt8(0)), {so:Array(String)}, {codes:Array(Int8)})),
        arrayExists(o -> concat(survey, '|', question, '|', o, '|', m) IN {not:Array(String)}, options), 0,
        notEmpty(options) AND concat(survey, '|', question, '|', m) IN {about:Array(String)}, 0, -1), ['weten', 'willen', 'kunnen', 'moeten'])) AS v
    FROM (SELECT * FROM answers FINAL WHERE organisation != 0) AS a
    LEFT ANY JOIN branches AS b ON a.organisation = b.branch
    GROUP BY organisation, survey, response
  )
  WHERE empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)}
  GROUP BY organisation
) AS y ON l.organisation = y.organisation
