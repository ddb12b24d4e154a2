/** Keeps the journeys of the default funnels up to date: recomputes organisations about which something arrived. */
import { and, count, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import changed from '#clickhouse/queries/adoption/changed.sql?raw';
import occasions from '#clickhouse/queries/adoption/occasions.sql?raw';
import registry from '#clickhouse/queries/adoption/registry.sql?raw';
import stretches from '#clickhouse/queries/adoption/stretches.sql?raw';
import { compileLadder } from '#adoption/climbing.ts';
import { compile, EVERYONE } from '#adoption/compile.ts';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import { CLIMBERS, LADDERS } from '#adoption/ladder.ts';
import * as stays from '#adoption/stays.server.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { DAY } from '#time/day.ts';

const FACT = 'journeys_up_to';
const CORRECTIONS = 'journeys_corrections';
const RULES = 'ladder_rules';
const WHOLE = 'journeys_whole_at';
/** More changed organisations than this, and recomputing all is cheaper than naming them. */
const MOST = 20_000;
/** Organisations named in one statement; its text has a limit of 256 kB. */
const NAMED = 5_000;
/** Organisations recomputed in one statement when all are, so that memory stays bounded. */
const SLICE = 100_000;
/** An insert becomes visible a moment after the time it carries; looking back this far (ms) misses none. */
const OVERLAP = 60_000;
const EVERY = 3_000;
/** After so long all are recomputed: what was erased after its term must not live on in those nothing arrived about since. */
const ANEW = 7 * DAY;

const Key = z.object({ key: z.string() });

async function recompute(
  population: keyof typeof DEFAULT_FUNNELS,
  which: { only: readonly bigint[]; slice: number; slices: number },
  now: number
): Promise<void> {
  const { sql, parameters } = compile(DEFAULT_FUNNELS[population], { times: true, origins: true });
  // Beyond any event: a clock that runs ahead is already cut off at the door.
  const shared = { ...which, population, now, since: 0, until: now + DAY };
  await run(
    `INSERT INTO journeys (population, organisation, reached, municipality, region, sector, size, site, campaign, valid_from, valid_to, eligible_from, eligible_to, example, computed_at)
     SELECT {population:String}, r.organisation, c.reached, r.municipality, r.region, r.sector, r.size, c.first_site, c.first_campaign, r.valid_from, r.valid_to, e.eligible_from, e.eligible_to, r.example,
       fromUnixTimestamp64Milli({now:Int64})
     FROM (${registry}) AS r LEFT ANY JOIN (${occasions}) AS e ON r.organisation = e.whose LEFT ANY JOIN (${sql}) AS c ON r.organisation = c.who`,
    { ...parameters, ...shared }
  );
  const ladder = compileLadder(LADDERS[population], { stretches, occasions });
  await run(
    `INSERT INTO ladders (population, organisation, valid_from, municipality, region, sector, size, came, several, weeks, states, example, computed_at)
     SELECT {population:String}, organisation, valid_from, municipality, region, sector, size, came, several, weeks, states, example, fromUnixTimestamp64Milli({now:Int64})
     FROM (${ladder.sql})`,
    { ...ladder.parameters, ...shared }
  );
}

/** Organisations of each population that has any. */
async function registered(): Promise<Map<string, number>> {
  const Row = z.object({ population: z.string(), n: z.coerce.number() });
  const sql = 'SELECT population, uniqExact(organisation) AS n FROM organisations GROUP BY population';
  return new Map((await ask(sql, {}, Row)).map(({ population, n }) => [population, n]));
}

/** How many files ever replaced what was known: whom that was about before, the rows of now do not tell. */
async function corrections(): Promise<number> {
  const [row] = await (
    await register()
  )
    .select({ n: count() })
    .from(imports)
    .where(and(eq(imports.status, 'done'), gt(imports.updated, 0)));
  return row?.n ?? 0;
}

let busy: Promise<void> | undefined;

async function refreshNow(all: boolean, now: number): Promise<void> {
  const upTo = z.number().safeParse(await fact(FACT)).data;
  const corrected = await corrections();
  const rules = Object.values(LADDERS).map(({ version }) => version);
  const isNew = JSON.stringify(rules) !== JSON.stringify(await fact(RULES));
  const wholeAt = z.number().safeParse(await fact(WHOLE)).data ?? 0;
  const whole =
    all || isNew || now - wholeAt > ANEW || upTo === undefined || corrected !== ((await fact(CORRECTIONS)) ?? 0);
  const touched = whole ? undefined : await ask(changed, { since: upTo - OVERLAP, most: MOST + 1 }, Key);
  const few = touched && touched.length <= MOST ? touched.map((row) => row.key) : undefined;
  const isAnything = !few || few.length > 0;
  if (isAnything) await stays.outdate(now);
  const there = isAnything ? await registered() : new Map<string, number>();
  for (const population of CLIMBERS.filter((climber) => there.has(climber))) {
    if (few) {
      for (let from = 0; from < few.length; from += NAMED) {
        await recompute(population, { ...EVERYONE, only: few.slice(from, from + NAMED).map(BigInt) }, now);
      }
    } else {
      const slices = Math.ceil(there.get(population)! / SLICE);
      for (let slice = 0; slice < slices; slice++) await recompute(population, { only: [], slice, slices }, now);
    }
  }
  if (!few) {
    // Whoever is no longer in the registry, or has become a branch, was not recomputed.
    for (const table of ['journeys', 'ladders']) {
      const old = `ALTER TABLE ${table} DELETE WHERE computed_at < fromUnixTimestamp64Milli({now:Int64})`;
      await run(old, { now }, {}, { mutations_sync: '2' });
    }
    await setFact(CORRECTIONS, corrected);
    await setFact(RULES, rules);
    await setFact(WHOLE, now);
  }
  await setFact(FACT, now);
  // Anew, because somebody else may have counted what was half done.
  if (isAnything) await stays.outdate(Date.now());
  await stays.count({ now: !few });
}

/**
 * Brings the journeys up to date; one run at a time, running twice changes nothing.
 * @param all recompute every organisation, after a large import or removal
 */
export async function refresh(options: { all?: boolean } = {}): Promise<void> {
  while (busy) await busy;
  busy = refreshNow(options.all ?? false, Date.now()).finally(() => (busy = undefined));
  await busy;
}

/** Until when arrivals have been counted in, milliseconds; undefined before the first time. */
export async function upTo(): Promise<number | undefined> {
  return z.number().safeParse(await fact(FACT)).data;
}

/** Refreshes every few seconds; returns how to stop. */
export function keepFresh(): () => Promise<void> {
  let stopped = false;
  let trouble = '';
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(() => {
      refresh()
        .then(() => (trouble = ''))
        .catch((error: unknown) => {
          // Said once and tried again: the page shows until when the figures are computed.
          if (String(error) !== trouble) console.error('adoption: journeys wait:', error);
          trouble = String(error);
        })
        .finally(() => {
          if (!stopped) next();
        });
    }, EVERY);
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await busy;
  };
}
