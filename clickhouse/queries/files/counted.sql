-- How many lines of an import say the last word about something, and about how many things there was a word before? Of one
-- slice of the things: what a line says is all about one thing, or about one organisation.
SELECT uniqExact(last) AS kept, uniqExactIf(last, known) AS updated
FROM (
  SELECT max(line) AS last, id IN (
    SELECT id FROM messages WHERE source = {source:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32}
      AND id IN (SELECT id FROM messages_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32})) AS known
  FROM messages_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32} GROUP BY id
  UNION ALL
  SELECT max(line), id IN (
    SELECT id FROM events WHERE source = {source:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32}
      AND id IN (SELECT id FROM events_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32}))
  FROM events_staging WHERE import_id = {id:String} AND cityHash64(id) % {slices:UInt32} = {slice:UInt32} GROUP BY id
  UNION ALL
  SELECT max(line), (organisation, valid_from) IN (
    SELECT organisation, valid_from FROM organisations WHERE organisation % {slices:UInt32} = {slice:UInt32})
  FROM organisations_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
  GROUP BY organisation, valid_from
  UNION ALL
  SELECT max(line), (organisation, process, valid_from) IN (
    SELECT organisation, process, valid_from FROM eligibilities WHERE organisation % {slices:UInt32} = {slice:UInt32})
  FROM eligibilities_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
  GROUP BY organisation, process, valid_from
  UNION ALL
  SELECT max(line), (survey, organisation, response, question) IN (
    SELECT survey, organisation, response, question FROM answers WHERE organisation % {slices:UInt32} = {slice:UInt32})
  FROM answers_staging WHERE import_id = {id:String} AND organisation % {slices:UInt32} = {slice:UInt32}
  GROUP BY survey, organisation, response, question
)
SETTINGS optimize_aggregation_in_order = 1, use_index_for_in_with_subqueries = 0
