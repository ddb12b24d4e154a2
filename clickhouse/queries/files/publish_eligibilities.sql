-- Make the occasions of an import visible: of each stretch of validity the row that stands last in the file.
INSERT INTO eligibilities SELECT * EXCEPT (line) REPLACE (fromUnixTimestamp64Milli({at:Int64}) AS imported_at)
FROM eligibilities_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
ORDER BY organisation, process, valid_from, line DESC LIMIT 1 BY organisation, process, valid_from
