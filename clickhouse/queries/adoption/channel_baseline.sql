-- How many items went through each channel in the first three months from the first on that has enough of them (in the Netherlands), per
-- process, authority and team?
WITH (
  SELECT min(month) FROM (
    SELECT toStartOfMonth(toDate(sent_at, 'Europe/Amsterdam')) AS month FROM messages FINAL
    GROUP BY month HAVING count() >= {fewest:UInt32}
  )
) AS first
SELECT
  toString(first) AS since, toString(process) AS process, toString(authority_name) AS authority, toString(team) AS team,
  countIf(channel = 'berichtenbox') AS berichtenbox, countIf(channel = 'portal') AS portal,
  countIf(channel = 'email') AS email, countIf(channel = 'paper') AS paper
FROM messages FINAL
WHERE toDate(sent_at, 'Europe/Amsterdam') >= first AND toDate(sent_at, 'Europe/Amsterdam') < addMonths(first, 3)
GROUP BY process, authority, team
ORDER BY process, authority, team
LIMIT {most:UInt32}
