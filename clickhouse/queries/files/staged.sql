-- How many rows of an import wait for each table?
SELECT 'messages' AS target, count() AS staged FROM messages_staging WHERE import_id = {id:String}
UNION ALL
SELECT 'events', count() FROM events_staging WHERE import_id = {id:String}
UNION ALL
SELECT 'organisations', count() FROM organisations_staging WHERE import_id = {id:String}
UNION ALL
SELECT 'eligibilities', count() FROM eligibilities_staging WHERE import_id = {id:String}
UNION ALL
SELECT 'answers', count() FROM answers_staging WHERE import_id = {id:String}
