-- How many messages went through the box each day (in the Netherlands), and from which day on is there any item at all?
SELECT toString(day) AS day, sum(box) AS messages, toString((SELECT min(toDate(sent_at, 'Europe/Amsterdam')) FROM messages)) AS began
FROM (
  SELECT toDate(sent_at, 'Europe/Amsterdam') AS day, count() AS box
  FROM messages FINAL
  WHERE channel = 'berichtenbox' AND sent_at < fromUnixTimestamp64Milli({until:Int64})
  GROUP BY day
)
GROUP BY day
ORDER BY day
LIMIT 10000
