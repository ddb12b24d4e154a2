-- From when until when was each organisation in the registry, with which dimensions, and was it there before and after with others?
SELECT
  organisation, stretch.1 AS valid_from, stretch.2 AS valid_to, stretch.4 AS municipality, m.region AS region, stretch.5 AS sector, stretch.6 AS size,
  stretch.7 AS example,
  -- In which municipality it lay by its name of then, from which Monday on; nothing where that is always what it is called today.
  if(stretch.8 = '', stretch.4, stretch.8) AS given, indexOf({renamed:Array(String)}, toString(given)) AS at,
  arrayFilter(
    l -> l.2 < stretch.2 AND l.3 > stretch.1,
    if(at = 0, [(toString(given), toDate(0), toDate('2149-01-01'))],
      arrayZip({renamed_to:Array(Array(String))}[at], {renamed_from:Array(Array(Date))}[at], {renamed_until:Array(Array(Date))}[at]))) AS lays,
  arrayAll(l -> l.1 = stretch.4, lays) AS is_same,
  if(is_same, [], lays.1) AS lay_in, if(is_same, [], arrayMap(l -> toMonday(greatest(l.2, stretch.1)), lays)) AS lay_from,
  -- Weekly: what was there at the end of the week before was not new, and what is there at the end of the week did not leave.
  if(arrayExists(s -> s.1 < stretch.1 AND toMonday(s.2) = toMonday(stretch.1), seen), 255, 0) AS came,
  if(arrayExists(s -> s.1 > stretch.1 AND toMonday(s.1) = toMonday(stretch.2), seen), 255, 0) AS went,
  length(seen) > 1 AS several
FROM (
  -- A stretch ends where the next one begins, whatever the file says.
  SELECT
    organisation,
    arraySort(groupArray((valid_from, valid_to, population = {population:String} AND head = organisation, municipality, sector, size, example, municipality_given))) AS told,
    arrayMap((s, next) -> (s.1, least(s.2, next), s.3, s.4, s.5, s.6, s.7, s.8), told, arrayPushBack(arrayPopFront(told.1), toDate('2149-01-01'))) AS stretches,
    -- Those that are there at the end of some week.
    arrayFilter(s -> s.3 AND toMonday(s.1) < toMonday(s.2), stretches) AS seen
  FROM organisations FINAL
  WHERE organisation % {slices:UInt32} = {slice:UInt32} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})
    AND organisation IN (SELECT organisation FROM organisations WHERE population = {population:String} AND head = organisation)
  GROUP BY organisation
)
ARRAY JOIN stretches AS stretch
LEFT ANY JOIN (SELECT municipality, argMax(municipalities.region, municipalities.valid_from) AS region FROM municipalities GROUP BY municipality) AS m ON if(stretch.4 = '', stretch.8, stretch.4) = m.municipality
WHERE stretch.3 AND stretch.1 < stretch.2
