-- Where on the ladder did the organisations stand in the first week, and where does each of them stand in the last?
SELECT was, became, sum(n) AS organisations
FROM (
  SELECT
    if(maxIf(first, fits_first) = 0 AND max(first) > 0, 255, maxIf(first, fits_first)) AS was, if(maxIf(last, fits_last) = 0 AND max(last) > 0, 255, maxIf(last, fits_last)) AS became,
    if(who = 0, count(), 1) AS n
  FROM (
    SELECT
      states[arrayCount(w -> w <= {from:Date}, weeks)] AS at_first, states[arrayCount(w -> w <= {to:Date}, weeks)] AS at_last,
      if(at_first = 255, 0, at_first) AS first, if(at_last = 255, 0, at_last) AS last,
      (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)}) AS fits,
      -- By the boundaries of then it can have been in another municipality in each of the weeks.
      {boundaries:String} = 'then' AND notEmpty(lay_in) AS by_lay,
      fits AND (empty({municipality:Array(String)}) OR if(by_lay, lay_in[greatest(1, arrayCount(f -> f <= {from:Date}, lay_from))], municipality) IN {municipality:Array(String)}) AS fits_first,
      fits AND (empty({municipality:Array(String)}) OR if(by_lay, lay_in[greatest(1, arrayCount(f -> f <= {to:Date}, lay_from))], municipality) IN {municipality:Array(String)}) AS fits_last,
      -- Only who has several stretches must be put together; all others are counted as they come.
      if(several, organisation, 0) AS who, if(several, 0, first) AS one_first, if(several, 0, last) AS one_last, NOT several AND fits_first AS one_fits_first, NOT several AND fits_last AS one_fits_last
    FROM ladders FINAL WHERE population = {population:String}
  )
  GROUP BY who, one_first, one_last, one_fits_first, one_fits_last
)
WHERE was NOT IN (0, 255) OR became NOT IN (0, 255)
GROUP BY was, became
ORDER BY was, became
