import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { emptyStores } from '../stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = process.env['HOERA_FAULTS'] ? 200_000 : 40_000;
const FILE = join(folder, 'berichten.csv');
const KINDS = ['Subsidie', 'Melding', 'Vergunning'];
const line = (index: number) =>
  `B${index};${99_000_000 + (index % 9_000)};Gemeente Oss;${KINDS[index % 3]};box;1-${1 + (index % 12)}-2026 10:00`;
writeFileSync(
  FILE,
  [
    'kenmerk;kvk;overheid;proces;kanaal;verzonden',
    ...Array.from({ length: ROWS }, (_, index) => line(index % (ROWS - 500)))
  ]
    .join('\n')
    .replaceAll('-12-2026', '-12-2025')
);

/** Runs the process, which looks or brings in the file; kills it with -9 once it has said `until` so many times. @returns what it told of each */
async function child(data: string, words: string[], until?: { said: string; times: number }): Promise<object[]> {
  const running = spawn(process.execPath, ['--import', './src/store/raw.js', 'tests/walks/importing.ts', ...words], {
    env: { ...process.env, HOERA_DATA: data, HOERA_SECRET: 'a secret for tests, at least 32 characters' },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let [text, wrong] = ['', ''];
  running.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (until && text.split(until.said).length > until.times) running.kill('SIGKILL');
  });
  running.stderr.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
  const code = await new Promise<number | null>((done) => running.once('close', (status) => done(status)));
  expect(code, wrong).toBe(until ? null : 0);
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as object);
}

const NOTHING = { messages: 0, ids: 0, events: 0, ledger: 0 };
const ALL = { messages: ROWS - 500, ids: ROWS - 500, events: ROWS - 500, ledger: ROWS - 500 };

test(
  'killed while reading, nothing of a file is there, and it can be imported anew',
  { timeout: 120_000 },
  async () => {
    const data = join(folder, 'reading');
    await emptyStores(data);
    await child(data, [FILE], { said: 'reading', times: 2 });
    const told = await child(data, ['look', FILE, 'look']);
    expect(told).toMatchObject([
      {
        before: { ...NOTHING, statuses: ['running'], staged: expect.any(Number) as number },
        after: { ...NOTHING, staged: 0, statuses: ['failed'] }
      },
      { received: ROWS, accepted: ROWS - 500, duplicate: 500, refused: 0 },
      { after: { ...ALL, staged: 0, statuses: ['failed', 'done'] } }
    ]);
    // Something was there to be removed.
    expect(told[0]).not.toMatchObject({ before: { staged: 0 } });
  }
);

test('killed while publishing, all of a file is there after the next start, once', { timeout: 120_000 }, async () => {
  const data = join(folder, 'publishing');
  await emptyStores(data);
  await child(data, [FILE], { said: 'publishing', times: 1 });
  expect(await child(data, ['look', FILE, 'look'])).toMatchObject([
    { before: { statuses: ['publishing'] }, after: { ...ALL, staged: 0, statuses: ['done'] } },
    { code: 'already_imported' },
    { after: ALL }
  ]);
});
