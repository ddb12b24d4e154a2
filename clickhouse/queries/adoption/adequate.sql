-- Of the authorities that answered in the year up to and including each of these days, how many answered adequately in it?
SELECT end, count() AS n, countIf(is_adequate) AS happened
FROM (
  SELECT actor, arrayJoin({ends:Array(Date)}) AS end, max(name = 'answered_adequately') AS is_adequate
  FROM (SELECT actor, name, toDate(at, 'Europe/Amsterdam') AS day FROM events WHERE name IN ('answered', 'answered_adequately'))
  WHERE day <= end AND day > subtractYears(end, 1)
  GROUP BY actor, end
)
GROUP BY end
ORDER BY end
