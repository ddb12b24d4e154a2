-- Remove the events made of what an earlier file said about messages that an import says anew, answers and handlings too.
ALTER TABLE events DELETE WHERE source = {source:String} AND import_id != {id:String} AND received_at < fromUnixTimestamp64Milli({at:Int64})
  AND id IN (
    SELECT arrayJoin([id, reinterpretAsUUID(sipHash128(id, 'answered')), reinterpretAsUUID(sipHash128(id, 'handled'))])
    FROM messages_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32}
  )
