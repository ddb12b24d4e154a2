/** Rows of an import between file and warehouse: they wait out of sight, and are published together. */
import { z } from 'zod';
import countedSql from '#clickhouse/queries/files/counted.sql?raw';
import forgetEvents from '#clickhouse/queries/files/forget_events.sql?raw';
import forgetMessages from '#clickhouse/queries/files/forget_messages.sql?raw';
import publishEligibilities from '#clickhouse/queries/files/publish_eligibilities.sql?raw';
import publishEvents from '#clickhouse/queries/files/publish_events.sql?raw';
import publishMessages from '#clickhouse/queries/files/publish_messages.sql?raw';
import publishOrganisations from '#clickhouse/queries/files/publish_organisations.sql?raw';
import { ask, insertLines, run } from '#store/warehouse.server.ts';

/** Tables that have a `_staging` twin, in the order in which they are published. */
export const TARGETS = ['organisations', 'eligibilities', 'messages', 'events'] as const;
export type Target = (typeof TARGETS)[number];

const PUBLISH: Readonly<Record<Target, string>> = {
  organisations: publishOrganisations,
  eligibilities: publishEligibilities,
  messages: publishMessages,
  events: publishEvents
};

/** Gathers rows and stages them in batches. */
export class Stage {
  readonly #id: string;
  readonly #waiting = new Map<Target, string[]>();
  #batch = 0;

  constructor(id: string) {
    this.#id = id;
  }

  add(target: Target, row: object, line: number): void {
    let lines = this.#waiting.get(target);
    if (!lines) this.#waiting.set(target, (lines = []));
    lines.push(JSON.stringify({ ...row, line }));
  }

  async flush(): Promise<void> {
    for (const [target, lines] of this.#waiting)
      await insertLines(`${target}_staging`, lines.join('\n'), `${this.#id}-${target}-${this.#batch}`);
    this.#waiting.clear();
    this.#batch++;
  }
}

/** How many lines are kept once those that a later line overrules are left out, and how many of them replace what was known. */
export async function counted(id: string, source: string): Promise<{ kept: number; updated: number }> {
  const [row] = await ask(
    countedSql,
    { id, source },
    z.object({ kept: z.coerce.number(), updated: z.coerce.number() }),
    { seconds: 600, memory: 4e9 }
  );
  return row ?? { kept: 0, updated: 0 };
}

/**
 * Makes the staged rows visible; once more after a crash gives the same.
 * @param at milliseconds; the rows carry it, so that whoever looks for what is new finds them however long reading took
 * @param updated whether some of it was known already
 */
export async function publish(id: string, source: string, at: number, updated: boolean): Promise<void> {
  for (const target of TARGETS) await run(PUBLISH[target], { id, at });
  if (!updated) return;
  // A replicated table wants to be told that the subquery answers alike everywhere: nothing else writes under this id.
  for (const forget of [forgetMessages, forgetEvents])
    await run(forget, { id, source, at }, {}, { mutations_sync: '1', allow_nondeterministic_mutations: 1 });
}

export async function clear(id: string): Promise<void> {
  for (const target of TARGETS)
    await run(
      `ALTER TABLE ${target}_staging DELETE WHERE import_id = {id:String}`,
      { id },
      {},
      { mutations_sync: '1' }
    );
}
