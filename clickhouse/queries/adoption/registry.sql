-- Which organisations of a population are there, with their dimensions and when they had occasion to use the box?
SELECT
  o.organisation AS organisation, o.municipality AS municipality, m.region AS region, o.sector AS sector, o.size AS size,
  o.valid_from AS valid_from, o.valid_to AS valid_to, o.example AS example,
  e.eligible_from AS eligible_from, e.eligible_to AS eligible_to
FROM (
  SELECT
    organisation, argMax(r.municipality, r.valid_from) AS municipality, argMax(r.sector, r.valid_from) AS sector, argMax(r.size, r.valid_from) AS size,
    min(r.valid_from) AS valid_from, max(r.valid_to) AS valid_to, any(r.example) AS example
  FROM (SELECT * FROM organisations FINAL WHERE population = {population:String} AND head = organisation AND organisation % {slices:UInt32} = {slice:UInt32} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})) AS r
  GROUP BY organisation
) AS o
LEFT ANY JOIN (SELECT municipality, argMax(municipalities.region, municipalities.valid_from) AS region FROM municipalities GROUP BY municipality) AS m ON o.municipality = m.municipality
LEFT ANY JOIN (
  -- An occasion of a branch is one of its head.
  SELECT if(b.head != 0, b.head, x.organisation) AS whose, groupArray(x.valid_from) AS eligible_from, groupArray(x.valid_to) AS eligible_to
  FROM (
    SELECT * FROM eligibilities FINAL
    WHERE empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)}
      OR organisation IN (SELECT organisation FROM organisations WHERE head IN {only:Array(UInt64)})
  ) AS x
  LEFT ANY JOIN (
    SELECT organisation AS branch, argMax(h.head, (h.valid_from, h.imported_at)) AS head FROM organisations AS h
    WHERE organisation IN (SELECT organisation FROM organisations WHERE head != organisation)
    GROUP BY branch HAVING head != branch
  ) AS b ON x.organisation = b.branch
  WHERE whose % {slices:UInt32} = {slice:UInt32}
  GROUP BY whose
) AS e ON o.organisation = e.whose
