import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Journal, MARK, separate, type Kind } from '#events/journal.server.ts';
import { ask, insertLines, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { fc } from '../property.ts';

useStores();

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hoera-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const TABLE = 'journal_test';
const insert = (_kind: Kind, lines: Buffer, token: string) => insertLines(TABLE, lines, token);
const ids = async () =>
  (await ask(`SELECT toString(id) AS id FROM ${TABLE} ORDER BY id`, {}, z.object({ id: z.string() }))).map(
    (row) => row.id
  );
const line = (id: string) => `{"id":"${id}"}\n`;

beforeEach(async () => {
  await run(`DROP TABLE IF EXISTS ${TABLE}`);
  await run(
    `CREATE TABLE ${TABLE} (id UUID) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100`
  );
});

test('separating keeps every line, in order, in the kind its mark says', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ marked: fc.boolean(), value: fc.json() })), (lines) => {
      const text = lines.map(({ marked, value }) => `${marked ? MARK : ''}{"v":${value}}\n`).join('');
      const { plain, marked } = separate(Buffer.from(text));
      const kept = (wanted: boolean) =>
        lines
          .filter((line) => line.marked === wanted)
          .map(({ value }) => `{"v":${value}}\n`)
          .join('');
      expect([plain.toString(), marked.toString()]).toEqual([kept(false), kept(true)]);
    })
  );
});

describe('the journal', () => {
  test('brings every appended line to the warehouse once and leaves no file behind', async () => {
    const journal = new Journal({ directory, insert, lines: 10 });
    const sent = Array.from({ length: 95 }, () => randomUUID());
    await Promise.all(sent.map((id) => journal.append(line(id), 1, 'proef')));
    await journal.close();
    expect(await ids()).toEqual([...sent].sort());
    expect(readdirSync(directory)).toEqual([]);
    expect(journal.state).toEqual({ bytes: 0, oldest: undefined, trouble: undefined, setAside: 0 });
  });

  test('replays what a dead process left, without a half last line, and inserts nothing twice', async () => {
    const [kept, half] = [randomUUID(), randomUUID()];
    const name = '000000001-dead';
    writeFileSync(join(directory, `${name}.journal`), `${line(kept)}${line(half).slice(0, 30)}`);
    // The dead process had inserted the segment but not yet removed it.
    await insertLines(TABLE, `{"id":"${kept}"}`, `${name}:plain`);
    const seen: string[] = [];
    const journal = new Journal({ directory, insert });
    await journal.replay((text) => {
      seen.push(text);
      return 'proef';
    });
    await journal.flush();
    expect(seen).toEqual([line(kept).trimEnd()]);
    expect(await ids()).toEqual([kept]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('keeps trying while the warehouse is away, and says what is wrong meanwhile', async () => {
    let away = 3;
    const journal = new Journal({
      directory,
      milliseconds: 5,
      insert: (kind, lines, token) =>
        away-- > 0 ? Promise.reject(new Error('connection refused')) : insert(kind, lines, token)
    });
    const id = randomUUID();
    await journal.append(line(id), 1, 'proef');
    await expect.poll(() => journal.state.trouble, { interval: 1 }).toBe('connection refused');
    await expect.poll(ids).toEqual([id]);
    await expect.poll(() => journal.state).toEqual({ bytes: 0, oldest: undefined, trouble: undefined, setAside: 0 });
  });

  test('tells of each source since when something waits, also after a crash', async () => {
    const began = Date.now();
    const held = () => new Promise<void>(() => {});
    const journal = new Journal({ directory, lines: 2, insert: held });
    await journal.append(line(randomUUID()), 1, 'een');
    await journal.append(line(randomUUID()), 1, 'twee');
    const first = new Map(journal.oldestOf);
    expect([...first.keys()]).toEqual(['een', 'twee']);
    for (const since of first.values()) expect(since).toBeGreaterThanOrEqual(began);
    await pause(5);
    // In the next segment: the oldest stays the oldest.
    await journal.append(line(randomUUID()), 1, 'een');
    expect(journal.oldestOf).toEqual(first);
    const after = new Journal({ directory, insert: held });
    await after.replay(() => 'een');
    expect([...after.oldestOf.keys()]).toEqual(['een']);
    expect(after.oldestOf.get('een')).toBeLessThanOrEqual(Date.now());
  });

  test('sets aside lines the engine can never read, and lets the rest pass', async () => {
    const journal = new Journal({ directory, insert, lines: 1 });
    await journal.append('{"id":"not an id"}\n', 1, 'proef');
    await journal.flush();
    const id = randomUUID();
    await journal.append(line(id), 1, 'proef');
    await journal.close();
    expect(await ids()).toEqual([id]);
    expect(journal.state.setAside).toBe(1);
    expect(readdirSync(directory)).toEqual([expect.stringMatching(/\.refused$/)]);
  });

  test('refuses beyond its bound, with a time to come back, and takes again once there is room', async () => {
    const held: { free: () => void } = { free: () => {} };
    const gate = new Promise<void>((resolve) => (held.free = resolve));
    const journal = new Journal({
      directory,
      bytes: 100,
      milliseconds: 5,
      insert: (...given) => gate.then(() => insert(...given))
    });
    await journal.append(line(randomUUID()), 1, 'proef');
    await journal.append(line(randomUUID()), 1, 'proef');
    await expect(journal.append(line(randomUUID()), 1, 'proef')).rejects.toMatchObject({
      code: 'busy',
      status: 503,
      retryAfter: 5
    });
    held.free();
    await journal.flush();
    await journal.append(line(randomUUID()), 1, 'proef');
    await journal.close();
    expect(await ids()).toHaveLength(3);
  });
});
