-- From when until when was each organisation in the registry, with which dimensions, and was it there before and after with others?
SELECT
  organisation, stretch.1 AS valid_from, stretch.2 AS valid_to, stretch.4 AS municipality, m.region AS region, stretch.5 AS sector, stretch.6 AS size,
  stretch.7 AS example, if(before.3 AND before.2 = stretch.1, 255, 0) AS came, if(after.3 AND after.1 = stretch.2, 255, 0) AS went,
  arrayCount(s -> s.3, stretches) > 1 AS several
FROM (
  -- A stretch ends where the next one begins, whatever the file says.
  SELECT
    organisation,
    arraySort(groupArray((valid_from, valid_to, population = {population:String} AND head = organisation, municipality, sector, size, example))) AS given,
    arrayMap((s, next) -> (s.1, least(s.2, next), s.3, s.4, s.5, s.6, s.7), given, arrayPushBack(arrayPopFront(given.1), toDate('2149-01-01'))) AS stretches
  FROM organisations FINAL
  WHERE organisation % {slices:UInt32} = {slice:UInt32} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
    AND organisation IN (SELECT organisation FROM organisations WHERE population = {population:String} AND head = organisation)
  GROUP BY organisation
)
ARRAY JOIN
  stretches AS stretch,
  arrayPushFront(arrayPopBack(stretches), (toDate(0), toDate(0), false, '', '', '', false)) AS before,
  arrayPushBack(arrayPopFront(stretches), (toDate(0), toDate(0), false, '', '', '', false)) AS after
LEFT ANY JOIN (SELECT municipality, argMax(municipalities.region, municipalities.valid_from) AS region FROM municipalities GROUP BY municipality) AS m ON stretch.4 = m.municipality
WHERE stretch.3 AND stretch.1 < stretch.2
