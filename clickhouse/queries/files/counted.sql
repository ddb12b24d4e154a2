-- How many lines of an import say the last word about something, and about how many things there was a word before?
SELECT uniqExact(last) AS kept, uniqExactIf(last, known) AS updated
FROM (
  SELECT max(line) AS last, id IN (SELECT id FROM messages WHERE source = {source:String} AND id IN (SELECT id FROM messages_staging WHERE import_id = {id:String})) AS known
  FROM messages_staging WHERE import_id = {id:String} GROUP BY id
  UNION ALL
  SELECT max(line), id IN (SELECT id FROM events WHERE source = {source:String} AND id IN (SELECT id FROM events_staging WHERE import_id = {id:String}))
  FROM events_staging WHERE import_id = {id:String} GROUP BY id
  UNION ALL
  SELECT max(line), (organisation, valid_from) IN (SELECT organisation, valid_from FROM organisations)
  FROM organisations_staging WHERE import_id = {id:String} GROUP BY organisation, valid_from
  UNION ALL
  SELECT max(line), (organisation, process, valid_from) IN (SELECT organisation, process, valid_from FROM eligibilities)
  FROM eligibilities_staging WHERE import_id = {id:String} GROUP BY organisation, process, valid_from
)
SETTINGS optimize_aggregation_in_order = 1
