-- What does each response of an organisation say of each motive? -1 nothing, 0 not so, 1 so, more what it is about more closely.
SELECT
  -- An answer of a branch is one of its head.
  if(b.head != 0, b.head, a.organisation) AS organisation, survey, response, max(a.answered_at) AS given, max(a.origin != 'typed') AS sure,
  maxForEach(arrayMap(m -> multiIf(
    arrayExists(o -> concat(survey, '|', question, '|', o, '|', m) IN {so:Array(String)}, options), arrayMax(arrayMap((k, c) -> if(has(arrayMap(o -> concat(survey, '|', question, '|', o, '|', m), options), k), c, toInt8(0)), {so:Array(String)}, {codes:Array(Int8)})),
    arrayExists(o -> concat(survey, '|', question, '|', o, '|', m) IN {not:Array(String)}, options), 0,
    notEmpty(options) AND concat(survey, '|', question, '|', m) IN {about:Array(String)}, 0, -1), ['weten', 'willen', 'kunnen', 'moeten'])) AS v
FROM (SELECT * FROM answers FINAL WHERE organisation != 0) AS a
LEFT ANY JOIN branches AS b ON a.organisation = b.branch
GROUP BY organisation, survey, response
