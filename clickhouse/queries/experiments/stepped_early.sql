-- Which members of a stepped roll-out were reached by what was sent or done before it was their turn?
SELECT toString(m.organisation) AS organisation
FROM (SELECT organisation, starts FROM trial_members FINAL WHERE trial = {trial:String} AND step > 1) AS m
INNER JOIN (
  SELECT organisation, at FROM trial_deliveries FINAL WHERE trial = {trial:String} AND status IN ('delivered', 'attended')
) AS d ON m.organisation = d.organisation
WHERE toDate(d.at, 'Europe/Amsterdam') < m.starts
ORDER BY organisation
