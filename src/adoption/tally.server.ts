/** Counts that are made anew as a whole, never adjusted, beside the ones that are read until they are ready. */
import { z } from 'zod';
import { fact, setFact } from '#store/facts.server.ts';
import { isKept } from '#store/register.server.ts';
import { run } from '#store/warehouse.server.ts';

/** Counting again may take this part of the time at most. */
const SHARE = 1 / 20;

/** Which count is the one to read, when it was made (milliseconds), and of what. */
const Counted = z.object({ version: z.number(), of: z.unknown() });

export interface Tallied {
  /** Of the fact in which it is kept. */
  name: string;
  /** Tables with a version. */
  tables: readonly string[];
  /** What it is a count of; when that is another than last time, it is made anew. Undefined while there is nothing to count. */
  of: () => Promise<unknown>;
  /** Fills the tables with this version. @param of what `of` gave, which may be another by now */
  make: (version: number, of: unknown) => Promise<void>;
}

export class Tally {
  readonly #tallied: Tallied;
  #took = 0;
  #last = 0;
  #busy: Promise<void> = Promise.resolve();

  constructor(tallied: Tallied) {
    this.#tallied = tallied;
  }

  /** The count to read and what it is a count of; undefined before the first time. */
  async counted(): Promise<z.infer<typeof Counted> | undefined> {
    return Counted.safeParse(await fact(`${this.#tallied.name}_counted`)).data;
  }

  /** Name of the count to read, which is the moment it was made (milliseconds); undefined before the first time. */
  async version(): Promise<number | undefined> {
    return (await this.counted())?.version;
  }

  /**
   * Counts again when what it is a count of changed, and not too often: with a million organisations a count takes seconds.
   * @param options now: whether it may not wait
   */
  count(options: { now: boolean }): Promise<void> {
    // One after another: each removes what is neither the last count nor its own.
    const next = this.#busy.then(() => this.#count(options));
    this.#busy = next.catch(() => {});
    return next;
  }

  async #count(options: { now: boolean }): Promise<void> {
    const [of, old] = [await this.#tallied.of(), await this.counted()];
    if (of === undefined || isKept(old?.of, of)) return;
    const started = Date.now();
    if (!options.now && started - this.#last < this.#took / SHARE) return;
    // Later than any before it, also one that was cut short.
    const made = Math.max(started, (old?.version ?? 0) + 1);
    try {
      await this.#countAs(made, old?.version ?? 0, of);
    } finally {
      // Also when it failed: it is tried again, and not at once.
      [this.#last, this.#took] = [Date.now(), Date.now() - started];
    }
  }

  /** Removes all but the count to read, when what it was made of may not stay. */
  async forget(): Promise<void> {
    await this.#busy;
    await this.#only((await this.version()) ?? 0);
  }

  async #only(version: number): Promise<void> {
    const others = 'DELETE WHERE version != {version:Int64}';
    for (const table of this.#tallied.tables)
      await run(`ALTER TABLE ${table} ${others}`, { version }, {}, { mutations_sync: '2' });
  }

  async #countAs(made: number, old: number, of: unknown): Promise<void> {
    // The one that is read stays until the next; what is neither was cut short.
    await this.#only(old);
    await this.#tallied.make(made, of);
    await setFact(`${this.#tallied.name}_counted`, { version: made, of });
  }
}
