-- Of which head are these organisations on a day, and of what sector and size is that head?
WITH asked AS (
  SELECT organisation, argMax(r.head, r.valid_from) AS its_head
  FROM (SELECT * FROM organisations FINAL WHERE organisation IN {organisations:Array(UInt64)} AND valid_from <= {day:Date} AND valid_to > {day:Date}) AS r
  GROUP BY organisation
)
SELECT toString(a.organisation) AS organisation, toString(a.its_head) AS head, toString(h.its_sector) AS sector, toString(h.its_size) AS size
FROM asked AS a
LEFT ANY JOIN (
  SELECT organisation, argMax(r.sector, r.valid_from) AS its_sector, argMax(r.size, r.valid_from) AS its_size
  FROM (SELECT * FROM organisations FINAL WHERE organisation IN (SELECT its_head FROM asked) AND valid_from <= {day:Date} AND valid_to > {day:Date}) AS r
  GROUP BY organisation
) AS h ON a.its_head = h.organisation
