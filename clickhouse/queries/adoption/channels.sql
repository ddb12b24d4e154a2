-- How many items went through each channel, per month (in the Netherlands), process and group?
SELECT
  toString(toStartOfMonth(toDate(sent_at, 'Europe/Amsterdam'))) AS month, toString(process) AS process,
  multiIf({by:String} = 'process', toString(process), {by:String} = 'authority', toString(authority_name),
    {by:String} = 'team', toString(team), '') AS value,
  countIf(channel = 'berichtenbox') AS berichtenbox, countIf(channel = 'portal') AS portal,
  countIf(channel = 'email') AS email, countIf(channel = 'paper') AS paper
FROM messages FINAL
WHERE sent_at >= fromUnixTimestamp64Milli({since:Int64}) AND sent_at < fromUnixTimestamp64Milli({until:Int64})
  AND (empty({process:String}) OR messages.process = {process:String})
  AND (empty({authority:String}) OR authority_name = {authority:String})
  AND (empty({team:String}) OR team = {team:String})
GROUP BY month, process, value
ORDER BY month, process, value
LIMIT {most:UInt32}
