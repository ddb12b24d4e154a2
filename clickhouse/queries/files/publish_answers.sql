-- Make the answers of an import visible: of each the row that stands last in the file. What staff made of the same words stays.
INSERT INTO answers SELECT s.* EXCEPT (line) REPLACE (
  if(s.coded_by = '' AND s.said != '' AND c.said = s.said, c.options, s.options) AS options,
  if(s.coded_by = '' AND s.said != '' AND c.said = s.said, c.coded_by, s.coded_by) AS coded_by,
  fromUnixTimestamp64Milli({at:Int64}) AS imported_at)
FROM (
  SELECT * FROM answers_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
  ORDER BY survey, organisation, response, question, line DESC LIMIT 1 BY survey, organisation, response, question
) AS s
LEFT ANY JOIN (
  SELECT response, question, said, options, coded_by FROM answers FINAL WHERE origin = 'import' AND coded_by != ''
) AS c ON s.response = c.response AND s.question = c.question
