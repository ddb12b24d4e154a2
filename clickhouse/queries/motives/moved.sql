-- Where on the ladder did each organisation stand on two days, and what had been counted of it by then?
SELECT l.sector AS sector, l.size AS size, l.was AS was, l.became AS became, arrayResize(b.signals, {signals:UInt8}) AS before, arrayResize(a.signals, {signals:UInt8}) AS after
FROM (
  SELECT organisation, sector, size, states[arrayCount(w -> w <= {from_week:Date}, weeks)] AS was, states[arrayCount(w -> w <= {to_week:Date}, weeks)] AS became
  FROM ladders FINAL
  WHERE population = {population:String} AND was NOT IN (0, 255) AND became NOT IN (0, 255)
    AND (empty({municipality:Array(String)}) OR municipality IN {municipality:Array(String)})
    AND (empty({region:Array(String)}) OR region IN {region:Array(String)})
    AND (empty({sector:Array(String)}) OR sector IN {sector:Array(String)})
    AND (empty({size:Array(String)}) OR size IN {size:Array(String)})
) AS l
LEFT ANY JOIN (SELECT organisation, signals FROM motive_past FINAL WHERE population = {population:String} AND at = {from:Date}) AS b ON l.organisation = b.organisation
LEFT ANY JOIN (
  SELECT organisation, signals FROM motive_past FINAL WHERE population = {population:String} AND at = {to:Date}
  UNION ALL SELECT organisation, signals FROM motive_signals FINAL WHERE population = {population:String} AND {to:Date} = '2149-01-01'
) AS a ON l.organisation = a.organisation
