-- From which day on is there something that happened; or, of visitors that nobody knows, still something that is kept?
SELECT toDate(min(at), 'Europe/Amsterdam') AS day
FROM events
WHERE NOT {anonymous:Bool} OR (visitor != 0 AND organisation = 0)
HAVING count() > 0
