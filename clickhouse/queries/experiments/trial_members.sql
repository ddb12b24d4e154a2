-- Who was drawn for a list experiment, and for what?
SELECT toString(organisation) AS organisation, arm, toString(cluster) AS cluster, batch, stratum, step, toString(starts) AS starts
FROM trial_members FINAL
WHERE trial = {trial:String}
ORDER BY organisation
