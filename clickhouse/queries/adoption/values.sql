-- Which values does each dimension have, to choose from?
SELECT dimension, value FROM (
  SELECT arrayJoin([('municipality', toString(municipality)), ('region', toString(region)), ('sector', toString(sector)), ('size', toString(size)), ('site', toString(site)), ('campaign', toString(campaign))]) AS pair, pair.1 AS dimension, pair.2 AS value
  FROM journeys WHERE population = {population:String}
)
WHERE value != ''
GROUP BY dimension, value
ORDER BY dimension, value
LIMIT 1000
