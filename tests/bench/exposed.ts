/**
 * In a process of its own, because the engine binds one folder: ten million exposures of one experiment and as many deeds, made
 * in the engine, and all that a daily look asks of them. Prints JSON: milliseconds of the outcomes alone, and of both
 * questions of a look at once.
 */
import { STANDARD_METRICS } from '#experiments/metric.ts';
import { exposures, outcomes } from '#experiments/outcomes.server.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { run } from '#store/warehouse.server.ts';
import { DAY } from '#time/day.ts';

const UNITS = 10_000_000;
const TURNS = 5;
const NAMES = ['form_submit', 'form_error', 'upload_failed', 'login_failed', 'help_viewed', 'box_created', 'message'];

const until = Math.floor(Date.now() / DAY) * DAY;
const since = until - 45 * DAY;
const limits = { seconds: 600, memory: 12e9 };

await openStores();
await run(
  `INSERT INTO exposures (experiment, unit_kind, unit, at, id, variation, received_at)
   SELECT 'bench', 'visitor', cityHash64(number) AS unit, fromUnixTimestamp64Milli(toInt64({since:Int64} + cityHash64(number, 1) % {span:Int64})) AS at,
     generateUUIDv4(), toString(number % 2), at
   FROM numbers({units:UInt64})`,
  { since, span: 30 * DAY, units: UNITS },
  limits
);
await run(
  `INSERT INTO events (id, source, name, at, received_at, actor, visitor, session, host, path)
   SELECT generateUUIDv4(number), 'plein', arrayElement({names:Array(String)}, 1 + number % length({names:Array(String)})),
     fromUnixTimestamp64Milli(toInt64({since:Int64} + cityHash64(number, 2) % {span:Int64})) AS happened, happened,
     cityHash64(cityHash64(number, 3) % {units:UInt64}) AS who, who, 1, 'plein.example', '/start'
   FROM numbers({units:UInt64})`,
  { since, span: 45 * DAY, units: UNITS, names: NAMES },
  limits
);
// As they lie once the engine has merged them, which it goes on doing beside the first questions otherwise.
for (const table of ['events', 'exposures', 'first_exposures']) await run(`OPTIMIZE TABLE ${table} FINAL`, {}, limits);
const metrics = STANDARD_METRICS.slice(0, 10);
const question = { experiment: 'bench', unit: 'visitor', arms: ['0', '1'], since, until } as const;
const milliseconds: { outcomes: number[]; both: number[] } = { outcomes: [], both: [] };
for (let turn = 0; turn < TURNS; turn++) {
  const started = performance.now();
  await outcomes({ ...question, metrics });
  const between = performance.now();
  const [seen, measured] = await Promise.all([exposures(question), outcomes({ ...question, metrics })]);
  milliseconds.outcomes.push(between - started);
  milliseconds.both.push(performance.now() - between);
  if ((seen.units['0'] ?? 0) + (seen.units['1'] ?? 0) !== UNITS || measured.length !== 2 * metrics.length)
    throw new Error(`Not all are there: ${JSON.stringify(seen)}`);
}
console.log(JSON.stringify({ metrics: metrics.length, milliseconds }));
await closeStores();
