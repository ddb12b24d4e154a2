-- What do the invented companies do on the websites: stages, visits around them, failed logins and forms?
INSERT INTO events (id, source, name, at, received_at, actor, organisation, visitor, session, host, path, referrer, campaign, medium, device, browser, language, properties, example)
WITH
  (purpose, a, b) -> sipHash64({seed:UInt64}, purpose, a, b) / 18446744073709551616. AS u
SELECT
  reinterpretAsUUID(sipHash128({seed:UInt64}, 'stage', i, k)), site, move.1, move.2 AS at, at + INTERVAL 1 SECOND,
  if(known, organisation, visitor), if(known, organisation, 0), if(by_letter, 0, visitor), if(by_letter, 0, sipHash64(visitor, toDate(at))), if(by_letter, '', host), if(by_letter, '', move.3), if(u('ref', i, k) < 0.4, 'zoeken.example', ''), campaign,
  if(campaign = '', '', 'brief'), ['desktop', 'desktop', 'mobile', 'tablet'][1 + toUInt8(u('device', i, 0) * 4)], ['Chrome', 'Edge', 'Safari', 'Firefox'][1 + toUInt8(u('browser', i, 0) * 4)], 'nl', move.4, true
FROM (
  SELECT
    i, organisation, sipHash64({seed:UInt64}, 'visitor', i) AS visitor, site, host, campaign, arrayJoin(arrayZip(arrayEnumerate(moves), moves)) AS numbered, numbered.1 AS k, numbered.2 AS move,
    -- A letter or notification reaches an organisation; a visitor is nobody in particular until logging in, unless a link in the letter says who.
    move.1 = 'reached' AS by_letter,
    by_letter OR sipHash64(i, 'link') % 10 < 8 OR (length(stages) >= 4 AND move.2 >= stages[4]) AS known
  FROM (
    SELECT *,
      arrayConcat(
        arrayMap((name, moment, path) -> (name, moment, path, map('group', 'onboarding')), arraySlice(['reached', 'information_read', 'login_started', 'login_succeeded', 'box_created', 'reachability_declared'], 1, length(stages)), stages,
          arraySlice(['/', '/berichtenbox/wat-is-het', '/berichtenbox/inloggen', '/berichtenbox/inloggen', '/berichtenbox/account', '/berichtenbox/bereikbaar'], 1, length(stages))),
        -- Beside the one that is a stage, with the kind of message for which it is.
        if(length(stages) < 6, [], arrayMap(n -> ('reachability_declared', stages[6] + toIntervalSecond(40 * n), '/berichtenbox/bereikbaar', map('group', 'onboarding', 'type', ['Vergunning', 'Melding', 'Subsidie'][n])), range(1, 2 + sipHash64(i, 'types') % 3))),
        arrayMap(n -> ('page_view', stages[1 + n % length(stages)] + toIntervalSecond(20 + n * 37), ['/', '/berichtenbox', '/berichtenbox/wat-is-het', '/berichtenbox/veelgestelde-vragen', '/berichtenbox/inloggen'][1 + sipHash64(i, n) % 5], map('group', 'onboarding')), range(length(stages) * 2)),
        if(length(stages) < 3, [], [('form_start', stages[3] + toIntervalSecond(5), '/berichtenbox/inloggen', map('form', 'inloggen'))]),
        arrayMap(n -> ('login_failed', stages[3] + toIntervalSecond(60 + n * 400), '/berichtenbox/inloggen', map('form', 'inloggen', 'error', ['eherkenning_ontbreekt', 'machtiging_ontbreekt', 'niveau_te_laag'][1 + sipHash64(i, n, 'e') % 3])), range(failures)),
        if(length(stages) = 3, [('help_viewed', stages[3] + toIntervalSecond(500), '/berichtenbox/hulp', map('topic', 'eherkenning')), ('form_abandon', stages[3] + toIntervalSecond(900), '/berichtenbox/inloggen', map('form', 'inloggen'))], []),
        if(length(stages) >= 4, [('form_submit', stages[4], '/berichtenbox/inloggen', map('form', 'inloggen'))], []),
        if(length(stages) >= 5 AND sipHash64(i, 'upload') % 8 = 0, [('upload_failed', stages[5] + toIntervalSecond(300), '/berichtenbox/bericht', map('error', 'bijlage_te_groot'))], [])
      ) AS moves
    FROM example_companies
    WHERE i >= {from:UInt32} AND i < {to:UInt32} AND length(stages) > 0
  )
)
