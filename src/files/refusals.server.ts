/** The rows of an import that were refused, as a file to give back: line, label, column and reason, never the value. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { prepare, refusedFile } from '#files/folder.server.ts';
import type { WrongCell } from '#files/table.ts';
import { csvCell } from '#ui/csv.ts';

export class Refusals {
  readonly #file: WriteStream;
  /** How many for each reason, as `column.code`. */
  readonly reasons: Record<string, number> = {};
  count = 0;

  private constructor(file: WriteStream) {
    this.#file = file;
  }

  static async open(id: string): Promise<Refusals> {
    await prepare(Date.now());
    const file = createWriteStream(refusedFile(id), { mode: 0o600 });
    await once(file, 'open');
    const refusals = new Refusals(file);
    // The mark makes Excel read the file as UTF-8.
    file.write('\ufeffregel;kenmerk;kolom;reden;code\n');
    return refusals;
  }

  /**
   * @param label what a person knows the row by, empty when there is nothing
   * @param title how the file calls the column
   */
  async add(line: number, label: string, { column, code, message }: WrongCell, title: string): Promise<void> {
    this.count++;
    const reason = `${column}.${code}`;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    // A disk slower than the reader must not make rows pile up in memory.
    if (!this.#file.write(`${[line, csvCell(label), csvCell(title), csvCell(message), code].join(';')}\n`))
      await once(this.#file, 'drain');
  }

  close(): Promise<void> {
    return new Promise((done, failed) => this.#file.end((error?: Error | null) => (error ? failed(error) : done())));
  }
}
