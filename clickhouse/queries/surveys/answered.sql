-- Which organisations answered which survey?
SELECT DISTINCT survey, toString(organisation) AS organisation FROM answers
WHERE answers.organisation != 0 AND (empty({surveys:Array(String)}) OR has({surveys:Array(String)}, survey))
