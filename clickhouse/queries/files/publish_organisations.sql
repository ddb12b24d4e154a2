-- Make the organisations of an import visible: of each stretch of validity the row that stands last in the file.
INSERT INTO organisations SELECT * EXCEPT (line) REPLACE (fromUnixTimestamp64Milli({at:Int64}) AS imported_at)
FROM organisations_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
ORDER BY organisation, valid_from, line DESC LIMIT 1 BY organisation, valid_from
