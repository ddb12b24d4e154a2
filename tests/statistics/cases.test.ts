/** Every reference case of the kinds that the engine answers, within the tolerances that the cases are good for. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { analyse } from '#statistics/analyse.ts';

// Oracle: outputs of gbstats 0.8.0, and beside it 40-digit or closed-form values of the same quantities where it loses precision.
const { cases } = z
  .object({
    cases: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        inputs: z.unknown(),
        settings: z.record(z.string(), z.unknown()),
        outputs: z.unknown(),
        reference: z.unknown().optional()
      })
    )
  })
  .parse(JSON.parse(readFileSync('tests/statistics/statistics-cases.json', 'utf8')));

const LATER = ['bandit', 'full_pipeline'];

/** Which output a more precise reference stands for. */
const PRECISE: Record<string, string> = {
  p_value_mp: 'p_value',
  p_value_closed_form: 'p_value',
  p_value_active_arms_only: 'p_value',
  chance_to_win_mp: 'chance_to_win',
  risk_mp: 'risk'
};

type Output = Record<string, unknown>;

const preciser = (output: Output, reference: Output | undefined): Output => ({
  ...output,
  ...Object.fromEntries(
    Object.entries(reference ?? {}).flatMap(([name, value]) => (PRECISE[name] ? [[PRECISE[name], value]] : []))
  )
});

/** Probabilities to 1e-12; everything else to nine digits, and losses that the reference takes for nothing to 1e-15. */
function alike(name: string, found: number, expected: number): boolean {
  if (found === expected) return true;
  if (/^(p_value|chance_to_win|power|holm|benjamini)/.test(name)) return Math.abs(found - expected) <= 1e-12;
  return Math.abs(found - expected) <= 1e-9 * Math.abs(expected) + (name === 'risk' ? 1e-15 : 0);
}

function differences(name: string, found: unknown, expected: unknown): string[] {
  if (typeof expected === 'number')
    return typeof found === 'number' && alike(name, found, expected)
      ? []
      : [`${name}: ${String(found)} instead of ${expected}`];
  if (Array.isArray(expected))
    return expected.flatMap((value, index) => differences(name, (found as unknown[])[index], value));
  if (typeof expected === 'object' && expected !== null)
    return Object.entries(expected).flatMap(([inner, value]) => differences(inner, (found as Output)?.[inner], value));
  return found === expected ? [] : [`${name}: ${String(found)} instead of ${String(expected)}`];
}

describe.each([...new Set(cases.map(({ kind }) => kind))].filter((kind) => !LATER.includes(kind)))('%s', (kind) => {
  test.each(cases.filter((one) => one.kind === kind).map((one) => [one.id, one] as const))('%s', (_, one) => {
    const { outputs, reason } = analyse({ cases: [one] }).cases[0]!;
    expect(reason).toBeUndefined();
    const expected = Array.isArray(one.outputs)
      ? (one.outputs as Output[]).map((output, index) => preciser(output, (one.reference as Output[])[index]))
      : preciser(one.outputs as Output, one.reference as Output | undefined);
    expect(differences('', outputs, expected)).toEqual([]);
  });
});

test.each(LATER)('a %s is not answered, and the reason says so', (kind) => {
  for (const answer of analyse({ cases: cases.filter((one) => one.kind === kind) }).cases)
    expect(answer).toMatchObject({ outputs: null, reason: expect.stringContaining(kind) as string });
});
