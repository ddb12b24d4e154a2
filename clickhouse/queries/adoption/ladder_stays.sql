-- How many organisations stood where on the ladder from which week until which, and where before and after?
INSERT INTO ladder_stays (version, total, boundaries, population, municipality, region, sector, size, before, state, after, begun, ended, organisations)
SELECT {version:Int64}, grouping(size) = 1 AS total, if(total, 'both', toString(boundaries)), population, municipality, region, sector, size, before, state, after, begun, ended, count()
FROM (
  SELECT
    if(empty(lay_in), 'both', 'now') AS boundaries, population, municipality, region, sector, size,
    -- The last of the states is where it left to.
    arrayJoin(arrayZip(
      arrayPopBack(arrayPopBack(arrayPushFront(states, came))), arrayPopBack(states), arrayPopFront(states), arrayPopBack(weeks), arrayPopFront(weeks))) AS stay,
    stay.1 AS before, stay.2 AS state, stay.3 AS after, stay.4 AS begun, stay.5 AS ended
  FROM ladders FINAL
)
GROUP BY GROUPING SETS (
  (boundaries, population, municipality, region, sector, size, before, state, after, begun, ended),
  (population, before, state, after, begun, ended))
