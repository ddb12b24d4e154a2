-- What do the many visitors do who never turn out to be anybody?
INSERT INTO events (id, source, name, at, received_at, actor, organisation, visitor, session, host, path, referrer, campaign, medium, device, browser, language, properties, example)
WITH
  (purpose, a) -> sipHash64({seed:UInt64}, purpose, a) / 18446744073709551616. AS u,
  ['voorbeeld-brabant', 'voorbeeld-ondernemersplein', 'voorbeeld-loket'] AS slugs,
  ['www.brabant.example', 'ondernemersplein.example', 'loket.gemeente.example'] AS hosts,
  -- Visits per hour of the day, cumulative: a working day with a dip at noon.
  [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.09, 0.15, 0.25, 0.37, 0.48, 0.56, 0.63, 0.71, 0.79, 0.86, 0.90, 0.92, 0.94, 0.96, 0.975, 0.985, 0.995, 1] AS hours
SELECT
  reinterpretAsUUID(sipHash128({seed:UInt64}, 'visit', number)), slugs[place],
  ['page_view', 'page_view', 'page_view', 'page_view', 'page_view', 'page_view', 'information_read', 'link_outbound', 'download', 'help_viewed'][1 + toUInt8(u('name', number) * 10)],
  moment + toIntervalSecond((number % 5) * 41), moment + toIntervalSecond((number % 5) * 41 + 1), v, 0, v, sipHash64(v, 'session'), hosts[place],
  ['/', '/berichtenbox', '/vergunningen', '/subsidies', '/berichtenbox/wat-is-het', '/contact', '/berichtenbox/veelgestelde-vragen'][1 + toUInt8(u('path', number) * 7)],
  if(u('ref', visit) < 0.5, 'zoeken.example', ''), '', '', if(u('device', visit) < 0.35, 'mobile', 'desktop'), if(u('browser', visit) < 0.6, 'Chrome', 'Safari'), if(u('language', visit) < 0.93, 'nl', 'en'),
  map('group', 'algemeen'), true
FROM (
  SELECT
    number, intDiv(number, 5) AS visit, sipHash64({seed:UInt64}, 'anybody', visit) AS v, 1 + toUInt8(u('site', visit) * 3) AS place,
    toInt32(u('day', visit) * {days:UInt32}) AS chosen,
    -- Most weekend visits happen on the Monday after.
    toDate({start:Date}) + chosen AS picked,
    if(toDayOfWeek(picked) >= 6 AND u('weekend', visit) < 0.8, picked + (8 - toDayOfWeek(picked)), picked) AS shifted,
    least(shifted, toDate({start:Date}) + toInt32({days:UInt32}) - 1) AS day,
    toDateTime64(toString(day) || ' 00:00:00', 3, 'Europe/Amsterdam') + toIntervalHour(arrayFirstIndex(h -> h >= u('hour', visit), hours) - 1) + toIntervalSecond(toInt32(u('second', visit) * 3000)) AS moment
  FROM numbers({from:UInt64}, {to:UInt64} - {from:UInt64})
)
