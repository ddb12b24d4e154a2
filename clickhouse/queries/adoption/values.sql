-- Which values does each dimension have, to choose from?
SELECT dimension, value
FROM dimension_values
WHERE population = {population:String}
GROUP BY dimension, value
ORDER BY dimension, value
LIMIT 1000
