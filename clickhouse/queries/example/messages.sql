-- Which items did the invented companies send: through the box, by e-mail or on paper?
INSERT INTO messages (id, source, organisation, authority, authority_name, process, type, direction, channel, team, department, sent_at, delivered_at, answered_at, import_id, imported_at, example)
WITH (purpose, a, b) -> sipHash64({seed:UInt64}, purpose, a, b) / 18446744073709551616. AS u
SELECT
  reinterpretAsUUID(sipHash128({seed:UInt64}, 'item', i, k)), if(channel = 'berichtenbox', 'voorbeeld-bvb', 'voorbeeld-dis'), organisation,
  {authorities:Array(UInt64)}[1 + toUInt32(u('authority', i, 0) * length({authorities:Array(UInt64)}))], {names:Array(String)}[1 + toUInt32(u('authority', i, 0) * length({names:Array(String)}))],
  item.2, if(item.2 = 'Bezwaar', 'bijstandsbericht', 'procedurebericht'), 'to_authority', item.3 AS channel, {teams:Array(String)}[team], {departments:Array(UInt64)}[team],
  item.1 AS sent, if(channel = 'berichtenbox', sent + INTERVAL 1 MINUTE, NULL),
  if(u('answer', i, k) < 0.62 + 0.04 * (channel = 'berichtenbox') AND sent + toIntervalHour(toInt32(200 * patience)) < {until:DateTime64(3)}, sent + toIntervalHour(toInt32((20 + toInt32(u('delay', i, k) * 180)) * patience)), NULL), 'example', sent, true
FROM (
  SELECT i, organisation, arrayJoin(arrayZip(arrayEnumerate(items), items)) AS numbered, numbered.1 AS k, numbered.2 AS item,
    toUInt32(1 + sipHash64(i, item.2) % length({teams:Array(String)})) AS usual,
    -- The second handles part of what comes through the box for others, most of what comes so for the fourth and the ninth; the fifth is slow.
    if(item.3 = 'berichtenbox' AND u('elsewhere', i, k) < multiIf(usual = 4, 0.9, usual = 9, 0.6, 0.22), 2, usual) AS team,
    if(team = 5, 2.5, 1) AS patience
  FROM (
    SELECT i, organisation,
      arrayConcat(
        arrayMap(moment -> (moment, ['Vergunning', 'Melding', 'Subsidie'][1 + sipHash64(i, moment) % 3], 'berichtenbox'), box),
        -- Occasions before and beside the box go by e-mail or paper; paper wanes over the months.
        arrayMap((moment, process) -> (moment, process, if(u('channel', i, toUInt64(moment)) < 0.62 - 0.2 * dateDiff('day', toDateTime64({start:Date}, 3), moment) / {days:UInt32}, 'paper', 'email')), occasions, processes)
      ) AS items
    FROM example_companies
    WHERE i >= {from:UInt32} AND i < {to:UInt32}
  )
)
