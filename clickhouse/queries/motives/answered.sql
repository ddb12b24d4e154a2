-- Did anything change about the answers: how many are there, and when did the newest come in?
SELECT count() AS answers, toUnixTimestamp64Milli(max(imported_at)) AS newest FROM answers
