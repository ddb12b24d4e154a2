-- What are the public bodies and teams of the registry called on a day?
SELECT population, toString(organisation) AS organisation, its_name AS name
FROM (
  SELECT population, organisation, argMax(r.name, r.valid_from) AS its_name
  FROM (SELECT * FROM organisations FINAL WHERE population IN ('authority', 'department') AND head = organisation AND valid_from <= {day:Date} AND valid_to > {day:Date}) AS r
  GROUP BY population, organisation
)
WHERE its_name != ''
ORDER BY population, its_name, organisation
LIMIT 5000
