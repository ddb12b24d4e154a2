/** Rows of an import between file and warehouse: they wait out of sight, and are published together. */
import { z } from 'zod';
import countedSql from '#clickhouse/queries/files/counted.sql?raw';
import forgetEvents from '#clickhouse/queries/files/forget_events.sql?raw';
import forgetMessages from '#clickhouse/queries/files/forget_messages.sql?raw';
import publishAnswers from '#clickhouse/queries/files/publish_answers.sql?raw';
import publishEligibilities from '#clickhouse/queries/files/publish_eligibilities.sql?raw';
import publishEvents from '#clickhouse/queries/files/publish_events.sql?raw';
import publishMessages from '#clickhouse/queries/files/publish_messages.sql?raw';
import publishOrganisations from '#clickhouse/queries/files/publish_organisations.sql?raw';
import stagedSql from '#clickhouse/queries/files/staged.sql?raw';
import { ask, insertLines, run } from '#store/warehouse.server.ts';

/** Tables that have a `_staging` twin, in the order in which they are published. */
export const TARGETS = ['organisations', 'eligibilities', 'messages', 'events', 'answers'] as const;
export type Target = (typeof TARGETS)[number];

const PUBLISH: Readonly<Record<Target, string>> = {
  organisations: publishOrganisations,
  eligibilities: publishEligibilities,
  messages: publishMessages,
  events: publishEvents,
  answers: publishAnswers
};

/** Rows that the engine handles in one go. */
interface InOneGo {
  /** Sorted and written, so that memory does not follow the size of the file. */
  written: number;
  /** Whose forerunners are removed: more, because every go writes anew whatever it finds something in. */
  forgotten: number;
}
const IN_ONE_GO: InOneGo = { written: 250_000, forgotten: 500_000 };

/** Gathers rows and stages them in batches: one is on its way to the engine while the next is gathered. */
export class Stage {
  readonly #id: string;
  #waiting = new Map<Target, string[]>();
  #batch = 0;
  #landing: Promise<void> = Promise.resolve();

  constructor(id: string) {
    this.#id = id;
  }

  add(target: Target, row: object, line: number): void {
    let lines = this.#waiting.get(target);
    if (!lines) this.#waiting.set(target, (lines = []));
    lines.push(JSON.stringify({ ...row, line }));
  }

  /** Sends off what was gathered, once the batch before it is in. */
  async flush(): Promise<void> {
    await this.#landing;
    this.#landing = this.#insert(this.#waiting, this.#batch++);
    // Awaited by whoever comes next; said here so that a failure meanwhile is not taken for one that nobody looks at.
    this.#landing.catch(() => {});
    this.#waiting = new Map();
  }

  /** Waits for what was sent off. */
  landed(): Promise<void> {
    return this.#landing;
  }

  async #insert(batch: ReadonlyMap<Target, string[]>, number: number): Promise<void> {
    for (const [target, lines] of batch)
      await insertLines(`${target}_staging`, lines.join('\n'), `${this.#id}-${target}-${number}`);
  }
}

async function staged(id: string): Promise<Record<Target, number>> {
  const rows = await ask(stagedSql, { id }, z.object({ target: z.enum(TARGETS), staged: z.coerce.number() }));
  return Object.fromEntries(rows.map((row) => [row.target, row.staged])) as Record<Target, number>;
}

/** Slices by what rows are about: those about the same message, event or organisation are in one. */
function slicesOf(rows: number, size: number): { slice: number; slices: number }[] {
  const slices = Math.ceil(rows / size);
  return Array.from({ length: slices }, (_, slice) => ({ slice, slices }));
}

/** How many lines are kept once those that a later line overrules are left out, and how many of them replace what was known. */
export async function counted(
  id: string,
  source: string,
  { written } = IN_ONE_GO
): Promise<{ kept: number; updated: number }> {
  const sum = { kept: 0, updated: 0 };
  for (const part of slicesOf(Math.max(...Object.values(await staged(id))), written)) {
    const [row] = await ask(
      countedSql,
      { id, source, ...part },
      z.object({ kept: z.coerce.number(), updated: z.coerce.number() }),
      { seconds: 600 }
    );
    sum.kept += row?.kept ?? 0;
    sum.updated += row?.updated ?? 0;
  }
  return sum;
}

/**
 * Makes the staged rows visible; once more after a crash gives the same.
 * @param at milliseconds; the rows carry it, so that whoever looks for what is new finds them however long reading took
 * @param updated whether some of it was known already
 */
export async function publish(
  id: string,
  source: string,
  at: number,
  updated: boolean,
  { written, forgotten } = IN_ONE_GO
): Promise<void> {
  const rows = await staged(id);
  for (const target of TARGETS)
    for (const part of slicesOf(rows[target], written)) await run(PUBLISH[target], { id, at, ...part });
  if (!updated) return;
  for (const part of slicesOf(rows.messages, forgotten))
    for (const forget of [forgetMessages, forgetEvents])
      // A replicated table wants to be told that the subquery answers alike everywhere: nothing else writes under this id.
      await run(forget, { id, source, at, ...part }, {}, { mutations_sync: '1', allow_nondeterministic_mutations: 1 });
}

/** Removes what an import has staged; tables it left alone are, because even a removal of nothing takes a quarter of a second. */
export async function clear(id: string): Promise<void> {
  const rows = await staged(id);
  for (const target of TARGETS.filter((one) => rows[one] > 0))
    await run(
      `ALTER TABLE ${target}_staging DELETE WHERE import_id = {id:String}`,
      { id },
      {},
      { mutations_sync: '1' }
    );
}
