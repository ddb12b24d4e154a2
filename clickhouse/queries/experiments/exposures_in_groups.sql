-- How many members of each group saw what it drew and nothing else, how many something else, how many several things, and how often is it
-- not known who or of which group it was?
SELECT
  sumMapIf(map(toString(place), toUInt64(1)), counts) AS units,
  countIf(NOT several AND NOT counts) AS strays,
  countIf(several) AS several_variants,
  (SELECT uniqExact(id) FROM events
   WHERE name = 'experiment_viewed' AND properties['experiment'] = {experiment:String}
     AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
     AND (properties['unit'] != {attribute:String} OR NOT has({groups:Array(String)}, properties['group'])
       OR if({unit:String} = 'organisation', organisation, visitor) = 0)) AS without_unit,
  toUnixTimestamp64Milli(max(last)) AS last
FROM (
  SELECT
    if({unit:String} = 'organisation', organisation, visitor) AS unit, max(at) AS last,
    min(properties['variation']) AS arm, min(indexOf({groups:Array(String)}, properties['group'])) AS place,
    arm != max(properties['variation']) OR place != max(indexOf({groups:Array(String)}, properties['group'])) AS several,
    NOT several AND arm = arrayElement({drawn:Array(String)}, place) AS counts
  FROM events
  WHERE name = 'experiment_viewed' AND properties['experiment'] = {experiment:String} AND properties['unit'] = {attribute:String}
    AND has({groups:Array(String)}, properties['group'])
    AND unit != 0 AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
  GROUP BY unit
)
