-- How many answered each survey, how many of them did not say who they are, and when did the last one? An organisation counts once.
SELECT
  survey, uniqExact(organisation, if(organisation = 0, response, toUUID('00000000-0000-0000-0000-000000000000'))) AS responses,
  uniqExactIf(response, organisation = 0) AS unknown, toUnixTimestamp64Milli(max(answered_at)) AS last_at
FROM answers
WHERE empty({surveys:Array(String)}) OR has({surveys:Array(String)}, survey)
GROUP BY survey
