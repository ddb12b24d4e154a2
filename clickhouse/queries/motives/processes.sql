-- In which processes have organisations of a population had occasion?
SELECT DISTINCT process FROM eligibilities
WHERE organisation IN (SELECT organisation FROM organisations WHERE population = {population:String}) AND process != ''
ORDER BY process
