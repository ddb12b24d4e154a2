-- When did each unit first come by one of these pages of a site in a period?
SELECT if({unit:String} = 'organisation', organisation, visitor) AS unit, min(at) AS first, '' AS arm
FROM events
WHERE source = {site:String} AND name = 'page_view' AND unit != 0
  AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
  AND (empty({urls:Array(String)}) OR arrayExists(url -> concat(host, path) LIKE url, {urls:Array(String)}))
GROUP BY unit
