-- Which public bodies or departments are in the registry on a day, by name?
SELECT toString(organisation) AS organisation, argMax(r.name, r.valid_from) AS name
FROM (
  SELECT * FROM organisations FINAL
  WHERE population = {population:String} AND population != 'company' AND head = organisation AND valid_from <= {day:Date} AND valid_to > {day:Date}
) AS r
GROUP BY organisation
ORDER BY name
LIMIT 5000
