/**
 * In a process of its own, because the engine binds one folder: a million organisations and three years of what they did, made in the
 * engine, the ladder and the motives computed from it, and what their views ask. Prints JSON: seconds of the computing, milliseconds of the views.
 */
import { askLadder, SIDES, VIEWS } from '#adoption/ladder-question.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as ladders from '#adoption/ladders.server.ts';
import * as stays from '#adoption/stays.server.ts';
import * as cells from '#motives/cells.server.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import * as evidence from '#motives/evidence.server.ts';
import { askMotives, askWhere } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import * as signals from '#motives/signals.server.ts';
import { STANDARD } from '#surveys/standard.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { DAY, dayOf } from '#time/day.ts';
import { z } from 'zod';

const ORGANISATIONS = 1_000_000;
const YEARS = 3;
const limits = { seconds: 900, memory: 12e9 };
const today = dayOf(Date.now());
const until = Math.floor(Date.now() / DAY) * DAY;
const begun = until - YEARS * 365 * DAY;

await openStores();
const values = { n: ORGANISATIONS, begun, span: YEARS * 365 };
await run(
  `INSERT INTO organisations (organisation, population, head, municipality, municipality_given, sector, size, valid_from, valid_to, imported_at)
   SELECT number + 1 AS organisation, 'company', organisation, 
     -- Of some the source gave the name of before a merger.
     multiIf(cityHash64(number, 1) % 56 < 3, 'Land van Cuijk', cityHash64(number, 1) % 56 < 6, 'Meierijstad', concat('gemeente ', toString(cityHash64(number, 1) % 56))) AS municipality,
     multiIf(cityHash64(number, 1) % 56 = 0, 'Cuijk', cityHash64(number, 1) % 56 = 3, 'Veghel', municipality), concat('sector ', toString(cityHash64(number, 2) % 13)),
     toString(cityHash64(number, 3) % 8), toDate('2010-01-01') + if(number % 20 = 0, 5000 + cityHash64(number, 4) % 1000, 0),
     if(number % 15 = 0, toDate(fromUnixTimestamp64Milli({begun:Int64})) + cityHash64(number, 5) % {span:UInt32}, toDate('2149-01-01')), now64(3)
   FROM numbers({n:UInt64})`,
  values,
  limits
);
await run(
  `INSERT INTO municipalities SELECT concat('gemeente ', toString(number)), concat('regio ', toString(number % 4)), toDate('2010-01-01'), toDate('2149-01-01'), '', now64(3) FROM numbers(56)`,
  {},
  limits
);
// Two occasions in three years each.
await run(
  `INSERT INTO eligibilities (organisation, process, valid_from, valid_to, imported_at)
   SELECT number % {n:UInt64} + 1, concat('proces ', toString(intDiv(number, {n:UInt64}))), toDate(fromUnixTimestamp64Milli({begun:Int64})) + cityHash64(number, 6) % {span:UInt32} AS day, day + 30, now64(3)
   FROM numbers(2 * {n:UInt64})`,
  values,
  limits
);
// Ten million deeds: every second organisation did something, and ever fewer went on.
await run(
  `INSERT INTO events (id, source, name, at, received_at, actor, organisation, host, properties)
   SELECT generateUUIDv4(number), 'plein',
     ['reached', 'page_view', 'information_read', 'login_started', 'box_created', 'reachability_declared', 'message', 'message', 'message', 'message'][1 + number % 10] AS name,
     fromUnixTimestamp64Milli(toInt64({begun:Int64} + (cityHash64(number, 7) % {span:UInt32}) * 86400000)) AS at, now64(3),
     1 + cityHash64(number, 8) % intDiv({n:UInt64}, 2 + number % 10) AS who, who, '', if(name = 'message', map('channel', ['berichtenbox', 'email'][1 + number % 3 % 2], 'direction', 'to_authority'), map())
   FROM numbers(10 * {n:UInt64})`,
  values,
  limits
);
for (const table of ['events', 'organisations', 'eligibilities'])
  await run(`OPTIMIZE TABLE ${table} FINAL`, {}, limits);

let started = performance.now();
await journeys.refresh({ all: true });
const whole = (performance.now() - started) / 1000;
await run('OPTIMIZE TABLE ladders FINAL', {}, limits);
started = performance.now();
await stays.outdate(1);
await stays.count({ now: true });
const counting = (performance.now() - started) / 1000;
await run('OPTIMIZE TABLE ladder_stays FINAL', {}, limits);
const [size] = await ask(
  'SELECT count() AS stays FROM ladder_stays WHERE version = {version:Int64}',
  { version: await stays.version() },
  z.object({ stays: z.coerce.number() })
);

const milliseconds: Record<string, number[]> = {};
const choices = { municipality: 'gemeente 7', region: 'regio 2', sector: 'sector 4', size: '3' };
const filters = [
  '',
  ...SIDES.map((side) => `&${side}=${choices[side]}`),
  '&region=regio 1&sector=sector 2',
  '&municipality=Land van Cuijk&boundaries=then'
];
const periods = ['', '&days=90', `&from=${dayOf(begun)}`];
// Once for the engine to open its files.
for (const view of VIEWS) await ladders.answer(askLadder(new URLSearchParams(`view=${view}`), today));
for (const view of VIEWS)
  for (const filter of filters)
    for (const period of periods)
      for (const by of ['', '&by=region', '&by=municipality&boundaries=then']) {
        if (view === 'flows' && by) continue;
        const asked = askLadder(new URLSearchParams(`view=${view}${filter}${period}${by}`), today);
        const from = performance.now();
        const answer = await ladders.answer(asked);
        (milliseconds[
          `ladder, ${view}` + (by && (by.includes('then') ? ', per municipality of then' : ', per group'))
        ] ??= []).push(performance.now() - from);
        if (!answer.weeks) throw new Error('Nothing was told.');
      }

// Four hundred of them answered a questionnaire.
const { slug } = await surveys.create(STANDARD, 'bench', new Date());
await surveys.act(slug, 'open', new Date());
await run(
  `INSERT INTO answers (organisation, survey, response, question, options, origin, answered_at, imported_at)
   SELECT 1 + cityHash64(number, 9) % {n:UInt64}, {slug:String}, generateUUIDv4(number), 'bekend', [['goed', 'naam', 'niet', 'niet'][1 + number % 4]], 'form', now64(3), now64(3)
   FROM numbers(400)`,
  { ...values, slug },
  limits
);
const seconds = async (deed: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await deed();
  return (performance.now() - from) / 1000;
};
const judged = {
  signals: await seconds(() => signals.refresh({ all: true })),
  cells: 0,
  kinds: 0,
  preview: 0,
  after: 0
};
await cells.outdate(1);
judged.cells = await seconds(() => cells.count({ now: true }));
const [kinds] = await ask('SELECT count() AS n FROM motive_cells', {}, z.object({ n: z.coerce.number() }));
judged.kinds = kinds?.n ?? 0;
judged.preview = await seconds(() => evidence.preview({ ...DEFAULT_RULES.company, label: 0.6 }));
// One organisation did something: how long until that counts. The first time all that was put in just before is looked at once more.
for (let time = 0; time < 2; time++) {
  await run(
    `INSERT INTO events (id, source, name, at, received_at, actor, organisation) VALUES (generateUUIDv4(), 'plein', 'login_failed', now64(3), now64(3), 7, 7)`
  );
  judged.after = await seconds(async () => {
    await journeys.refresh();
    await signals.refresh();
    await cells.count({ now: true });
  });
}
for (const filter of filters) {
  const parameters = new URLSearchParams(filter);
  // Once to learn the model, which is kept until the next count.
  await motives.overview(askMotives(parameters));
  for (const [view, look] of [
    ['why not', () => motives.overview(askMotives(parameters))],
    ['where to begin', () => motives.where(askWhere(new URLSearchParams(`${filter}&by=sector&by=size&by=region`)))]
  ] as const)
    for (let time = 0; time < 3; time++) {
      const from = performance.now();
      if (!(await look())) throw new Error('Nothing was told.');
      (milliseconds[`motives, ${view}`] ??= []).push(performance.now() - from);
    }
}
console.log(JSON.stringify({ whole, counting, stays: size?.stays, judged, milliseconds }));
await closeStores();
