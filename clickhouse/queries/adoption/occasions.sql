-- When did each organisation have occasion to use the box? An occasion of a branch is one of its head.
SELECT if(b.head != 0, b.head, x.organisation) AS whose, groupArray(x.valid_from) AS eligible_from, groupArray(x.valid_to) AS eligible_to, groupArray(x.process) AS eligible_process
FROM (
  SELECT * FROM eligibilities FINAL
  WHERE empty({only:Array(UInt64)}) OR organisation IN {only:Array(UInt64)}
    OR organisation IN (SELECT organisation FROM organisations WHERE head IN {only:Array(UInt64)})
) AS x
LEFT ANY JOIN branches AS b ON x.organisation = b.branch
WHERE whose % {slices:UInt32} = {slice:UInt32}
GROUP BY whose
