-- How many gave each answer to a survey? '' is who answered a question at all, '*' whose open answer was coded. Of an organisation its
-- latest response counts.
SELECT question, arrayJoin(arrayConcat([''], if(coded_by != '', ['*'], []), options)) AS option, count() AS responses
FROM (
  SELECT question, coded_by, arrayMap(o -> toString(o), options) AS options
  FROM answers FINAL
  WHERE survey = {survey:String} AND (notEmpty(options) OR said != '') AND (organisation = 0 OR (organisation, response) IN (
    SELECT organisation, argMax(response, (origin != 'typed', answered_at)) FROM answers FINAL
    WHERE survey = {survey:String} AND organisation != 0 GROUP BY organisation))
)
GROUP BY question, option
