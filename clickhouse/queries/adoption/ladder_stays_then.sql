-- The same by the boundaries of then, of those that did not always lie in what it is called today: a stay is cut where a municipality
-- became another, and on both sides of the cut somebody was elsewhere.
INSERT INTO ladder_stays (version, total, boundaries, population, municipality, region, sector, size, before, state, after, begun, ended, organisations)
SELECT {version:Int64}, false, 'then', population, place, region, sector, size, before, state, after, begun, ended, count()
FROM (
  SELECT
    population, region, sector, size,
    arrayFilter(l -> l > weeks[1] AND l < weeks[-1], lay_from) AS cuts,
    -- The last one is where it left.
    arraySort(arrayDistinct(arrayConcat(weeks, cuts))) AS moments,
    arrayMap(w -> states[arrayCount(x -> x <= w, weeks)], moments) AS stood,
    arrayJoin(arrayMap(
      (s, p, n, w, e) -> (if(has(cuts, w), 255, p), s, if(has(cuts, e), 255, n), w, e, lay_in[greatest(1, arrayCount(l -> l <= w, lay_from))]),
      arrayPopBack(stood), arrayPopBack(arrayPopBack(arrayPushFront(stood, came))), arrayPopFront(stood), arrayPopBack(moments), arrayPopFront(moments))) AS stay,
    stay.1 AS before, stay.2 AS state, stay.3 AS after, stay.4 AS begun, stay.5 AS ended, stay.6 AS place
  FROM ladders FINAL
  WHERE notEmpty(lay_in)
)
GROUP BY population, place, region, sector, size, before, state, after, begun, ended
