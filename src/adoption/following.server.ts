/** How tables that are computed out of everything follow what arrives: for whom something arrived about, and now and then for all. */
import { and, count, eq, gt, ne } from 'drizzle-orm';
import { z } from 'zod';
import changed from '#clickhouse/queries/adoption/changed.sql?raw';
import { EVERYONE } from '#adoption/compile.ts';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { isKept, register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { DAY } from '#time/day.ts';

/** Which organisations: those named, or, of all, one slice by the remainder of the key. */
export interface Which {
  only: readonly bigint[];
  slice: number;
  slices: number;
}

export interface Followed {
  /** Of the facts in which it is kept how far it came. */
  name: string;
  /** What it is computed by; when that is another than last time, everybody is computed anew. */
  by: () => unknown;
  /** Tables with computed_at, from which goes whoever is not computed when all are. */
  tables: readonly string[];
  recompute: (population: Climber, which: Which, now: number) => Promise<void>;
  /** Told before rows change. */
  begins: (now: number) => Promise<void>;
  /** Told when they have; `whole` when all were computed. */
  ended: (whole: boolean, anything: boolean) => Promise<void>;
}

/** More changed organisations than this, and recomputing all is cheaper than naming them. */
const MOST = 20_000;
/** Organisations named in one statement; its text has a limit of 256 kB. */
const NAMED = 5_000;
/** Organisations recomputed in one statement when all are, so that memory stays bounded. */
export const SLICE = 100_000;
/** An insert becomes visible a moment after the time it carries; looking back this far (ms) misses none. */
const OVERLAP = 60_000;
const EVERY = 3_000;
/** After so long all are recomputed: what was erased after its term must not live on in those nothing arrived about since. */
const ANEW = 7 * DAY;

const Key = z.object({ key: z.string() });

/** Organisations of each population that has any. */
async function registered(): Promise<Map<string, number>> {
  const Row = z.object({ population: z.string(), n: z.coerce.number() });
  const sql = 'SELECT population, uniqExact(organisation) AS n FROM organisations GROUP BY population';
  return new Map((await ask(sql, {}, Row)).map(({ population, n }) => [population, n]));
}

/** How many files ever replaced what was known: whom that was about before, the rows of now do not tell. Answers are of no deed. */
async function corrections(): Promise<number> {
  const [row] = await (
    await register()
  )
    .select({ n: count() })
    .from(imports)
    .where(and(eq(imports.status, 'done'), gt(imports.updated, 0), ne(imports.kind, 'answers')));
  return row?.n ?? 0;
}

export class Follower {
  readonly #followed: Followed;
  #busy: Promise<void> | undefined;

  constructor(followed: Followed) {
    this.#followed = followed;
  }

  #fact = (what: string) => `${this.#followed.name}_${what}`;

  /** Until when arrivals have been counted in, milliseconds; undefined before the first time. */
  async upTo(): Promise<number | undefined> {
    return z.number().safeParse(await fact(this.#fact('up_to'))).data;
  }

  /** Those that something arrived about since; undefined when all must be computed. */
  async #touched(all: boolean, now: number, corrected: number, rules: unknown): Promise<string[] | undefined> {
    const upTo = await this.upTo();
    const wholeAt = z.number().safeParse(await fact(this.#fact('whole_at'))).data ?? 0;
    const isOther = !isKept(await fact(this.#fact('by')), rules);
    const isCorrected = corrected !== ((await fact(this.#fact('corrections'))) ?? 0);
    if (all || upTo === undefined || isOther || isCorrected || now - wholeAt > ANEW) return undefined;
    const touched = await ask(changed, { since: upTo - OVERLAP, most: MOST + 1 }, Key);
    return touched.length > MOST ? undefined : touched.map(({ key }) => key);
  }

  async #refresh(all: boolean, now: number): Promise<void> {
    const { by, tables, recompute, begins, ended } = this.#followed;
    const corrected = await corrections();
    const rules = await by();
    const few = await this.#touched(all, now, corrected, rules);
    const isAnything = !few || few.length > 0;
    if (isAnything) await begins(now);
    const there = isAnything ? await registered() : new Map<string, number>();
    for (const population of CLIMBERS.filter((climber) => there.has(climber))) {
      if (few) {
        for (let from = 0; from < few.length; from += NAMED)
          await recompute(population, { ...EVERYONE, only: few.slice(from, from + NAMED).map(BigInt) }, now);
      } else {
        const slices = Math.ceil(there.get(population)! / SLICE);
        for (let slice = 0; slice < slices; slice++) await recompute(population, { only: [], slice, slices }, now);
      }
    }
    if (!few) {
      // Whoever is no longer in the registry, or has become a branch, was not recomputed.
      for (const table of tables) {
        const old = `ALTER TABLE ${table} DELETE WHERE computed_at < fromUnixTimestamp64Milli({now:Int64})`;
        await run(old, { now }, {}, { mutations_sync: '2' });
      }
      await setFact(this.#fact('corrections'), corrected);
      await setFact(this.#fact('by'), rules);
      await setFact(this.#fact('whole_at'), now);
    }
    await setFact(this.#fact('up_to'), now);
    await ended(!few, isAnything);
  }

  /**
   * Brings the tables up to date; one run at a time, running twice changes nothing.
   * @param options all: recompute every organisation, after a large import or removal
   */
  async refresh(options: { all?: boolean } = {}): Promise<void> {
    while (this.#busy) await this.#busy;
    this.#busy = this.#refresh(options.all ?? false, Date.now()).finally(() => (this.#busy = undefined));
    await this.#busy;
  }

  /** Refreshes every few seconds; returns how to stop. */
  keepFresh(): () => Promise<void> {
    let stopped = false;
    let trouble = '';
    let timer: NodeJS.Timeout;
    const next = () => {
      timer = setTimeout(() => {
        this.refresh()
          .then(() => (trouble = ''))
          .catch((error: unknown) => {
            // Said once and tried again: the page shows until when the figures are computed.
            if (String(error) !== trouble) console.error(`${this.#followed.name} wait:`, error);
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
      await this.#busy;
    };
  }
}
