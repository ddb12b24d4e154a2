-- What was chosen in each question of these responses, and when?
SELECT toString(a.response) AS response, survey, question, options, toUnixTimestamp64Milli(answered_at) AS at
FROM answers AS a FINAL
WHERE survey IN {surveys:Array(String)} AND a.response IN {responses:Array(UUID)} AND notEmpty(options)
ORDER BY response, question
