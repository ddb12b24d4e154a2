-- How many visitors that saw something else than the control called it an improvement, and how many did not, in each experiment? The
-- last that each of them said counts, and whoever saw several variants is left out.
SELECT a.experiment AS experiment, countIf(a.answer = 'yes') AS yes, countIf(a.answer = 'no') AS no
FROM (
  SELECT properties['experiment'] AS experiment, visitor, argMax(properties['answer'], at) AS answer
  FROM events
  WHERE name = 'improvement_answered' AND visitor != 0 AND has({experiments:Array(String)}, properties['experiment'])
  GROUP BY experiment, visitor
) AS a
INNER JOIN (
  SELECT toString(experiment) AS experiment, unit AS visitor
  FROM first_exposures
  WHERE unit_kind = 'visitor' AND has({experiments:Array(String)}, toString(experiment))
  GROUP BY experiment, unit
  HAVING min(arm) = max(last_arm) AND min(arm) != '0'
) AS e ON a.experiment = e.experiment AND a.visitor = e.visitor
GROUP BY experiment
ORDER BY experiment
LIMIT 10000
