-- What did the registry say last of each organisation?
SELECT
  organisation AS unit,
  argMax(multiIf({dimension:String} = 'sector', toString(sector), {dimension:String} = 'size', toString(size),
    {dimension:String} = 'municipality', toString(municipality), ''), valid_from) AS part
FROM organisations FINAL
GROUP BY organisation
