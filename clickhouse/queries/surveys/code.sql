-- Write what staff made of one open answer over what was known of it.
INSERT INTO answers
SELECT * REPLACE ({options:Array(String)} AS options, {by:String} AS coded_by, fromUnixTimestamp64Milli({at:Int64}) AS imported_at)
FROM answers FINAL
WHERE survey = {survey:String} AND response = {response:UUID} AND question = {question:String} AND said != '' AND toUnixTimestamp64Milli(answers.answered_at) = {answered_at:Int64}
