-- Who of everyone is asked about?
SELECT * FROM everyone_now
WHERE (empty({municipality:Array(String)}) OR has({municipality:Array(String)}, toString(municipality)))
  AND (empty({region:Array(String)}) OR has({region:Array(String)}, toString(region)))
  AND (empty({sector:Array(String)}) OR has({sector:Array(String)}, toString(sector)))
  AND (empty({size:Array(String)}) OR has({size:Array(String)}, toString(size)))
  AND (empty({site:Array(String)}) OR has({site:Array(String)}, toString(site)))
  AND (empty({campaign:Array(String)}) OR has({campaign:Array(String)}, toString(campaign)))
