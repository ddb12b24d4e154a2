-- Make the answers of an import visible: of each the row that stands last in the file.
INSERT INTO answers SELECT * EXCEPT (line) REPLACE (fromUnixTimestamp64Milli({at:Int64}) AS imported_at)
FROM answers_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
ORDER BY survey, organisation, response, question, line DESC LIMIT 1 BY survey, organisation, response, question
