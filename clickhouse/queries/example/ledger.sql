-- What would the ledger have counted for the invented visits?
INSERT INTO ledger
SELECT source, hour, outcome, reason, sum(n), max(last_at) FROM (
  SELECT
    source, toStartOfHour(at) AS hour, count() AS accepted, max(received_at) AS last_at,
    intDiv(accepted * (sipHash64(source, hour) % 7), 100) AS refused, intDiv(accepted, 60) AS duplicate,
    arrayJoin([
      ('received', '', accepted + refused + duplicate), ('accepted', '', accepted), ('duplicate', '', duplicate), ('late', '', intDiv(accepted, 90)),
      ('refused', ['bot', 'bot', 'bot', 'clock', 'unknown_name', 'malformed'][1 + sipHash64(source, hour, 'reason') % 6], refused)]) AS line,
    line.1 AS outcome, line.2 AS reason, line.3 AS n
  FROM events WHERE example AND visitor != 0
  GROUP BY source, hour
)
WHERE n > 0
GROUP BY source, hour, outcome, reason
