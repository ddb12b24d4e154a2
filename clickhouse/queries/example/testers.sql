-- Who came by a page that is tried out, which variant did they see, and what did they do? Before a test nobody sees a variant.
INSERT INTO events (id, source, name, at, received_at, actor, visitor, session, host, path, device, browser, language, properties, example)
WITH (purpose, a) -> sipHash64({seed:UInt64}, {experiment:String}, purpose, a) / 18446744073709551616. AS u
SELECT
  reinterpretAsUUID(sipHash128({seed:UInt64}, {experiment:String}, v, did.1)), {site:String}, did.1,
  moment + toIntervalSecond(did.2), moment + toIntervalSecond(did.2 + 1), v, v, sipHash64(v, 'session'), {host:String}, {path:String},
  if(u('device', number) < 0.35, 'mobile', 'desktop'), if(u('browser', number) < 0.6, 'Chrome', 'Safari'), 'nl',
  if(did.1 = 'experiment_viewed', map('experiment', {experiment:String}, 'variation', toString(arm - 1), 'unit', 'visitor'), map()), true
FROM (
  SELECT
    number, sipHash64({seed:UInt64}, 'tester', {experiment:String}, number) AS v,
    arrayFirstIndex(share -> u('arm', number) < share, {shares:Array(Float64)}) AS arm,
    -- By day, between eight and six.
    fromUnixTimestamp64Milli({since:Int64}) + toIntervalDay(toUInt32(u('day', number) * {days:UInt32})) + toIntervalSecond(toUInt32(u('second', number) * 36000)) AS moment,
    arrayFilter(one -> one.1 != '', [
      ('page_view', 0),
      (if({tested:Bool}, 'experiment_viewed', ''), 1),
      ('form_start', 40),
      (if(u('error', number) < arrayElement({errors:Array(Float64)}, arm), 'form_error', ''), 120),
      (if(u('submit', number) < arrayElement({submits:Array(Float64)}, arm), 'form_submit', ''), 300)]) AS deeds
  FROM numbers({visitors:UInt64})
)
ARRAY JOIN deeds AS did
