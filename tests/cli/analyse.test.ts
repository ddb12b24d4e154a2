/** Statistical cases from a file and over HTTP: one JSON document out, without any store. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { keyOf } from '#accounts/doors.ts';
import { answerCases, CASES_LIMIT } from '#cli/analysis.server.ts';
import { Refusal } from '#refusal.ts';
import { POST } from '../../src/routes/api/v1/statistics/analyse/+server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-analyse-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CASES = {
  cases: [
    { id: 'equal', kind: 'multiple_comparison', inputs: { p_values: [0.01, 0.04] }, settings: {} },
    { id: 'wrong', kind: 'srm', inputs: {}, settings: {} }
  ]
};
const ANSWERS = {
  cases: [
    {
      id: 'equal',
      kind: 'multiple_comparison',
      outputs: { holm_bonferroni: [0.02, 0.04], benjamini_hochberg: [0.02, 0.04] }
    },
    { id: 'wrong', kind: 'srm', outputs: null, reason: expect.any(String) as string }
  ]
};

describe('the command line', { timeout: 120_000 }, () => {
  const data = join(folder, 'data');
  const hoera = (text: string) => {
    const file = join(folder, 'cases.json');
    writeFileSync(file, text);
    return spawnSync(process.execPath, ['--import', './src/store/raw.js', 'src/cli/hoera.ts', 'analyse', file], {
      encoding: 'utf8',
      env: { ...process.env, HOERA_DATA: data }
    });
  };

  test('prints one JSON document and nothing else', () => {
    const { status, stdout, stderr } = hoera(JSON.stringify(CASES));
    expect(JSON.parse(stdout)).toEqual(ANSWERS);
    expect([status, stderr]).toEqual([0, '']);
    // So it makes no difference whether a server runs that holds them.
    expect(existsSync(data), 'no store was opened').toBe(false);
  });

  test('refuses what is not a list of cases with a sentence, and prints nothing', () => {
    const { status, stdout, stderr } = hoera('[]');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/cases/);
  });
});

test.each(['{', '[]', '3', '{"cases": 3}'])('%s is not a list of cases', async (text) => {
  await expect(answerCases(text)).rejects.toMatchObject({ code: 'cases_malformed' });
});

describe('over HTTP', () => {
  const post = (body: BodyInit) =>
    POST({ request: new Request('http://hoera.example/', { method: 'POST', body }) } as Parameters<typeof POST>[0]);
  const refusal = async (body: BodyInit): Promise<Refusal> => {
    const thrown: unknown = await Promise.resolve(post(body)).catch((error: unknown) => error);
    if (!(thrown instanceof Refusal)) throw new Error('not refused');
    return thrown;
  };

  test('gives the same', async () => {
    const response = await post(JSON.stringify(CASES));
    expect(await response.json()).toEqual(ANSWERS);
  });

  test('asks for the scope to read', () => {
    expect(keyOf('/api/v1/statistics/analyse')).toEqual({ kind: 'scope', scope: 'read' });
  });

  test('refuses what is not a list of cases', async () => {
    expect(await refusal('nonsense')).toMatchObject({ code: 'cases_malformed', status: 400 });
    expect(await refusal('{}')).toMatchObject({ code: 'cases_malformed', status: 400 });
  });

  test('refuses a body that is too large, whether it says so or not', async () => {
    const large = new Uint8Array(CASES_LIMIT + 1);
    expect(await refusal(large)).toMatchObject({ code: 'body_too_large', status: 413 });
    const text = JSON.stringify({ cases: [], padding: 'x'.repeat(CASES_LIMIT) });
    await expect(answerCases(text)).rejects.toMatchObject({ code: 'body_too_large' });
  });
});

test('many cases are answered in order', async () => {
  const cases = Array.from({ length: 250 }, (_, id) => ({
    id,
    kind: 'srm',
    inputs: { users: [100 + id, 100], weights: [1, 1] }
  }));
  const answered = await answerCases(JSON.stringify({ cases }));
  expect(answered.cases.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
});
