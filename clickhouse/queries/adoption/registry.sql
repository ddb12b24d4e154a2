-- Which organisations of a population are there, with the dimensions they have now?
SELECT
  o.organisation AS organisation, o.municipality AS municipality, m.region AS region, o.sector AS sector, o.size AS size,
  o.valid_from AS valid_from, o.valid_to AS valid_to, o.example AS example
FROM (
  SELECT
    organisation, argMax(r.municipality, r.valid_from) AS municipality, argMax(r.sector, r.valid_from) AS sector, argMax(r.size, r.valid_from) AS size,
    min(r.valid_from) AS valid_from, max(r.valid_to) AS valid_to, any(r.example) AS example
  FROM (SELECT * FROM organisations FINAL WHERE population = {population:String} AND head = organisation AND organisation % {slices:UInt32} = {slice:UInt32} AND (empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)})) AS r
  GROUP BY organisation
) AS o
LEFT ANY JOIN (SELECT municipality, argMax(municipalities.region, municipalities.valid_from) AS region FROM municipalities GROUP BY municipality) AS m ON o.municipality = m.municipality
