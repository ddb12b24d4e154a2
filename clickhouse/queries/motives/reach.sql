-- For how many non-users does each rule hold, and how many non-users are there?
SELECT sumForEach(arrayMap(n -> toUInt64(bitTest(holds, n)) * organisations, range({rules:UInt8}))) AS held, sum(organisations) AS whole
FROM motive_cells
WHERE version = {version:Int64} AND population = {population:String} AND state >= {first:UInt8} AND state < {use:UInt8}
