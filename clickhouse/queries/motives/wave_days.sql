-- On which days did organisations first and last answer each survey, and by which was half of it in?
SELECT survey, toString(min(day)) AS first, toString(quantileExactLow(0.5)(day)) AS middle, toString(max(day)) AS last
FROM (SELECT survey, toDate(answered_at, 'Europe/Amsterdam') AS day FROM answers FINAL WHERE organisation != 0 AND survey IN {surveys:Array(String)})
GROUP BY survey
