-- Which events came in last, so that a repeated delivery after a restart is recognised at the door?
SELECT toString(id) AS id FROM arrivals ORDER BY inserted_at DESC LIMIT {count:UInt32}
