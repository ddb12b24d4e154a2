-- When did organisations first have occasion to use the box, when did they come to use it, and when did they leave the registry?
INSERT INTO ladder_starts (version, boundaries, population, municipality, region, sector, size, started, used, gone, organisations)
SELECT {version:Int64}, place.1, population, place.2, whose.2, whose.3, whose.4, started, used, gone, count()
FROM (
  -- Of the stretch in which it began are the dimensions.
  SELECT
    population, organisation, argMin((municipality, region, sector, size, lay), began) AS whose,
    -- By the boundaries of now and of then, which of most is one row.
    arrayJoin(if(whose.1 = whose.5, [('both', whose.1)], [('now', whose.1), ('then', whose.5)])) AS place,
    min(began) AS started, min(came_to_use) AS used, max(l.weeks[-1]) AS gone
  FROM (
    SELECT
      *, transform(toString(population), {populations:Array(String)}, {uses:Array(UInt8)}, toUInt8(255)) AS use,
      arrayFirst((w, s) -> s > 1 AND s != 255, weeks, states) AS occasion, arrayFirst((w, s) -> s >= use AND s != 255, weeks, states) AS using,
      if(occasion = toDate(0), toDate('2149-01-01'), occasion) AS began, if(using = toDate(0), toDate('2149-01-01'), using) AS came_to_use,
      if(empty(lay_in), municipality, lay_in[greatest(1, arrayCount(f -> f <= began, lay_from))]) AS lay
    FROM ladders FINAL
  ) AS l
  GROUP BY population, organisation
)
WHERE started < toDate('2149-01-01')
GROUP BY ALL
