-- Of those who came to a step, how many completed it, per value of each dimension?
SELECT side.1 AS dimension, side.2 AS value, count() AS came, countIf(completed >= {stuck:UInt8}) AS went
FROM journeys_now
ARRAY JOIN [
  ('', ''),
  ('municipality', toString(municipality)), ('region', toString(region)), ('sector', toString(sector)),
  ('size', toString(size)), ('site', toString(site)), ('campaign', toString(campaign))] AS side
WHERE had_occasion AND completed >= {stuck:UInt8} - 1
GROUP BY dimension, value
ORDER BY dimension, value
