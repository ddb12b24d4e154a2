-- Which organisations of a population are there, with the dimensions they have now, and in which municipality did each lie by its name of then?
SELECT
  organisation, now.1 AS municipality, now.2 AS region, now.3 AS sector, now.4 AS size, begun AS valid_from, gone AS valid_to, example,
  -- A stretch ends where the next one begins, whatever the file says.
  arrayFilter(l -> l.1 < l.2, arrayFlatten(arrayMap(
    (s, next) -> arrayMap(
      l -> (greatest(l.2, s.1), least(l.3, s.2, next), l.1, s.4),
      if(indexOf({renamed:Array(String)}, s.3) = 0, [(s.3, toDate(0), toDate('2149-01-01'))],
        arrayZip({renamed_to:Array(Array(String))}[indexOf({renamed:Array(String)}, s.3)],
          {renamed_from:Array(Array(Date))}[indexOf({renamed:Array(String)}, s.3)],
          {renamed_until:Array(Array(Date))}[indexOf({renamed:Array(String)}, s.3)]))),
    stretches, arrayPushBack(arrayPopFront(stretches.1), toDate('2149-01-01'))))) AS lays,
  -- Nothing where that is always what it is called today.
  arrayAll(l -> l.3 = municipality, lays) AS is_same,
  if(is_same, [], lays.1) AS lay_from, if(is_same, [], lays.3) AS lay_in, if(is_same, [], lays.4) AS lay_region
FROM (
  SELECT
    r.organisation AS organisation, argMax((toString(r.municipality), toString(m.region), r.sector, r.size), r.valid_from) AS now,
    min(r.valid_from) AS begun, max(r.valid_to) AS gone, any(r.example) AS example,
    arraySort(groupArray((r.valid_from, r.valid_to, if(r.municipality_given = '', toString(r.municipality), toString(r.municipality_given)), toString(m.region)))) AS stretches
  FROM (SELECT * FROM organisations FINAL WHERE population = {population:String} AND head = organisation AND organisation % {slices:UInt32} = {slice:UInt32} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})) AS r
  LEFT ANY JOIN (SELECT municipality, argMax(municipalities.region, municipalities.valid_from) AS region FROM municipalities GROUP BY municipality) AS m
    ON if(r.municipality = '', r.municipality_given, r.municipality) = m.municipality
  GROUP BY organisation
)
