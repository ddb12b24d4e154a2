-- In which week did each department first stand on a rung of the ladder, and in which the first that is not invented (empty without)?
SELECT name, toString(min(reached)) AS week, ifNull(toString(minOrNullIf(reached, NOT l.example)), '') AS real
FROM (
  SELECT organisation, example, arrayFirst((w, s) -> s = {state:UInt8}, weeks, states) AS reached
  FROM ladders FINAL
  WHERE population = 'department' AND has(states, {state:UInt8})
) AS l
INNER JOIN (SELECT organisation, argMax(name, (valid_from, imported_at)) AS name FROM organisations WHERE population = 'department' GROUP BY organisation) AS o USING (organisation)
GROUP BY name
ORDER BY week, name
LIMIT 1000
