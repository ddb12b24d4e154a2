-- Which events happened in a period, a page at a time in a fixed order?
SELECT
  toString(e.id) AS id, source, name, formatDateTime(e.at, '%Y-%m-%dT%H:%i:%S.', 'UTC') || leftPad(toString(toUnixTimestamp64Milli(e.at) % 1000), 3, '0') || 'Z' AS at,
  toString(actor) AS actor, toString(organisation) AS organisation, toString(visitor) AS visitor, toString(session) AS session, host, path, referrer, campaign, medium, device, browser, language, properties, example
FROM events AS e FINAL
WHERE e.at >= fromUnixTimestamp64Milli({since:Int64}) AND e.at < fromUnixTimestamp64Milli({until:Int64})
  AND (e.actor, e.at, e.id) > ({actor:UInt64}, fromUnixTimestamp64Milli({at:Int64}), {id:UUID})
ORDER BY e.actor, e.at, e.id
LIMIT {most:UInt32}
