-- How many organisations of a population are there on a day, per region, municipality, sector and size?
SELECT {population:String} AS population, part.1 AS dimension, part.2 AS value, uniqExact(organisation) AS organisations
FROM (
  SELECT organisation, arrayJoin([('region', toString(m.region)), ('municipality', o.place), ('sector', toString(o.sector)), ('size', toString(o.size))]) AS part
  FROM (
    SELECT
      organisation, argMax((toString(r.municipality), toString(r.municipality_given)), r.valid_from) AS called,
      if(called.1 = '', called.2, called.1) AS municipality, argMax(r.sector, r.valid_from) AS sector, argMax(r.size, r.valid_from) AS size,
      -- By the boundaries of then: what the name that the source gave stood for on the day.
      if(called.2 = '', called.1, called.2) AS given, indexOf({renamed:Array(String)}, given) AS at,
      multiIf({boundaries:String} = 'now', called.1, at = 0, given, {renamed_to:Array(Array(String))}[at][arrayCount(f -> f <= {day:Date}, {renamed_from:Array(Array(Date))}[at])]) AS place
    FROM (SELECT * FROM organisations FINAL WHERE organisations.population = {population:String} AND head = organisation AND valid_from <= {day:Date} AND valid_to > {day:Date}) AS r
    GROUP BY organisation
  ) AS o
  LEFT ANY JOIN (SELECT municipality, argMax(municipalities.region, municipalities.valid_from) AS region FROM municipalities GROUP BY municipality) AS m ON o.municipality = m.municipality
)
GROUP BY dimension, value
ORDER BY dimension, organisations DESC, value
LIMIT 2000
