-- Of the authorities that answered in the year up to and including each of these days, how many answered adequately in it?
-- That a box message was answered, as a usage file tells, is an answer too.
SELECT end, count() AS n, countIf(is_adequate) AS happened
FROM (
  SELECT actor, arrayJoin({ends:Array(Date)}) AS end, max(name = 'answered_adequately') AS is_adequate
  FROM (
    SELECT actor, name, toDate(at, 'Europe/Amsterdam') AS day FROM events
    WHERE name IN ('answered', 'answered_adequately') OR (name = 'message_answered' AND properties['channel'] = 'berichtenbox'))
  WHERE day <= end AND day > subtractYears(end, 1)
  GROUP BY actor, end
)
GROUP BY end
ORDER BY end
