-- Make the messages of an import visible: of each the row that stands last in the file, dated at publishing.
INSERT INTO messages SELECT * EXCEPT (line) REPLACE (fromUnixTimestamp64Milli({at:Int64}) AS imported_at)
FROM messages_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32}
ORDER BY id, line DESC LIMIT 1 BY id
