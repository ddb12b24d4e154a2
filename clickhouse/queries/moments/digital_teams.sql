-- In which week did each department first stand on a rung of the ladder, of those of which that is a week of the period?
SELECT name, toString(min(reached)) AS week
FROM (
  SELECT organisation, arrayFirst((w, s) -> s = {state:UInt8}, weeks, states) AS reached
  FROM ladders FINAL
  WHERE population = 'department' AND has(states, {state:UInt8})
) AS l
INNER JOIN (SELECT organisation, argMax(name, (valid_from, imported_at)) AS name FROM organisations WHERE population = 'department' GROUP BY organisation) AS o USING (organisation)
GROUP BY name
HAVING min(reached) >= {from:Date}
ORDER BY week, name
LIMIT 1000
