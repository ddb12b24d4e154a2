-- When did each member of a group first see a variant, and in which group? Who saw several variants, was in several groups, or saw what
-- the group did not draw is left out. Groups count from 1 in the order of the draw; `drawn` says what each of them drew.
SELECT unit, first, arm, place
FROM (
  SELECT
    if({unit:String} = 'organisation', organisation, visitor) AS unit, min(at) AS first,
    min(properties['variation']) AS arm, max(properties['variation']) AS last_arm,
    min(indexOf({groups:Array(String)}, properties['group'])) AS place,
    max(indexOf({groups:Array(String)}, properties['group'])) AS last_place
  FROM events
  WHERE name = 'experiment_viewed' AND properties['experiment'] = {experiment:String} AND properties['unit'] = {attribute:String}
    AND has({groups:Array(String)}, properties['group']) AND unit != 0 AND at >= fromUnixTimestamp64Milli({since:Int64}) AND at <= fromUnixTimestamp64Milli({until:Int64})
  GROUP BY unit
)
WHERE place = last_place AND arm = last_arm AND arm = arrayElement({drawn:Array(String)}, place)
