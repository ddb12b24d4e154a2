-- How many of these organisations does the registry know, and has it anything in it?
SELECT
  (SELECT uniqExact(organisation) FROM organisations WHERE organisation IN {organisations:Array(UInt64)}) AS registered,
  (SELECT count() FROM organisations) AS rows
