-- What was said in answer to an open question; what nobody coded first, then the newest? Of an organisation its latest response.
SELECT toString(response) AS response, said, options, toBool(coded_by != '') AS coded, toUnixTimestamp64Milli(answered_at) AS answered_at
FROM answers FINAL
WHERE survey = {survey:String} AND question = {question:String} AND said != '' AND (organisation = 0 OR (organisation, response) IN (
  SELECT organisation, argMax(response, (origin != 'typed', answered_at)) FROM answers FINAL
  WHERE survey = {survey:String} AND organisation != 0 GROUP BY organisation))
ORDER BY coded, answers.answered_at DESC, response
LIMIT {limit:UInt32}
