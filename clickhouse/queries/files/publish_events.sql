-- Make the page views of an import visible.
INSERT INTO events SELECT * EXCEPT (line) REPLACE (fromUnixTimestamp64Milli({at:Int64}) AS received_at)
FROM events_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32}
ORDER BY id, line DESC LIMIT 1 BY id
