-- Up to which day does each source tell of what was sent, as far as its files say? Of all channels, or of the box alone.
SELECT
  source,
  -- A few days without anything at the end of a file are no gap; the day on which it came is not over yet.
  toString(max(least(toDate(last, 'Europe/Amsterdam') + {quiet:UInt8}, toDate(came, 'Europe/Amsterdam') - 1))) AS day
FROM (
  SELECT
    import_id, source, max(imported_at) AS came, max(channel = 'berichtenbox') AS has_box,
    least(max(greatest(sent_at, ifNull(answered_at, sent_at))), came) AS last
  FROM messages WHERE NOT example
  GROUP BY import_id, source
)
WHERE has_box OR NOT {box:Bool}
GROUP BY source
ORDER BY source
