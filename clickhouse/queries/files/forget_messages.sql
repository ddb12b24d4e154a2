-- Remove what an earlier file said about messages that an import says anew: under another organisation or moment it would stay.
ALTER TABLE messages DELETE WHERE source = {source:String} AND import_id != {id:String} AND imported_at < fromUnixTimestamp64Milli({at:Int64})
  AND id IN (SELECT id FROM messages_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32})
